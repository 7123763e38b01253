import { letsGoAt } from '../../capacity/letting-go.ts';
import type { TrainingPlan } from '../../capacity/training-plan.ts';
import type { Cluster, InstanceGroup } from '../cluster.ts';
import type { EventContent } from '../cluster-event.ts';
import type { Node } from '../node.ts';

/**
 * What events say of groups on training plans: why instances come and go, and what may be a mistake. The service's
 * own are not published: all of them are our choice.
 */
const ofGroup = (
  { name }: Pick<InstanceGroup, 'name'>,
  description: string,
  level: EventContent['level'] = 'Info',
): EventContent => ({
  resourceType: 'InstanceGroup',
  group: name,
  level,
  description,
  metadata: { InstanceGroup: {} },
});

const of = (plan: TrainingPlan): string => `training plan ${plan.name}`;
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const inCluster = (c: Cluster, g: Pick<InstanceGroup, 'name'>): string =>
  `InstanceGroup ${g.name} in Cluster ${c.name}`;

/** The next block that is to come, in words. */
function nextBlock({ capacities }: TrainingPlan): string | undefined {
  const next = capacities.find(({ status }) => status === 'Scheduled');
  return next && `the next block starts at ${iso(next.startAt)}`;
}

export const planEvents = {
  waitsForBlock: (c: Cluster, g: InstanceGroup, plan: TrainingPlan) =>
    ofGroup(
      g,
      `${inCluster(c, g)} has no instances until a block of ${of(plan)} is open: ${nextBlock(plan) ?? 'none is to come'}`,
      nextBlock(plan) === undefined ? 'Warn' : 'Info',
    ),
  arriving: (c: Cluster, g: InstanceGroup, plan: TrainingPlan, count: number, block: number) =>
    ofGroup(
      g,
      `${count} instance(s) of ${of(plan)} start for ${inCluster(c, g)}: block ${block + 1} of ${plan.capacities.length} is open until ${iso(letsGoAt(plan.capacities[block]!, 'hyperpod-cluster'))}`,
    ),
  leaving: (c: Cluster, g: InstanceGroup, plan: TrainingPlan, count: number) =>
    ofGroup(
      g,
      `${count} instance(s) of ${of(plan)} are terminated for ${inCluster(c, g)}, an hour before the end of the block: ${nextBlock(plan) ?? 'no other block is to come'}`,
      'Warn',
    ),
  blockOver: (c: Cluster, g: InstanceGroup, plan: TrainingPlan, block: number) =>
    ofGroup(
      g,
      nextBlock(plan) === undefined
        ? `${plan.name} is over, the training plan of ${inCluster(c, g)}, which stays without instances until it has another plan or none`
        : `Block ${block + 1} of ${of(plan)} of ${inCluster(c, g)} is over: ${nextBlock(plan)}`,
      nextBlock(plan) === undefined ? 'Warn' : 'Info',
    ),
  planTaken: (c: Cluster, g: InstanceGroup, plan: TrainingPlan) =>
    ofGroup(g, `${inCluster(c, g)} is on ${of(plan)}; what it had before is replaced`),
  planLeft: (c: Cluster, g: InstanceGroup, arn: string) =>
    ofGroup(
      g,
      `${inCluster(c, g)} is no longer on training plan ${arn.slice(arn.lastIndexOf('/') + 1)}, for the request names none: its instances are replaced by instances on demand`,
      'Warn',
    ),
  unused: (c: Cluster, g: InstanceGroup, plan: TrainingPlan) =>
    ofGroup(g, `${inCluster(c, g)} asks for no instances, and does not use ${of(plan)}`, 'Warn'),
  controller: (c: Cluster, g: InstanceGroup, plan: TrainingPlan) =>
    ofGroup(
      g,
      `${inCluster(c, g)} runs the Slurm controller on ${of(plan)}: outside its blocks the cluster has no controller`,
      'Warn',
    ),
  spareUsed: (c: Cluster, n: Node, plan: TrainingPlan): EventContent =>
    ofInstance(
      n,
      `A spare of ${of(plan)} takes the place of EC2 Instance ${n.instanceId} in Cluster ${c.name}`,
    ),
  awaiting: (c: Cluster, n: Node, plan: string): EventContent =>
    ofInstance(
      n,
      `Instance replacement in Cluster ${c.name} and InstanceGroup ${n.group} waits: ${awaitingMessage(plan)}`,
      'Warn',
    ),
};

const ofInstance = (n: Node, description: string, level: EventContent['level'] = 'Info'): EventContent => ({
  resourceType: 'Instance',
  group: n.group,
  instanceId: n.instanceId,
  level,
  description,
  metadata: { Instance: { NodeLogicalId: n.logicalId } },
});

/** What a node says that waits for an instance of its plan. */
export const awaitingMessage = (arn: string): string =>
  `Training plan ${arn.slice(arn.lastIndexOf('/') + 1)} has no instance available. The node gets one as soon as one is repaired or given back.`;
