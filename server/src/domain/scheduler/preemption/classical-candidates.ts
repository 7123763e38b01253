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
import { hasCandidates, type Lane, merged } from './candidate-merge.ts';
import { leastUsage, type PreemptionReason, type Preemptor } from './target.ts';

/** A candidate with the claim that it would be taken by. */
export interface Candidate {
  readonly workload: WorkloadInfo;
  readonly reason: PreemptionReason;
  /** May only be taken where the preemptor does not borrow. */
  readonly onlyWithoutBorrowing: boolean;
  /** The lowest cohort above both; undefined within the preemptor's own queue. */
  readonly common: Cohort | undefined;
}

/** The queues that have any, by the preemptor's claim. */
export interface ClassicalCandidates {
  readonly hierarchical: readonly Lane[];
  readonly other: readonly Lane[];
  readonly same: readonly Lane[];
}

/**
 * Looks for them, given those of the own queue. Those that may only be taken where the preemptor does not borrow are
 * left out where it would borrow in any case: that is most workloads that wait.
 */
export function classicalCandidates(preemptor: Preemptor, own: readonly WorkloadInfo[]): ClassicalCandidates {
  const { queue } = preemptor;
  const { reclaimWithinCohort, borrowWithinCohort } = queue.spec.preemption;
  const same = own.length > 0 ? [{ queue, advantage: false, common: undefined }] : [];
  const othersHelp = borrowWithinCohort.policy !== 'Never' || couldStayWithinQuota(preemptor, own);
  const hierarchical: Lane[] = [];
  const other: Lane[] = [];
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
  return { hierarchical, other, same };
}

/** All of them in order of taking. */
export function* inOrder(
  { hierarchical, other, same }: ClassicalCandidates,
  preemptor: Preemptor,
): Generator<Candidate> {
  for (const evicting of [true, false]) {
    for (const lanes of [hierarchical, other, same]) {
      for (const { workload, lane } of merged(lanes, evicting, preemptor)) {
        yield claimOn(workload, lane, preemptor);
      }
    }
  }
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
  into: Lane[],
): void {
  for (const child of cohort.childCohorts) {
    if (child === visited || withinNominal(child, preemptor.contested)) continue;
    collect(child, common, visited, advantage, preemptor, into);
  }
  for (const child of cohort.childQueues) {
    if (child === preemptor.queue || withinNominal(child, preemptor.contested)) continue;
    const lane = { queue: child, advantage, common };
    if (hasCandidates(lane, preemptor)) into.push(lane);
  }
}

function claimOn(
  workload: WorkloadInfo,
  { advantage, common }: Lane,
  { workload: own, queue }: Preemptor,
): Candidate {
  if (common === undefined) return candidate(workload, 'InClusterQueue', false, undefined);
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

/** Whether a candidate's queue, or a cohort between it and the common one, has come back within its quota. */
export function isProtected({ workload, common }: Candidate, contested: readonly number[]): boolean {
  if (common === undefined) return false;
  const queue: ClusterQueue = workload.queue;
  for (let node: ResourceNode = queue; node !== common; node = node.parent!) {
    if (withinNominal(node, contested)) return true;
  }
  return false;
}
