/**
 * As in the scheduler, but all of what a winner may have moved is computed anew.
 *
 * Fair sharing decides the order of heads one by one: in every cohort the heads of its children compete, the
 * winner goes on to the cohort above, and the winner at the root is next. Shares are taken with the head's own
 * request added, and anew after each winner wherever it has moved them.
 */

import type { ClusterQueue } from '../../../src/domain/scheduler/cluster-queue.ts';
import { type Cohort, rootOf } from '../../../src/domain/scheduler/cohort.ts';
import type { Entry } from '../../../src/domain/scheduler/entry.ts';
import {
  borrowsAny,
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
} from '../../../src/domain/scheduler/fair-sharing/dominant-resource-share.ts';
import type { QuotaTree } from '../../../src/domain/scheduler/quota-tree.ts';
import { addAll, type ResourceNode, removeAll } from '../../../src/domain/scheduler/resource-node.ts';

/** How an entry stands in one cohort. */
interface Standing {
  readonly share: DominantResourceShare;
  /** Whether it borrows in something that it requests. */
  readonly borrows: boolean;
}

type Remaining = Map<ClusterQueue, Entry>;
type Standings = Map<Entry, Map<Cohort, Standing>>;

/** Yields the entries in fair order; each must have been processed before the next is asked for. */
export function* fairOrder(entries: readonly Entry[], tree: QuotaTree): Generator<Entry> {
  const groups = Map.groupBy(entries, ({ workload }) => rootOf(workload.queue) ?? workload.queue);
  for (const [root, group] of groups) {
    if (root.kind === 'ClusterQueue') {
      yield* group;
      continue;
    }
    const remaining: Remaining = new Map(group.map((entry) => [entry.workload.queue, entry]));
    const standings: Standings = new Map(group.map((entry) => [entry, standingsOf(entry, tree)]));
    while (remaining.size > 0) {
      const winner = winnerOf(root, remaining, standings)!;
      remaining.delete(winner.workload.queue);
      yield winner;
      const branch = branchOf(winner.workload.queue);
      for (const [queue, entry] of remaining) {
        if (branchOf(queue) === branch) standings.set(entry, standingsOf(entry, tree));
      }
    }
  }
}

/** The node just below the root: what happens in one branch moves no share in another. */
function branchOf(queue: ClusterQueue): ResourceNode {
  let node: ResourceNode = queue;
  while (node.parent?.parent !== undefined) node = node.parent;
  return node;
}

function standingsOf({ assignment, workload: { queue } }: Entry, tree: QuotaTree): Map<Cohort, Standing> {
  const { usage } = assignment;
  const requested = usage.filter(({ amount }) => amount > 0).map(({ fr }) => fr);
  const byCohort = new Map<Cohort, Standing>();
  addAll(queue, usage);
  let below: ResourceNode = queue;
  for (let cohort = queue.parent; cohort !== undefined; cohort = cohort.parent) {
    byCohort.set(cohort, {
      share: dominantResourceShare(below, tree),
      borrows: borrowsAny(below, requested),
    });
    below = cohort;
  }
  removeAll(queue, usage);
  return byCohort;
}

function winnerOf(cohort: Cohort, remaining: Remaining, standings: Standings): Entry | undefined {
  let best: Entry | undefined;
  const consider = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    if (best === undefined || beats(entry, best, cohort, standings)) best = entry;
  };
  for (const child of cohort.childCohorts) consider(winnerOf(child, remaining, standings));
  for (const child of cohort.childQueues) consider(remaining.get(child));
  return best;
}

function beats(a: Entry, b: Entry, cohort: Cohort, standings: Standings): boolean {
  const [inA, inB] = [standings.get(a)!.get(cohort)!, standings.get(b)!.get(cohort)!];
  if (inA.borrows !== inB.borrows) return inB.borrows;
  const order =
    compareShares(inA.share, inB.share) ||
    b.workload.workload.priority - a.workload.workload.priority ||
    a.workload.workload.createdAt - b.workload.workload.createdAt;
  return order < 0;
}
