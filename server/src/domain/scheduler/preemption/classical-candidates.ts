/**
 * Candidates of classical preemption, by how strong the preemptor's claim is. Going up the tree, as long as
 * the request exceeds what lies below, others' workloads can only be reclaimed with care; from the first
 * subtree whose own quota holds the request, the preemptor has a hierarchical advantage over all further out.
 */
import type { ClusterQueue } from '../cluster-queue.ts';
import { ancestors, type Cohort } from '../cohort.ts';
import type { Quantity, Usage } from '../flavor-resource.ts';
import { localAvailable, type ResourceNode, withinNominal } from '../resource-node.ts';
import type { WorkloadInfo } from '../workload.ts';
import { compareCandidates } from './candidate-order.ts';
import { candidatesIn, leastUsage, type PreemptionReason, type Preemptor } from './target.ts';

/** A candidate with the claim that it would be taken by. */
export interface Candidate {
  readonly workload: WorkloadInfo;
  readonly reason: PreemptionReason;
  /** May only be taken where the preemptor does not borrow. */
  readonly onlyWithoutBorrowing: boolean;
  /** The lowest cohort above both; undefined within the preemptor's own queue. */
  readonly common: Cohort | undefined;
}

/** All candidates in order of taking. */
export interface ClassicalCandidates {
  readonly ordered: readonly Candidate[];
  readonly hasHierarchical: boolean;
  readonly hasOther: boolean;
}

/**
 * Collects them, given those of the own queue. Those that may only be taken where the preemptor does not borrow are
 * left out where it would borrow in any case: that is most workloads that wait.
 */
export function classicalCandidates(preemptor: Preemptor, own: readonly WorkloadInfo[]): ClassicalCandidates {
  const { queue } = preemptor;
  const { reclaimWithinCohort, borrowWithinCohort } = queue.spec.preemption;
  const same = own.map((workload) => candidate(workload, 'InClusterQueue', false, undefined));
  const othersHelp = borrowWithinCohort.policy !== 'Never' || couldStayWithinQuota(preemptor, own);
  const hierarchical: Candidate[] = [];
  const other: Candidate[] = [];
  if (queue.parent !== undefined && reclaimWithinCohort !== 'Never') {
    let claim = fitInQuota(queue, preemptor.usage);
    let advantage = claim.fits;
    let below: ResourceNode = queue;
    for (const cohort of ancestors(queue)) {
      if (advantage || othersHelp)
        collect(cohort, cohort, below, advantage, preemptor, advantage ? hierarchical : other);
      claim = fitInQuota(cohort, claim.rest);
      advantage ||= claim.fits;
      below = cohort;
    }
  }
  const byOrder = (a: Candidate, b: Candidate): number => compareCandidates(a.workload, b.workload, queue);
  const ordered = [...hierarchical.sort(byOrder), ...other.sort(byOrder), ...same];
  return {
    ordered: evictingFirst(ordered),
    hasHierarchical: hierarchical.length > 0,
    hasOther: other.length > 0,
  };
}

function couldStayWithinQuota(preemptor: Preemptor, own: readonly WorkloadInfo[]): boolean {
  const { queue, usage } = preemptor;
  return usage.every(({ fr, amount }) => leastUsage(preemptor, own, fr) + amount <= queue.subtree[fr]!);
}

/** Whether the node's own quota would hold this, and what of it would count against the node above. */
function fitInQuota(node: ResourceNode, usage: Usage): { readonly fits: boolean; readonly rest: Usage } {
  const rest: Quantity[] = [];
  let fits = true;
  for (const { fr, amount } of usage) {
    if (node.subtree[fr]! < node.usage[fr]! + amount) fits = false;
    rest.push({ fr, amount: Math.max(0, amount - localAvailable(node, fr)) });
  }
  return { fits, rest };
}

function collect(
  cohort: Cohort,
  common: Cohort,
  visited: ResourceNode,
  advantage: boolean,
  preemptor: Preemptor,
  into: Candidate[],
): void {
  for (const child of cohort.childCohorts) {
    if (child === visited || withinNominal(child, preemptor.contested)) continue;
    collect(child, common, visited, advantage, preemptor, into);
  }
  for (const child of cohort.childQueues) {
    if (child === preemptor.queue || withinNominal(child, preemptor.contested)) continue;
    for (const workload of candidatesIn(
      child,
      preemptor.queue.spec.preemption.reclaimWithinCohort,
      preemptor,
    )) {
      into.push(claimOn(workload, preemptor, advantage, common));
    }
  }
}

function claimOn(
  workload: WorkloadInfo,
  { workload: own, queue }: Preemptor,
  advantage: boolean,
  common: Cohort,
): Candidate {
  if (advantage) return candidate(workload, 'InCohortReclamation', false, common);
  const { policy, maxPriorityThreshold = Number.POSITIVE_INFINITY } =
    queue.spec.preemption.borrowWithinCohort;
  const { priority } = workload.workload;
  const whileBorrowing =
    policy !== 'Never' && priority < own.workload.priority && priority <= maxPriorityThreshold;
  return whileBorrowing
    ? candidate(workload, 'InCohortReclaimWhileBorrowing', false, common)
    : candidate(workload, 'InCohortReclamation', true, common);
}

function candidate(
  workload: WorkloadInfo,
  reason: PreemptionReason,
  onlyWithoutBorrowing: boolean,
  common: Cohort | undefined,
): Candidate {
  return { workload, reason, onlyWithoutBorrowing, common };
}

function evictingFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  const evicting = candidates.filter(({ workload }) => workload.reservation!.evicting);
  if (evicting.length === 0) return candidates;
  return [...evicting, ...candidates.filter(({ workload }) => !workload.reservation!.evicting)];
}

/** Whether a candidate's queue, or a cohort between it and the common one, has come back within its quota. */
export function isProtected({ workload, common }: Candidate, contested: readonly number[]): boolean {
  if (common === undefined) return false;
  const queue: ClusterQueue = workload.queue;
  for (let node: ResourceNode = queue; node !== common; node = node.parent!) {
    if (withinNominal(node, contested)) return true;
  }
  return false;
}
