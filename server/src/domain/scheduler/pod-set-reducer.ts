/**
 * Partial admission: the largest counts between a workload's minimum and its full size that can be admitted.
 * All pod sets shrink together in proportion, so the search is over one number.
 */
import type { PodSet } from './workload.ts';

/** Counts to try; undefined where no pod set may shrink. */
export interface Reducer {
  readonly steps: number;
  countsAt(step: number): readonly number[];
}

/** How far these pod sets could shrink. */
export function reducer(podSets: readonly PodSet[]): Reducer | undefined {
  const deltas = podSets.map(({ count, minCount }) => count - (minCount ?? count));
  const total = deltas.reduce((sum, delta) => sum + delta, 0);
  if (total === 0) return undefined;
  return {
    steps: total,
    countsAt: (step) => podSets.map(({ count }, i) => count - Math.floor((deltas[i]! * step) / total)),
  };
}

/**
 * The result for the smallest cut that works. A binary search, as in Kueue: where a larger cut works worse,
 * which borrowing levels can bring about, its answer counts only if the cut that it ends on was tried and worked.
 */
export function reduce<T>(
  podSets: readonly PodSet[],
  attempt: (counts: readonly number[]) => T | undefined,
): T | undefined {
  const search = reducer(podSets);
  if (search === undefined) return undefined;
  let best: { readonly step: number; readonly result: T } | undefined;
  let low = 0;
  let high = search.steps + 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const result = attempt(search.countsAt(middle));
    if (result === undefined) low = middle + 1;
    else {
      best = { step: middle, result };
      high = middle;
    }
  }
  return best?.step === low ? best.result : undefined;
}
