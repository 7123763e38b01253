/**
 * Shares are asked for all the time and change seldom: each node keeps its own until usage in it changes for good,
 * and each cohort keeps its borrowing queues in order of share. What a search adds and takes out again for a look
 * is not for good; nodes that it has moved must not be asked here.
 */
import type { ClusterQueue } from '../cluster-queue.ts';
import type { Cohort } from '../cohort.ts';
import type { Usage } from '../flavor-resource.ts';
import type { QuotaTree } from '../quota-tree.ts';
import type { ResourceNode } from '../resource-node.ts';
import {
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
} from './dominant-resource-share.ts';

/** Usage of the queue has changed: its share and those above are to be computed anew. */
export function forgetShares(queue: ClusterQueue): void {
  queue.share = undefined;
  queue.afterLoss = undefined;
  for (let cohort = queue.parent; cohort !== undefined; cohort = cohort.parent) {
    cohort.share = undefined;
    cohort.ranked = false;
  }
}

/** Brings shares and orders below a cohort up to date; before a search adds or takes out anything. */
export function rankBelow(cohort: Cohort, tree: QuotaTree): void {
  if (cohort.ranked) return;
  cohort.ranked = true;
  cohort.share = dominantResourceShare(cohort, tree);
  for (const queue of cohort.childQueues) {
    if (queue.share !== undefined) continue;
    queue.share = dominantResourceShare(queue, tree);
    queue.afterLoss = undefined;
  }
  // Nearly in order already: all but those whose usage has changed.
  cohort.ranking.sort((a, b) => compareRanked(a.share!, b.share!));
  for (const child of cohort.childCohorts) rankBelow(child, tree);
}

/** The share that a node has kept. */
export function keptShare(node: ResourceNode): DominantResourceShare {
  return node.share!;
}

/**
 * The greatest share that the loss of one holder would leave a queue; nothing may be taken out of it at this moment.
 * Found for those that a search comes to: of a thousand queues that borrow it is few.
 */
export function keptAfterLoss(queue: ClusterQueue, tree: QuotaTree): DominantResourceShare {
  queue.afterLoss ??= greatestAfterLoss(queue, keptShare(queue), tree);
  return queue.afterLoss;
}

function greatestAfterLoss(
  queue: ClusterQueue,
  share: DominantResourceShare,
  tree: QuotaTree,
): DominantResourceShare {
  let greatest: DominantResourceShare = { ...share, ratio: 0, borrowing: false };
  if (!share.borrowing) return greatest;
  const { usage } = queue;
  let looked: Usage | undefined;
  for (const { reservation } of queue.holders) {
    // Holders that are alike share what they were given.
    if (reservation!.usage === looked) continue;
    looked = reservation!.usage;
    for (const { fr, amount } of looked) usage[fr]! -= amount;
    const after = dominantResourceShare(queue, tree);
    for (const { fr, amount } of looked) usage[fr]! += amount;
    if (compareShares(after, greatest) > 0) greatest = after;
  }
  return greatest;
}

/** Greater shares first, and borrowers before those that borrow nothing. */
function compareRanked(a: DominantResourceShare, b: DominantResourceShare): number {
  return compareShares(b, a) || Number(b.borrowing) - Number(a.borrowing);
}
