/**
 * Two queues are compared by the nodes just below their lowest common cohort: there their shares are shares of
 * the same thing.
 */
import type { ClusterQueue } from '../cluster-queue.ts';
import { ancestors } from '../cohort.ts';
import type { ResourceNode } from '../resource-node.ts';

/** The node on each side, the first for `a`. The two queues differ and have a cohort in common. */
export function almostLowestCommon(a: ClusterQueue, b: ClusterQueue): readonly [ResourceNode, ResourceNode] {
  const pathB = [b, ...ancestors(b)];
  let below: ResourceNode = a;
  for (const cohort of ancestors(a)) {
    const at = pathB.indexOf(cohort);
    if (at !== -1) return [below, pathB[at - 1]!];
    below = cohort;
  }
  return [below, pathB.at(-1)!];
}
