/**
 * Preemption under fair sharing: take from whoever has the greatest share, as long as that leaves the
 * preemptor no better off than the one it takes from. A preemptor that stays within its nominal quota may
 * reclaim it whatever the shares; in its own queue it only needs priority.
 *
 * Kueue spares victims at the end without comparing shares again, which can leave a victim of another queue
 * that the preemptor had no claim on (its issue 14543). That is reproduced here.
 */
import type { ClusterQueue } from '../cluster-queue.ts';
import { rootOf } from '../cohort.ts';
import { almostLowestCommon } from '../fair-sharing/almost-lca.ts';
import {
  borrowsAny,
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
  isZeroWeightBorrower,
} from '../fair-sharing/dominant-resource-share.ts';
import { rankBelow } from '../fair-sharing/share-ranking.ts';
import { type Candidates, TargetOrdering } from '../fair-sharing/target-ordering.ts';
import type { FairStrategy } from '../policy.ts';
import type { QuotaTree } from '../quota-tree.ts';
import { addAll, removeAll } from '../resource-node.ts';
import type { WorkloadInfo } from '../workload.ts';
import { FairCandidates } from './fair-candidates.ts';
import {
  candidatesIn,
  fillBack,
  limitsLetItFit,
  type PreemptionReason,
  type Preemptor,
  preemptorFits,
  putBack,
  type Target,
  takeOut,
} from './target.ts';

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
  const { queue, usage, strategies, contested, places } = preemptor;
  const own = candidatesIn(queue, queue.spec.preemption.withinClusterQueue, preemptor);
  if (!limitsLetItFit(preemptor, own)) return [];
  const root = rootOf(queue);
  if (root !== undefined) rankBelow(root, tree);
  addAll(queue, usage);
  const nominal = !borrowsAny(queue, contested);
  const least = nominal ? undefined : leastShare(queue, own, tree);
  removeAll(queue, usage);
  const candidates = new FairCandidates(preemptor, own, least, tree);
  // Within nominal quota reclaiming succeeds nearly always, and soon.
  if ((!nominal || places !== undefined) && !couldFit(preemptor, candidates)) return [];
  const search: Search = { preemptor, tree, targets: [], retry: [] };
  addAll(queue, usage);
  const found = run(search, candidates, nominal, strategies!);
  removeAll(queue, usage);
  if (found) fillBack(search.targets, () => preemptorFits(preemptor), places?.room);
  for (const { workload } of search.targets) putBack(workload, places?.room);
  return found ? search.targets : [];
}

/** The share that the preemptor's queue would have with all of its own candidates gone; its usage is added already. */
function leastShare(
  queue: ClusterQueue,
  own: readonly WorkloadInfo[],
  tree: QuotaTree,
): DominantResourceShare {
  for (const workload of own) takeOut(workload);
  const share = dominantResourceShare(queue, tree);
  for (const workload of own) putBack(workload);
  return share;
}

/**
 * Whether it would fit with all candidates gone: if not, no choice among them helps, and none need be made. Fewer
 * may do: so it is asked on the way, each time with twice as many gone.
 */
function couldFit(preemptor: Preemptor, candidates: FairCandidates): boolean {
  const room = preemptor.places?.room;
  const out: WorkloadInfo[] = [];
  let fit = false;
  let next = 1;
  for (const workloads of candidates.all()) {
    for (const workload of workloads) {
      takeOut(workload, room);
      out.push(workload);
    }
    if (out.length < next) continue;
    fit = preemptorFits(preemptor);
    if (fit) break;
    next = 2 * out.length;
  }
  fit ||= out.length > 0 && preemptorFits(preemptor);
  for (const workload of out) putBack(workload, room);
  return fit;
}

function run(
  search: Search,
  candidates: FairCandidates,
  nominal: boolean,
  [first, second]: readonly FairStrategy[],
): boolean {
  const { queue } = search.preemptor;
  if (!nominal && second !== undefined && isFlat(queue) && candidates.of(queue).length === 0) {
    // Its share will stay what it is, and no neighbour's would stay as great: the first strategy takes nothing.
    if (!candidates.someKeepTheirShare()) {
      return runSecond(search, {
        of: (one) => candidates.of(one),
        reach: (c) => candidates.reach(c),
        others: [],
      });
    }
  }
  if (runFirst(search, candidates, nominal, first!)) return true;
  if (second === undefined) return false;
  const left = Map.groupBy(search.retry, ({ queue: of }) => of);
  return runSecond(search, { of: (one) => left.get(one) ?? [], reach: () => 0, others: left.keys() });
}

/** Whether the queue has no other cohort to compare with than its own. */
function isFlat({ parent }: ClusterQueue): boolean {
  return parent !== undefined && parent.parent === undefined && parent.childCohorts.length === 0;
}

function runFirst(
  search: Search,
  candidates: FairCandidates,
  nominal: boolean,
  strategy: FairStrategy,
): boolean {
  const { queue: own } = search.preemptor;
  const ordering = new TargetOrdering(own, candidates, search.tree);
  for (let queue = ordering.next(); queue !== undefined; queue = ordering.next()) {
    const left = candidates.of(queue);
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
function runSecond(search: Search, candidates: Candidates): boolean {
  const { queue: own } = search.preemptor;
  const taken = search.targets.map(({ workload }) => workload.queue);
  const ordering = new TargetOrdering(own, candidates, search.tree, taken);
  for (let queue = ordering.next(); queue !== undefined; queue = ordering.next()) {
    const compared = shares(search, queue);
    ordering.dropLast();
    if (compareShares(compared.own, compared.other) >= 0) continue;
    if (take(search, candidates.of(queue).shift()!, 'InCohortFairSharing')) return true;
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
