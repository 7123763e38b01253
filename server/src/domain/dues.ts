import { offeringDue } from './capacity/offering.ts';
import { planDue } from './capacity/training-plan.ts';
import { clientTokenDue } from './cluster/client-token.ts';
import { clusterDue } from './cluster/cluster.ts';
import { nodeDue } from './cluster/node.ts';
import type { Due } from './due.ts';
import { faultDue } from './fleet/fault.ts';
import { governanceResourceDue } from './governance/compute-quota.ts';
import { governanceDue } from './governance/governance.ts';
import { endpointDue } from './inference/endpoint.ts';
import type { Kind, Objects } from './objects.ts';
import { trainingJobDue } from './training/training-job.ts';
import { taskDue } from './workload/task.ts';

/** When an object of a kind moves by itself; kinds that are not here never do. */
export const dues: { readonly [K in Kind]?: (doc: Objects[K]) => Due | undefined } = {
  cluster: clusterDue,
  node: nodeDue,
  fault: faultDue,
  token: clientTokenDue,
  computeQuota: governanceResourceDue,
  schedulerConfig: governanceResourceDue,
  governance: governanceDue,
  task: taskDue,
  offering: offeringDue,
  trainingPlan: planDue,
  endpoint: endpointDue,
  trainingJob: trainingJobDue,
};
