/** A cohort: cluster queues and further cohorts that may borrow from one another. */
import type { ClusterQueue } from './cluster-queue.ts';
import type { ResourceNode } from './resource-node.ts';

export interface Cohort extends ResourceNode {
  readonly kind: 'Cohort';
  readonly parent: Cohort | undefined;
  readonly childCohorts: readonly Cohort[];
  readonly childQueues: readonly ClusterQueue[];
  /** 0 without children, 1 above cluster queues, one more above each further cohort. */
  readonly height: number;
  /** By number of the resource: what a child may hope to borrow of it, over all flavors. */
  readonly lendable: Float64Array;
  /** Its queues by share, the greatest first; kept by fair-sharing/share-ranking.ts, in order while `ranked`. */
  readonly ranking: ClusterQueue[];
  ranked: boolean;
}

/** The nodes above, the nearest first. */
export function ancestors(node: ResourceNode): readonly Cohort[] {
  const path: Cohort[] = [];
  for (let above = node.parent; above !== undefined; above = above.parent) path.push(above);
  return path;
}

/** Whether the cohort is one of the nodes above. */
export function isAbove(cohort: Cohort, node: ResourceNode): boolean {
  let above = node.parent;
  while (above !== undefined && above !== cohort) above = above.parent;
  return above === cohort;
}

/** The cohort at the top of the tree; undefined for a cluster queue that stands alone. */
export function rootOf(node: ResourceNode): Cohort | undefined {
  let root = node.parent;
  while (root?.parent !== undefined) root = root.parent;
  return root;
}
