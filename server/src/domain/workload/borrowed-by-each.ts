import type { ClusterQueue } from '../scheduler/cluster-queue.ts';
import type { WorkloadInfo } from '../scheduler/workload.ts';

/** By `flavor/resource`: how much is borrowed. */
export type Borrowed = Readonly<Record<string, number>>;

/**
 * What each of the workloads that one pass admitted borrows, in the order of their admission. What came last borrows
 * first of what its queue uses beyond its quota, so that no loan is counted twice.
 */
export function borrowedByEach(admitted: readonly WorkloadInfo[]): ReadonlyMap<string, Borrowed> {
  const later = new Map<ClusterQueue, Map<number, number>>();
  const borrowed = new Map<string, Borrowed>();
  for (const { workload, queue, reservation } of admitted.toReversed()) {
    const taken = later.get(queue) ?? new Map<number, number>();
    later.set(queue, taken);
    const own: Record<string, number> = {};
    for (const { flavors } of queue.resourceGroups) {
      for (const { name, frs } of flavors) {
        for (const [resource, fr] of frs) {
          const held = reservation?.usage.find((quantity) => quantity.fr === fr)?.amount ?? 0;
          const over = Math.min(held, queue.usage[fr]! - (taken.get(fr) ?? 0) - queue.nominal[fr]!);
          taken.set(fr, (taken.get(fr) ?? 0) + held);
          if (over > 0) own[`${name}/${resource}`] = over;
        }
      }
    }
    if (Object.keys(own).length > 0) borrowed.set(workload.key, own);
  }
  return borrowed;
}
