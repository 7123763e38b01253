import { takeInstances, takeSpare } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { failForRepair } from '../capacity/repair.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state.ts';
import { type Cluster, groupOf, type InstanceGroup } from './cluster.ts';
import { planEvents } from './event-text/plan-events.ts';
import type { Node, Place } from './node.ts';
import { beginWork, terminate } from './node-work.ts';
import { subnetZonesOf } from './placement.ts';
import { vacantPlace, withHold, withMore } from './plan-holds.ts';
import { blockOpenToClusters, planOf } from './plan-of-group.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';

/** Nodes of groups on a training plan: where they stand, and what becomes of a node whose instance fails. */

/** What a place says about its node: its zone, by the subnet there, and its UltraServer. */
export function standingAt(
  plan: TrainingPlan,
  cluster: Cluster,
  group: InstanceGroup,
  place: Place,
): Pick<Node, 'place' | 'subnetIndex' | 'ultraServer'> {
  const { zone, pools } = plan.capacities[place.block]!;
  const id = pools[place.pool]!.ultraServerId;
  return {
    place,
    subnetIndex: Math.max(0, subnetZonesOf(cluster, group).indexOf(zone)),
    ultraServer: id === undefined ? undefined : { id, type: plan.ultraServer!.type },
  };
}

/** Members of a node that is to come for a vacant place of its group's plan; undefined: there is none. */
export function standingAtVacancy(state: State, cluster: Cluster, group: InstanceGroup) {
  const place = vacantPlace(state, cluster, group);
  return place && standingAt(planOf(state, cluster, group)!, cluster, group, place);
}

/**
 * Nodes that have what the group does not want any more go: instances of another plan or block, or of none. That is
 * what a change of TrainingPlanArn amounts to: all at once, and others come (our choice). While no block is open all
 * of the group's nodes go anyway.
 */
export function dismissMisplaced(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context) {
  const index = draft.state.clusters.get(cluster.id)!.nodes.group(group.name);
  const plan = planOf(draft.state, cluster, group);
  const block = plan && blockOpenToClusters(plan);
  const arn = group.spec.TrainingPlanArn;
  if (arn !== undefined && block === undefined) return;
  const belongs = (place: Place | undefined): boolean =>
    place === undefined ? arn === undefined : place.plan === arn && place.block === block;
  let belonging = arn === undefined ? index.staying : index.awaiting;
  for (const [key, count] of index.stayingPlaces) {
    if (arn === undefined) belonging -= count;
    else if (key.startsWith(`${block}/`) && key.endsWith(`/${arn}`)) belonging += count;
  }
  if (belonging === index.staying) return;
  for (const { node } of [...index.entries])
    if (node.awaitsPlan !== true && !belongs(node.place)) terminate(draft, cluster, node, context);
}

/** Nodes that wait for an instance get one, as far as there are places; without a plan they need none. */
export function placeAwaiting(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): void {
  const index = draft.state.clusters.get(cluster.id)!.nodes.group(group.name);
  if (index.awaiting === 0) return;
  for (const { node } of [...index.entries]) {
    if (node.awaitsPlan !== true) continue;
    const standing = standingAtVacancy(draft.state, cluster, group);
    if (standing === undefined && group.spec.TrainingPlanArn !== undefined) return;
    beginWork(draft, cluster, { ...node, ...standing }, { kind: 'Provision' }, context);
  }
}

/**
 * The node's instance has gone. One that failed, or was replaced, is unhealthy in the plan from then on; what takes
 * its place is a spare of the same pool, or else another instance that is available. The place of one that goes with
 * its node is vacant, and given back where nobody is to come for it.
 */
export function leavePlace(draft: Draft, cluster: Cluster, node: Node, context: Context): Node {
  const { place, work, ailment } = node;
  const hasFailed = work?.kind === 'Replace' || ailment?.needs === 'Replacement';
  const goes = work?.kind === 'Terminate';
  if (place === undefined || (!goes && !hasFailed)) return node;
  const without: Node = { ...node, place: undefined };
  const plan = planCalled(draft.state, place.plan, cluster);
  const hold = cluster.planHolds?.find(
    ({ group, plan: arn, block }) => group === node.group && arn === place.plan && block === place.block,
  );
  if (!hasFailed || plan?.capacities[place.block]?.status !== 'Active' || hold === undefined) return without;
  const failed = failForRepair(plan, place, context);
  const less = withHold(cluster, hold, hold.counts.with(place.pool, hold.counts[place.pool]! - 1));
  if (goes) return written(draft, less, failed, without, context);
  return replaced(draft, less, failed, without, place, context);
}

function written(draft: Draft, cluster: Cluster, plan: TrainingPlan, node: Node, context: Context): Node {
  savePlan(draft, plan, context);
  saveCluster(draft, cluster, context);
  return node;
}

/** Another instance for a node whose own failed; without one the node waits. */
function replaced(
  draft: Draft,
  cluster: Cluster,
  plan: TrainingPlan,
  node: Node,
  { plan: arn, block, pool }: Place,
  context: Context,
): Node {
  const group = groupOf(cluster, node.group)!;
  const spare = takeSpare(plan, { block, pool });
  const counts = plan.capacities[block]!.pools.map((_, i) => Number(i === pool));
  const taken = spare === undefined ? takeInstances(plan, 1) : { plan: spare, hold: { block, counts } };
  if (taken === undefined) return written(draft, cluster, plan, { ...node, awaitsPlan: true }, context);
  const more = withMore(cluster, group, taken.hold);
  const at = { plan: arn, block, pool: taken.hold.counts.indexOf(1) };
  if (spare !== undefined) recordEvent(draft, cluster, planEvents.spareUsed(cluster, node, plan), context);
  return written(
    draft,
    more,
    taken.plan,
    { ...node, ...standingAt(taken.plan, cluster, group, at) },
    context,
  );
}
