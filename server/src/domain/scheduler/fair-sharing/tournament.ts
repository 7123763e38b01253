/**
 * Fair sharing decides the order of heads one by one: in every cohort the heads of its children compete, the
 * winner goes on to the cohort above, and the winner at the root is next. Shares are taken with the head's own
 * request added, and anew after each winner wherever it has moved them.
 *
 * A winner moves only shares on its own way up, and all that stood there was the winner itself. So every cohort
 * keeps its contenders in a heap, and only the winner's way up is filled again.
 */
import TinyQueue from 'tinyqueue';
import { ancestors, type Cohort, rootOf } from '../cohort.ts';
import type { Entry } from '../entry.ts';
import type { QuotaTree } from '../quota-tree.ts';
import { addAll, type ResourceNode, removeAll } from '../resource-node.ts';
import {
  borrowsAny,
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
} from './dominant-resource-share.ts';

/** An entry as it stands in one cohort. */
interface Contender {
  readonly entry: Entry;
  /** Whether the cohort's child that it comes from borrows in something that it requests. */
  readonly borrows: boolean;
  readonly share: DominantResourceShare;
  /** The child's place in the cohort: decides what ties otherwise. */
  readonly place: number;
}

type Heaps = Map<Cohort, TinyQueue<Contender>>;

/** Yields the entries in fair order; each must have been processed before the next is asked for. */
export function* fairOrder(entries: readonly Entry[], tree: QuotaTree): Generator<Entry> {
  const groups = Map.groupBy(entries, ({ workload }) => rootOf(workload.queue) ?? workload.queue);
  for (const [root, group] of groups) {
    if (root.kind === 'ClusterQueue' || group.length === 1) yield* group;
    else yield* tournament(root, group, tree);
  }
}

function* tournament(root: Cohort, entries: readonly Entry[], tree: QuotaTree): Generator<Entry> {
  const heaps: Heaps = new Map();
  const places = placesBelow(root);
  for (const entry of entries) enter(entry, entry.workload.queue, heaps, places, tree);
  climbBelow(root, heaps, places, tree);
  for (let winner = heaps.get(root)?.peek(); winner !== undefined; winner = heaps.get(root)!.peek()) {
    const path = ancestors(winner.entry.workload.queue);
    for (const cohort of path) heaps.get(cohort)!.pop();
    yield winner.entry;
    for (const cohort of path) climb(cohort, heaps, places, tree);
  }
}

/** The place of every node among the children of its cohort, cohorts before queues. */
function placesBelow(root: Cohort): ReadonlyMap<ResourceNode, number> {
  const places = new Map<ResourceNode, number>();
  const number = ({ childCohorts, childQueues }: Cohort): void => {
    for (const child of [...childCohorts, ...childQueues]) places.set(child, places.size);
    for (const child of childCohorts) number(child);
  };
  number(root);
  return places;
}

/** The best of each cohort goes on to the one above, from the bottom up. */
function climbBelow(
  cohort: Cohort,
  heaps: Heaps,
  places: ReadonlyMap<ResourceNode, number>,
  tree: QuotaTree,
): void {
  for (const child of cohort.childCohorts) {
    climbBelow(child, heaps, places, tree);
    climb(child, heaps, places, tree);
  }
}

function climb(
  cohort: Cohort,
  heaps: Heaps,
  places: ReadonlyMap<ResourceNode, number>,
  tree: QuotaTree,
): void {
  const best = heaps.get(cohort)?.peek();
  if (best !== undefined) enter(best.entry, cohort, heaps, places, tree);
}

/** Lets an entry compete in the cohort above a node that it has come up to. */
function enter(
  entry: Entry,
  node: ResourceNode,
  heaps: Heaps,
  places: ReadonlyMap<ResourceNode, number>,
  tree: QuotaTree,
): void {
  const cohort = node.parent;
  if (cohort === undefined) return;
  let heap = heaps.get(cohort);
  if (heap === undefined) {
    heap = new TinyQueue<Contender>([], compareContenders);
    heaps.set(cohort, heap);
  }
  const { usage } = entry.assignment;
  const { queue } = entry.workload;
  const requested = usage.filter(({ amount }) => amount > 0).map(({ fr }) => fr);
  addAll(queue, usage);
  const contender: Contender = {
    entry,
    borrows: borrowsAny(node, requested),
    share: dominantResourceShare(node, tree),
    place: places.get(node)!,
  };
  removeAll(queue, usage);
  heap.push(contender);
}

function compareContenders(a: Contender, b: Contender): number {
  return (
    Number(a.borrows) - Number(b.borrows) ||
    compareShares(a.share, b.share) ||
    b.entry.workload.workload.priority - a.entry.workload.workload.priority ||
    a.entry.workload.workload.createdAt - b.entry.workload.workload.createdAt ||
    a.place - b.place
  );
}
