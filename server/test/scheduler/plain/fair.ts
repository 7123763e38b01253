/**
 * As in the scheduler, but all candidates are gathered first, and all queues are looked at in each step.
 *
 * Preemption under fair sharing: take from whoever has the greatest share, as long as that leaves the
 * preemptor no better off than the one it takes from. A preemptor that stays within its nominal quota may
 * reclaim it whatever the shares; in its own queue it only needs priority.
 *
 * Kueue spares victims at the end without comparing shares again, which can leave a victim of another queue
 * that the preemptor had no claim on (its issue 14543). That is reproduced here.
 */
import type { ClusterQueue } from '../../../src/domain/scheduler/cluster-queue.ts';
import { almostLowestCommon } from '../../../src/domain/scheduler/fair-sharing/almost-lca.ts';
import {
  borrowsAny,
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
  isZeroWeightBorrower,
} from '../../../src/domain/scheduler/fair-sharing/dominant-resource-share.ts';
import type { FairStrategy } from '../../../src/domain/scheduler/policy.ts';
import {
  candidatesIn,
  fillBack,
  type PreemptionReason,
  type Preemptor,
  preemptorFits,
  putBack,
  type Target,
  takeOut,
} from '../../../src/domain/scheduler/preemption/target.ts';
import type { QuotaTree } from '../../../src/domain/scheduler/quota-tree.ts';
import { addAll, removeAll } from '../../../src/domain/scheduler/resource-node.ts';
import type { WorkloadInfo } from '../../../src/domain/scheduler/workload.ts';
import { type CandidatesByQueue, TargetOrdering } from './target-ordering.ts';

/** One search: what is taken so far, with the preemptor's usage already added to its queue. */
interface Search {
  readonly preemptor: Preemptor;
  readonly tree: QuotaTree;
  readonly targets: Target[];
  /** Candidates that the first strategy would not take. */
  readonly retry: WorkloadInfo[];
}

/** The victims; none if preemption would not help. */
export function fairTargets(preemptor: Preemptor, tree: QuotaTree): readonly Target[] {
  const candidates = fairCandidates(preemptor, tree);
  if (!couldFit(preemptor, candidates)) return [];
  const { queue, usage, strategies } = preemptor;
  const search: Search = { preemptor, tree, targets: [], retry: [] };
  addAll(queue, usage);
  const [first, second] = strategies!;
  let found = runFirst(search, candidates, first!);
  if (!found && second !== undefined) found = runSecond(search);
  removeAll(queue, usage);
  const room = preemptor.places?.room;
  if (found) fillBack(search.targets, () => preemptorFits(preemptor), room);
  for (const { workload } of search.targets) putBack(workload, room);
  return found ? search.targets : [];
}

/** Whether it would fit with all candidates gone: if not, no choice among them helps, and none need be made. */
function couldFit(preemptor: Preemptor, candidates: CandidatesByQueue): boolean {
  if (candidates.size === 0) return false;
  const room = preemptor.places?.room;
  for (const workloads of candidates.values()) for (const workload of workloads) takeOut(workload, room);
  const fit = preemptorFits(preemptor);
  for (const workloads of candidates.values()) for (const workload of workloads) putBack(workload, room);
  return fit;
}

function fairCandidates(preemptor: Preemptor, tree: QuotaTree): CandidatesByQueue {
  const { queue: own, contested } = preemptor;
  const { withinClusterQueue, reclaimWithinCohort } = own.spec.preemption;
  const byQueue = new Map<ClusterQueue, WorkloadInfo[]>();
  for (const queue of tree.siblings.get(own)!) {
    if (queue !== own && !borrowsAny(queue, contested)) continue;
    const policy = queue === own ? withinClusterQueue : reclaimWithinCohort;
    const candidates = candidatesIn(queue, policy, preemptor);
    if (candidates.length > 0) byQueue.set(queue, [...candidates]);
  }
  return byQueue;
}

function runFirst(search: Search, candidates: CandidatesByQueue, strategy: FairStrategy): boolean {
  const { queue: own, contested } = search.preemptor;
  const nominal = !borrowsAny(own, contested);
  const ordering = new TargetOrdering(own, candidates, search.tree);
  for (let queue = ordering.next(); queue !== undefined; queue = ordering.next()) {
    const left = candidates.get(queue)!;
    if (queue === own || nominal) {
      const reason = queue === own ? 'InClusterQueue' : 'InCohortReclamation';
      if (take(search, left.shift()!, reason)) return true;
    } else if (takeByShare(search, queue, left, strategy)) return true;
  }
  return false;
}

/** Takes the first of the queue's candidates that the strategy allows; true when the preemptor then fits. */
function takeByShare(
  search: Search,
  queue: ClusterQueue,
  left: WorkloadInfo[],
  strategy: FairStrategy,
): boolean {
  const { own, other } = shares(search, queue);
  if (isZeroWeightBorrower(own) && !isZeroWeightBorrower(other)) {
    search.retry.push(...left.splice(0));
    return false;
  }
  for (let candidate = left.shift(); candidate !== undefined; candidate = left.shift()) {
    if (strategyAllows(search, queue, candidate, strategy, own, other)) {
      return take(search, candidate, 'InCohortFairSharing');
    }
    search.retry.push(candidate);
  }
  return false;
}

function strategyAllows(
  search: Search,
  queue: ClusterQueue,
  candidate: WorkloadInfo,
  strategy: FairStrategy,
  own: DominantResourceShare,
  initial: DominantResourceShare,
): boolean {
  if (strategy === 'LessThanInitialShare') return compareShares(own, initial) < 0;
  takeOut(candidate);
  const final = shares(search, queue).other;
  putBack(candidate);
  return compareShares(own, final) <= 0;
}

/** Goes over what the first strategy left, at most one workload of each queue. */
function runSecond(search: Search): boolean {
  const { queue: own } = search.preemptor;
  const candidates = Map.groupBy(search.retry, ({ queue }) => queue);
  const ordering = new TargetOrdering(own, candidates, search.tree);
  for (let queue = ordering.next(); queue !== undefined; queue = ordering.next()) {
    const compared = shares(search, queue);
    ordering.drop(queue);
    if (compareShares(compared.own, compared.other) >= 0) continue;
    if (take(search, candidates.get(queue)!.shift()!, 'InCohortFairSharing')) return true;
  }
  return false;
}

/** Takes a victim; true when the preemptor then fits. */
function take({ preemptor, targets }: Search, workload: WorkloadInfo, reason: PreemptionReason): boolean {
  const { queue, usage } = preemptor;
  takeOut(workload, preemptor.places?.room);
  targets.push({ workload, reason });
  removeAll(queue, usage);
  const fit = preemptorFits(preemptor);
  addAll(queue, usage);
  return fit;
}

function shares(
  { preemptor, tree }: Search,
  queue: ClusterQueue,
): { readonly own: DominantResourceShare; readonly other: DominantResourceShare } {
  const [own, other] = almostLowestCommon(preemptor.queue, queue);
  return { own: dominantResourceShare(own, tree), other: dominantResourceShare(other, tree) };
}
