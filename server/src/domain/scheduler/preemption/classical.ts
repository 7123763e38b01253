/**
 * Classical preemption: take candidates in order until the preemptor fits, then spare those that were not
 * needed. Tried twice where that can differ: once letting the preemptor borrow, once within its own quota.
 */
import { borrowingWith } from '../resource-node.ts';
import {
  type ClassicalCandidates,
  classicalCandidates,
  inOrder,
  isProtected,
} from './classical-candidates.ts';
import {
  candidatesIn,
  fillBack,
  limitsLetItFit,
  type Preemptor,
  preemptorFits,
  putBack,
  type Target,
  takeOut,
} from './target.ts';

/** The victims; none if preemption would not help. */
export function classicalTargets(preemptor: Preemptor): readonly Target[] {
  const { queue } = preemptor;
  const own = candidatesIn(queue, queue.spec.preemption.withinClusterQueue, preemptor);
  if (!limitsLetItFit(preemptor, own)) return [];
  const candidates = classicalCandidates(preemptor, own);
  for (const borrow of attempts(preemptor, candidates)) {
    const targets = attempt(preemptor, candidates, borrow);
    if (targets.length > 0) return targets;
  }
  return [];
}

/** Which attempts to make, in order: whether the preemptor may borrow. */
function attempts(
  { queue, contested }: Preemptor,
  { hierarchical, other }: ClassicalCandidates,
): readonly boolean[] {
  const never = queue.spec.preemption.borrowWithinCohort.policy === 'Never';
  const underNominal = contested.every((fr) => queue.usage[fr]! < queue.nominal[fr]!);
  const hasHierarchical = hierarchical.length > 0;
  if ((!hasHierarchical && other.length === 0) || (never && !underNominal)) return [true];
  return never && !hasHierarchical ? [false, true] : [true, false];
}

function attempt(preemptor: Preemptor, candidates: ClassicalCandidates, borrow: boolean): readonly Target[] {
  const targets: Target[] = [];
  const room = preemptor.places?.room;
  const fitsNow = (): boolean => workloadFits(preemptor, borrow);
  for (const candidate of inOrder(candidates, preemptor)) {
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
