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

/**
 * When an object of a kind moves by itself; kinds that are not here never do. Of those due at one instant the kind that
 * stands first goes first (our choice): a fault ends before it strikes, the blocks of plans open and close before
 * those who run on them move, and the scheduler's pass comes last, when everything that comes free then is free.
 */
export const dues: { readonly [K in Kind]?: (doc: Objects[K]) => Due | undefined } = {
  token: clientTokenDue,
  offering: offeringDue,
  fault: faultDue,
  trainingPlan: planDue,
  computeQuota: governanceResourceDue,
  schedulerConfig: governanceResourceDue,
  cluster: clusterDue,
  node: nodeDue,
  trainingJob: trainingJobDue,
  endpoint: endpointDue,
  task: taskDue,
  governance: governanceDue,
};

/**
 * The kind that waits until all is decided that came in one turn of the engine, as well as at one instant: the scheduler
 * looks at tasks that come together together, as Kueue does.
 */
export const LAST_OF_TURN: Kind = 'governance';

/** The kinds in the order in which those go that are due at one instant. */
export const dueKinds: readonly string[] = Object.keys(dues);
