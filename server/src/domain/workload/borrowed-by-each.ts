import { entryOf } from '../entry.ts';
import { amountIn } from '../scheduler/assignment.ts';
import type { ClusterQueue } from '../scheduler/cluster-queue.ts';
import type { WorkloadInfo } from '../scheduler/workload.ts';

/** By `flavor/resource`: how much is borrowed. */
export type Borrowed = Readonly<Record<string, number>>;

/**
 * What each of the workloads that one pass admitted borrows, in the order of their admission. What came last borrows
 * first of what its queue uses beyond its quota, so that no loan is counted twice.
 */
export function borrowedByEach(admitted: readonly WorkloadInfo[]): ReadonlyMap<string, Borrowed> {
  const excess = new Map<ClusterQueue, Excess[]>();
  const borrowed = new Map<string, Borrowed>();
  for (const { workload, queue, reservation } of admitted.toReversed()) {
    const own: Record<string, number> = {};
    for (const each of entryOf(excess, queue, () => excessOf(queue))) {
      const over = Math.min(amountIn(reservation?.usage ?? [], each.fr), each.left);
      if (over <= 0) continue;
      own[each.name] = over;
      each.left -= over;
    }
    if (Object.keys(own).length > 0) borrowed.set(workload.key, own);
  }
  return borrowed;
}

/** What a queue uses of a flavor's resource beyond its quota, as far as it is nobody's yet. */
interface Excess {
  readonly name: string;
  readonly fr: number;
  left: number;
}

function excessOf({ resourceGroups, usage, nominal }: ClusterQueue): Excess[] {
  const found: Excess[] = [];
  for (const { flavors } of resourceGroups)
    for (const { name, frs } of flavors)
      for (const [resource, fr] of frs)
        if (usage[fr]! > nominal[fr]!)
          found.push({ name: `${name}/${resource}`, fr, left: usage[fr]! - nominal[fr]! });
  return found;
}
