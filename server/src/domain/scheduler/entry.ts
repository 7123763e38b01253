/** A head of a queue within one scheduling cycle. */
import type { Assignment } from './assignment.ts';
import type { Usage } from './flavor-resource.ts';
import type { Nomination } from './nominate.ts';
import type { RequeueReason } from './pending-queue.ts';
import type { Target } from './preemption/target.ts';
import type { WorkloadInfo } from './workload.ts';

export interface Entry {
  readonly workload: WorkloadInfo;
  /** As nominated, or as assigned again after another entry took its victims. */
  assignment: Assignment;
  targets: readonly Target[];
  outcome: EntryOutcome;
  /** Its victims were also those of another head before it. */
  overlaps: boolean;
}

/** What became of an entry; a requeue reason when it was not admitted. */
export type EntryOutcome = 'Admitted' | RequeueReason;

/** The entry of a nominated head. */
export function entryOf(workload: WorkloadInfo, { assignment, targets }: Nomination): Entry {
  return { workload, assignment, targets, outcome: 'NoFit', overlaps: false };
}

/**
 * What a preemptor without victims holds back for the rest of the cycle, so that others do not borrow what it
 * waits for: within its nominal quota, or up to its borrowing limit where it would borrow.
 */
export function quotaToReserve({ workload: { queue }, assignment }: Entry): Usage {
  return assignment.usage.map(({ fr, amount }) => {
    const nominal = queue.nominal[fr]!;
    const used = queue.usage[fr]!;
    const reserved =
      assignment.borrow > 0
        ? Math.min(amount, nominal + queue.borrowingLimit[fr]! - used)
        : Math.max(0, Math.min(amount, nominal - used));
    return { fr, amount: reserved };
  });
}

/** The classical order: less borrowing, then priority, then age. */
export function compareEntries(a: Entry, b: Entry): number {
  return (
    a.assignment.borrow - b.assignment.borrow ||
    b.workload.workload.priority - a.workload.workload.priority ||
    a.workload.workload.createdAt - b.workload.workload.createdAt ||
    a.workload.queue.index - b.workload.queue.index
  );
}
