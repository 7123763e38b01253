/**
 * Who has how much of which quota, and who lends it to whom. Kueue records who borrows; out of whose idle quota is
 * not recorded anywhere. What is borrowed of a resource is here taken from all that lend, in proportion to what
 * each leaves unused (our choice), so that borrowed and lent are equal in sum.
 */
import type { ClusterQueue } from '../scheduler/cluster-queue.ts';
import type { QuotaTree } from '../scheduler/quota-tree.ts';

/** One resource of one instance type, as one queue has it. Amounts are whole. */
export interface ResourceUsage {
  readonly instanceType: string;
  readonly resource: string;
  readonly quota: number;
  readonly used: number;
  readonly borrowed: number;
  readonly lent: number;
  /** The most that may be borrowed; Infinity where nothing limits it. */
  readonly borrowingLimit: number;
}

/** By cluster queue: what it has quota of, or uses. */
export function usageByQueue(tree: QuotaTree): ReadonlyMap<string, readonly ResourceUsage[]> {
  const lent = new Map<ClusterQueue, Map<number, number>>();
  for (const family of new Set(tree.siblings.values())) attribute(family, lent);
  return new Map([...tree.queues].map(([name, queue]) => [name, usageOf(queue, lent.get(queue))]));
}

function usageOf(
  queue: ClusterQueue,
  lent: ReadonlyMap<number, number> | undefined,
): readonly ResourceUsage[] {
  const rows: ResourceUsage[] = [];
  for (const { flavors } of queue.resourceGroups) {
    for (const { name, frs } of flavors) {
      for (const [resource, fr] of frs) {
        const [quota, used] = [queue.nominal[fr]!, queue.usage[fr]!];
        if (quota === 0 && used === 0) continue;
        rows.push({
          instanceType: name,
          resource,
          quota,
          used,
          borrowed: Math.max(0, used - quota),
          lent: lent?.get(fr) ?? 0,
          borrowingLimit: queue.parent === undefined ? 0 : queue.borrowingLimit[fr]!,
        });
      }
    }
  }
  return rows;
}

/** Shares out what the queues of one family borrow among those that leave quota unused. */
function attribute(family: readonly ClusterQueue[], lent: Map<ClusterQueue, Map<number, number>>): void {
  const frCount = family[0]!.nominal.length;
  for (let fr = 0; fr < frCount; fr += 1) {
    const over = (queue: ClusterQueue): number => queue.usage[fr]! - queue.nominal[fr]!;
    const borrowed = family.reduce((sum, queue) => sum + Math.max(0, over(queue)), 0);
    if (borrowed === 0) continue;
    const lenders = family.filter((queue) => over(queue) < 0);
    const parts = shares(
      borrowed,
      lenders.map((queue) => -over(queue)),
    );
    for (const [i, queue] of lenders.entries()) {
      if (parts[i] === 0) continue;
      if (!lent.has(queue)) lent.set(queue, new Map());
      lent.get(queue)!.set(fr, parts[i]!);
    }
  }
}

/** An amount in whole parts, in proportion to weights and none above its weight; all of it, where that is possible. */
function shares(amount: number, weights: readonly number[]): number[] {
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  let due = Math.min(amount, total);
  return weights.map((weight) => {
    const part = Math.min(weight, Math.max(due - (total - weight), Math.round(due * (weight / total))));
    due -= part;
    total -= weight;
    return part;
  });
}
