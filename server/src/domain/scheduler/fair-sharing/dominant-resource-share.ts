/**
 * How much more than its own a node uses, as a share of what it could hope to borrow, in the resource where
 * that is most. Shares are doubles computed in Kueue's order of operations, so equal shares are equal here too.
 */
import type { QuotaTree } from '../quota-tree.ts';
import type { ResourceNode } from '../resource-node.ts';

export interface DominantResourceShare {
  /** In thousandths of what is lendable, before the weight. */
  readonly ratio: number;
  readonly weight: number;
  /** Whether anything is borrowed; the ratio may be 0 all the same. */
  readonly borrowing: boolean;
}

/** The node's share at this moment. */
export function dominantResourceShare(node: ResourceNode, tree: QuotaTree): DominantResourceShare {
  const { parent, fairWeight: weight } = node;
  if (parent === undefined) return { ratio: 0, weight, borrowing: false };
  const borrowed = tree.scratch;
  borrowed.fill(0);
  let borrowing = false;
  for (const { index, resourceIndex } of tree.frs.all) {
    const over = node.usage[index]! - node.subtree[index]!;
    if (over <= 0) continue;
    borrowing = true;
    borrowed[resourceIndex]! += over;
  }
  let ratio = 0;
  if (borrowing) {
    for (let resource = 0; resource < borrowed.length; resource += 1) {
      const lendable = parent.lendable[resource]!;
      if (lendable > 0) ratio = Math.max(ratio, (borrowed[resource]! * 1000) / lendable);
    }
  }
  return { ratio, weight, borrowing };
}

/** Whether weight zero makes this share greater than any that has weight. */
export function isZeroWeightBorrower({ weight, ratio }: DominantResourceShare): boolean {
  return weight === 0 && ratio !== 0;
}

/** The share after its weight, as Kueue reports it. */
export function weightedShare(share: DominantResourceShare): number {
  if (share.ratio === 0) return 0;
  return share.weight === 0 ? Number.POSITIVE_INFINITY : share.ratio / share.weight;
}

/** Negative when `a` is the smaller share. Two without weight compare by what they borrow. */
export function compareShares(a: DominantResourceShare, b: DominantResourceShare): number {
  const [zeroA, zeroB] = [isZeroWeightBorrower(a), isZeroWeightBorrower(b)];
  if (zeroA && zeroB) return a.ratio - b.ratio;
  if (zeroA !== zeroB) return zeroA ? 1 : -1;
  return weightedShare(a) - weightedShare(b);
}

/** Whether the node borrows in one of these. */
export function borrowsAny(node: ResourceNode, frs: readonly number[]): boolean {
  return frs.some((fr) => node.usage[fr]! > node.subtree[fr]!);
}
