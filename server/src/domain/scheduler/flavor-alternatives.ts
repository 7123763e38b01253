/**
 * Kueue rates a flavor that needs preemption by simulating it, resource by resource, to compare it with other
 * flavors. Where there is no other, the rating decides nothing: the flavor is taken, and its victims are sought in
 * any case. Then the simulation, which is most of the cost of a nomination, can be left out.
 */
import type { CompiledFlavor, CompiledGroup } from './cluster-queue.ts';
import type { Policy } from './policy.ts';
import type { WorkloadInfo } from './workload.ts';

/** Whether it matters how well preemption would do in the flavors from this place on. */
export function ratingDecides(
  { queue }: WorkloadInfo,
  { fairSharing }: Policy,
  group: CompiledGroup,
  from: number,
  couldServe: (flavor: CompiledFlavor) => boolean,
): boolean {
  const { flavorFungibility: fungibility, preemption } = queue.spec;
  // Elsewhere the borrowing level, which comes with the rating, orders heads or is reserved.
  if (fairSharing === undefined || preemption.reclaimWithinCohort !== 'Any') return true;
  if (fungibility.preference !== 'BorrowingOverPreemption') return true;
  const { flavors } = group;
  const first = flavors.findIndex((flavor, at) => at >= from && couldServe(flavor));
  if (first === -1) return false;
  if (flavors.some((flavor, at) => at > first && couldServe(flavor))) return true;
  return fungibility.whenCanPreempt !== 'TryNextFlavor' && first < flavors.length - 1;
}
