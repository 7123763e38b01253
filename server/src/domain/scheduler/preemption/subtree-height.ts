/** How far up the tree a request must reach: the height of the lowest subtree that holds it within its quota. */
import type { ClusterQueue } from '../cluster-queue.ts';
import { ancestors } from '../cohort.ts';
import { borrowingWith, localAvailable } from '../resource-node.ts';

export interface Reach {
  /** 0 within the queue's own quota. */
  readonly height: number;
  /** Whether something outside that subtree may be in its way, so that reclaiming could help. */
  readonly mayReclaim: boolean;
}

/** The lowest subtree that fits the amount. */
export function lowestSubtreeThatFits(queue: ClusterQueue, fr: number, amount: number): Reach {
  if (queue.parent === undefined || !borrowingWith(queue, fr, amount)) {
    return { height: 0, mayReclaim: queue.parent !== undefined };
  }
  let rest = amount - localAvailable(queue, fr);
  let height = 0;
  for (const cohort of ancestors(queue)) {
    if (!borrowingWith(cohort, fr, rest)) {
      return { height: cohort.height, mayReclaim: cohort.parent !== undefined };
    }
    rest -= localAvailable(cohort, fr);
    height = cohort.height;
  }
  return { height, mayReclaim: false };
}
