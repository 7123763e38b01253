import { giveBackInstances, type Hold, takeInstances } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { savePlan } from '../capacity/save-plan.ts';
import { currentBlock, planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state.ts';
import { type Cluster, type GroupHold, groupOf, type InstanceGroup } from './cluster.ts';
import { planEvents } from './event-text/plan-events.ts';
import type { Place } from './node.ts';
import { GroupIndex, placeKey } from './nodes-index.ts';
import { blockOpenToClusters, isBetweenBlocks, planOf } from './plan-of-group.ts';
import { recordEvent } from './record-event.ts';

/**
 * Instance groups on training plans. Three counts stand for one thing, and each follows from the one before:
 *
 * - A group **holds** as many instances of its plan's running or next block as it asks for, from the request on, so
 *   that nothing it was promised can be promised to another. `planHolds` of the cluster says how many of which pool;
 *   it is what the plan counts as in use.
 * - A node has a **place** in one of the pools from before its instance is launched until that instance has gone. A
 *   hold is never less than the places in it.
 * - What is held and is nobody's place is **vacant**: a node may come for it, once the block is open.
 *
 * `settleHolds` makes holds agree with targets and places. It is a part of `reconcile`, takes no input but what is,
 * and so covers creation, scaling, another plan, a rollback, the end of a block and the deletion of a group alike. A
 * group that was given another plan has two holds, until the last instance of the former has gone.
 */
export function settleHolds(draft: Draft, cluster: Cluster, context: Context): Cluster {
  const { planHolds = [], groups } = cluster;
  let settled = cluster;
  for (const hold of planHolds) settled = release(draft, settled, hold, context);
  for (const group of groups)
    if (group.spec.TrainingPlanArn !== undefined) settled = takeMissing(draft, settled, group, context);
  return settled;
}

/** How many nodes the group is to have when nothing stands in the way; one that goes for good asks for none. */
const askedFor = (cluster: Cluster, group: InstanceGroup): number =>
  group.deleting === true || cluster.status === 'Deleting' || cluster.status === 'Failed'
    ? 0
    : group.targetCount;

const indexOf = (state: State, cluster: Cluster, group: string): GroupIndex =>
  state.clusters.get(cluster.id)?.nodes.group(group) ?? new GroupIndex();

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** How many nodes have a place in each pool of a hold. */
const placesIn = ({ counts, block, plan }: GroupHold, places: ReadonlyMap<string, number>): number[] =>
  counts.map((_, pool) => places.get(placeKey({ plan, block, pool })) ?? 0);

/** What the group holds of its plan's present block. */
const presentHold = (cluster: Cluster, group: InstanceGroup, plan: TrainingPlan): GroupHold | undefined => {
  const block = currentBlock(plan);
  return cluster.planHolds?.find(
    (hold) => hold.group === group.name && hold.plan === group.spec.TrainingPlanArn && hold.block === block,
  );
};

/** How many the cluster's groups hold of the plan's present block. */
export const heldOf = ({ planHolds = [] }: Cluster, arn: string, plan: TrainingPlan): number =>
  planHolds
    .filter((hold) => hold.plan === arn && hold.block === currentBlock(plan))
    .reduce((sum, { counts }) => sum + total(counts), 0);

/** Gives back what a hold has beyond places and target. With its block a hold is over by itself. */
function release(draft: Draft, cluster: Cluster, hold: GroupHold, context: Context): Cluster {
  const plan = planCalled(draft.state, hold.plan, cluster);
  const group = groupOf(cluster, hold.group);
  if (plan === undefined || plan.capacities[hold.block]!.status === 'Expired') {
    if (plan !== undefined && group?.spec.TrainingPlanArn === hold.plan)
      recordEvent(draft, cluster, planEvents.blockOver(cluster, group, plan, hold.block), context);
    return withHold(cluster, hold, []);
  }
  const index = indexOf(draft.state, cluster, hold.group);
  const kept = placesIn(hold, index.places);
  if (group !== undefined && presentHold(cluster, group, plan) === hold) {
    let vacant = askedFor(cluster, group) - filled(plan, hold, index);
    for (const pool of fullestFirst(kept)) {
      const more = Math.max(0, Math.min(vacant, hold.counts[pool]! - kept[pool]!));
      kept[pool] = kept[pool]! + more;
      vacant -= more;
    }
  }
  const surplus = hold.counts.map((count, pool) => count - kept[pool]!);
  if (total(surplus) === 0) return cluster;
  savePlan(draft, giveBackInstances(plan, { block: hold.block, counts: surplus }, context.now), context);
  return withHold(cluster, hold, kept);
}

/**
 * How many of those asked for have their places. In an open block another comes for each that goes; otherwise those
 * go because the block ends, and what they had stays held.
 */
function filled(plan: TrainingPlan, hold: GroupHold, { places, stayingPlaces }: GroupIndex): number {
  return total(placesIn(hold, blockOpenToClusters(plan) === undefined ? places : stayingPlaces));
}

/** Pools by how many places they have already: a group stays together where it can (our choice). */
const fullestFirst = (counts: readonly number[]): number[] =>
  [...counts.keys()].sort((a, b) => counts[b]! - counts[a]!);

/** Takes what the group asks for and does not have yet, as far as the plan has it. */
function takeMissing(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): Cluster {
  const plan = planOf(draft.state, cluster, group);
  if (plan === undefined) return cluster;
  const hold = presentHold(cluster, group, plan);
  const index = indexOf(draft.state, cluster, group.name);
  const vacant = hold === undefined ? 0 : total(hold.counts) - total(placesIn(hold, index.places));
  const has = hold === undefined ? 0 : filled(plan, hold, index) + vacant;
  const missing = askedFor(cluster, group) - has;
  const taken = missing > 0 && takeInstances(plan, Math.min(missing, planCounts(plan).available));
  if (!taken || total(taken.hold.counts) === 0) return cluster;
  savePlan(draft, taken.plan, context);
  return withMore(cluster, group, taken.hold);
}

/** The cluster with a hold of that many in each pool; none at all: without the hold. */
export function withHold(cluster: Cluster, hold: GroupHold, counts: readonly number[]): Cluster {
  const { planHolds = [] } = cluster;
  const next = planHolds.flatMap((other) =>
    other !== hold ? [other] : total(counts) === 0 ? [] : [{ ...hold, counts }],
  );
  return { ...cluster, planHolds: next.length === 0 ? undefined : next };
}

/** The cluster with what its group took of its plan. */
export function withMore(cluster: Cluster, group: InstanceGroup, { block, counts }: Hold): Cluster {
  const plan = group.spec.TrainingPlanArn!;
  const hold = cluster.planHolds?.find(
    (other) => other.group === group.name && other.plan === plan && other.block === block,
  );
  if (hold !== undefined)
    return withHold(
      cluster,
      hold,
      hold.counts.map((count, pool) => count + counts[pool]!),
    );
  const taken: GroupHold = { group: group.name, plan, block, counts };
  return { ...cluster, planHolds: [...(cluster.planHolds ?? []), taken] };
}

/** A vacant place in the block that is open. */
export function vacantPlace(state: State, cluster: Cluster, group: InstanceGroup): Place | undefined {
  const hold = openHold(state, cluster, group);
  if (hold === undefined) return undefined;
  const placed = placesIn(hold, indexOf(state, cluster, group.name).places);
  const pool = placed.findIndex((count, each) => hold.counts[each]! > count);
  return pool < 0 ? undefined : { plan: hold.plan, block: hold.block, pool };
}

function openHold(state: State, cluster: Cluster, group: InstanceGroup): GroupHold | undefined {
  const plan = planOf(state, cluster, group);
  if (plan === undefined || blockOpenToClusters(plan) === undefined) return undefined;
  return presentHold(cluster, group, plan);
}

/**
 * How many nodes a group is to have now: its target, and on a training plan no more than it has instances for, none
 * at all while no block is open.
 */
export function wantedCount(state: State, cluster: Cluster, group: InstanceGroup): number {
  if (group.deleting === true) return 0;
  if (group.spec.TrainingPlanArn === undefined) return group.targetCount;
  const hold = openHold(state, cluster, group);
  const { places, stayingPlaces, awaiting } = indexOf(state, cluster, group.name);
  if (hold === undefined)
    return isBetweenBlocks(state, cluster, group) ? 0 : Math.min(group.targetCount, awaiting);
  const vacant = total(hold.counts) - total(placesIn(hold, places));
  return Math.min(group.targetCount, total(placesIn(hold, stayingPlaces)) + Math.max(vacant, awaiting));
}
