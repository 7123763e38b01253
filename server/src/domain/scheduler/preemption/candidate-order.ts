/**
 * Which workload goes first when several could: one that is already going, then one of another queue, then the
 * one of lower priority, then the one that has held its quota for the shortest time.
 */
import { compareText, type WorkloadInfo } from '../workload.ts';

/** Order of two holders of one cluster queue. */
export function compareWithinQueue(a: WorkloadInfo, b: WorkloadInfo): number {
  const [heldByA, heldByB] = [a.reservation!, b.reservation!];
  if (heldByA.evicting !== heldByB.evicting) return heldByA.evicting ? -1 : 1;
  return (
    a.workload.priority - b.workload.priority ||
    heldByB.reservedAt - heldByA.reservedAt ||
    compareText(a.workload.uid, b.workload.uid)
  );
}

/** Order of two candidates in the eyes of a cluster queue that preempts. */
export function compareCandidates(a: WorkloadInfo, b: WorkloadInfo, own: WorkloadInfo['queue']): number {
  if (a.reservation!.evicting === b.reservation!.evicting && (a.queue === own) !== (b.queue === own)) {
    return a.queue === own ? 1 : -1;
  }
  return compareWithinQueue(a, b) || a.queue.index - b.queue.index;
}
