/** Nominates a workload: flavors, and the victims it would need, with fewer pods where only that works. */
import { type Assignment, contested, podSetFlavors } from './assignment.ts';
import type { AssignContext } from './fits-resource-quota.ts';
import { underRoom } from './fits-room.ts';
import { assignFlavors } from './flavor-assigner.ts';
import { reduce } from './pod-set-reducer.ts';
import type { Target } from './preemption/target.ts';
import { preemptionTargets } from './preemption/targets.ts';
import { hasPendingFlavors, type WorkloadInfo } from './workload.ts';

export interface Nomination {
  readonly assignment: Assignment;
  readonly targets: readonly Target[];
}

/** The full assignment where it fits or can preempt, else the largest partial one, else the full one as it is. */
export function nominate(workload: WorkloadInfo, context: AssignContext): Nomination {
  const full = withCounts(workload, context);
  if (isWorkable(full)) return full;
  if (context.tree.policy.gates?.partialAdmission === false) return full;
  const partial = reduce(workload.workload.podSets, (counts) => {
    const nomination = withCounts(workload, context, counts);
    return isWorkable(nomination) ? nomination : undefined;
  });
  return partial ?? full;
}

/**
 * What the next cycles would come to, each in the state of now: a scan that stops at a flavor where nobody makes way
 * goes on with the next flavor in the next cycle. The first nomination where none of them is workable.
 */
export function nominateInTurns(
  workload: WorkloadInfo,
  context: AssignContext,
  turnsMax: number,
): Nomination {
  const first = nominate(workload, context);
  let latest = first;
  for (let turn = 1; turn < turnsMax && !isWorkable(latest); turn += 1) {
    const { last } = latest.assignment;
    if (!hasPendingFlavors(last)) break;
    latest = nominate({ ...workload, lastAssignment: last }, { ...context, cycle: context.cycle + turn });
  }
  return isWorkable(latest) ? latest : first;
}

/** Whether it could be admitted, now or once its victims have gone. */
export function isWorkable({ assignment, targets }: Nomination): boolean {
  return assignment.mode === 'Fit' || (assignment.mode === 'Preempt' && targets.length > 0);
}

function withCounts(workload: WorkloadInfo, context: AssignContext, counts?: readonly number[]): Nomination {
  const { tree, gone, room } = context;
  const byQuota = assignFlavors(workload, context, counts);
  const assignment = underRoom(byQuota, workload, context);
  if (assignment.mode !== 'Preempt') return { assignment, targets: [] };
  const places = room && { room, podSets: podSetFlavors(assignment) };
  const claim = { contested: contested(assignment), usage: assignment.usage, places };
  const targets = preemptionTargets(workload, claim, tree, gone);
  return { assignment, targets };
}
