/**
 * As in the scheduler, but candidates are gathered even where none can help.
 *
 * Classical preemption: take candidates in order until the preemptor fits, then spare those that were not
 * needed. Tried twice where that can differ: once letting the preemptor borrow, once within its own quota.
 */

import {
  fillBack,
  type Preemptor,
  preemptorFits,
  putBack,
  type Target,
  takeOut,
} from '../../../src/domain/scheduler/preemption/target.ts';
import { borrowingWith } from '../../../src/domain/scheduler/resource-node.ts';
import {
  type Candidate,
  type ClassicalCandidates,
  classicalCandidates,
  isProtected,
} from './classical-candidates.ts';

/** The victims; none if preemption would not help. */
export function classicalTargets(preemptor: Preemptor): readonly Target[] {
  const candidates = classicalCandidates(preemptor);
  if (candidates.ordered.length === 0) return [];
  for (const borrow of attempts(preemptor, candidates)) {
    const targets = attempt(preemptor, candidates.ordered, borrow);
    if (targets.length > 0) return targets;
  }
  return [];
}

/** Which attempts to make, in order: whether the preemptor may borrow. */
function attempts(
  { queue, contested }: Preemptor,
  { hasHierarchical, hasOther }: ClassicalCandidates,
): readonly boolean[] {
  const never = queue.spec.preemption.borrowWithinCohort.policy === 'Never';
  const underNominal = contested.every((fr) => queue.usage[fr]! < queue.nominal[fr]!);
  if ((!hasHierarchical && !hasOther) || (never && !underNominal)) return [true];
  return never && !hasHierarchical ? [false, true] : [true, false];
}

function attempt(preemptor: Preemptor, candidates: readonly Candidate[], borrow: boolean): readonly Target[] {
  const targets: Target[] = [];
  const room = preemptor.places?.room;
  const fitsNow = (): boolean => workloadFits(preemptor, borrow);
  for (const candidate of candidates) {
    const { workload, reason, onlyWithoutBorrowing } = candidate;
    if (workload.queue !== preemptor.queue) {
      if ((borrow && onlyWithoutBorrowing) || isProtected(candidate, preemptor.contested)) continue;
    }
    takeOut(workload, room);
    targets.push({ workload, reason });
    if (!fitsNow()) continue;
    fillBack(targets, fitsNow, room);
    for (const target of targets) putBack(target.workload, room);
    return targets;
  }
  for (const target of targets) putBack(target.workload, room);
  return [];
}

function workloadFits(preemptor: Preemptor, borrow: boolean): boolean {
  const { queue, usage } = preemptor;
  if (!borrow && usage.some(({ fr, amount }) => borrowingWith(queue, fr, amount))) return false;
  return preemptorFits(preemptor);
}
