/**
 * Candidates of preemption under fair sharing: holders of the preemptor's own queue, and of every queue of its tree
 * that borrows what is contested. They are gathered as far as a search goes, and queues that the preemptor could
 * under no circumstances take from are left out.
 */
import type { ClusterQueue } from '../cluster-queue.ts';
import { type Cohort, rootOf } from '../cohort.ts';
import {
  borrowsAny,
  compareShares,
  type DominantResourceShare,
} from '../fair-sharing/dominant-resource-share.ts';
import { keptAfterLoss, keptShare } from '../fair-sharing/share-ranking.ts';
import type { Candidates } from '../fair-sharing/target-ordering.ts';
import type { QuotaTree } from '../quota-tree.ts';
import type { WorkloadInfo } from '../workload.ts';
import { candidatesIn, type Preemptor } from './target.ts';

/** The candidates of one search; a class for what it has gathered. */
export class FairCandidates implements Candidates {
  readonly others: readonly ClusterQueue[];
  readonly #preemptor: Preemptor;
  /** The least share that the preemptor could have, compared with its neighbours; undefined where none are compared. */
  readonly #least: DominantResourceShare | undefined;
  readonly #tree: QuotaTree;
  readonly #gathered = new Map<ClusterQueue, WorkloadInfo[]>();

  constructor(
    preemptor: Preemptor,
    own: WorkloadInfo[],
    least: DominantResourceShare | undefined,
    tree: QuotaTree,
  ) {
    this.#preemptor = preemptor;
    this.#least = least;
    this.#tree = tree;
    this.#gathered.set(preemptor.queue, own);
    this.others = [preemptor.queue];
  }

  of(queue: ClusterQueue): WorkloadInfo[] {
    let candidates = this.#gathered.get(queue);
    if (candidates === undefined) {
      const { contested, queue: own } = this.#preemptor;
      const policy = own.spec.preemption.reclaimWithinCohort;
      const inReach = borrowsAny(queue, contested) && this.#couldGive(queue);
      candidates = inReach ? candidatesIn(queue, policy, this.#preemptor) : [];
      this.#gathered.set(queue, candidates);
    }
    return candidates;
  }

  /**
   * Those that borrow; of the preemptor's neighbours only those whose share is not below its own. Shares of others
   * only ever fall during a search, and no strategy takes from a smaller share.
   */
  reach(cohort: Cohort): number {
    const { queue: own } = this.#preemptor;
    if (own.spec.preemption.reclaimWithinCohort === 'Never') return 0;
    return endOf(cohort.ranking, cohort === own.parent ? this.#least : undefined);
  }

  /** Whether a neighbour has a share that leaves it no smaller than the preemptor's, were it to lose a holder. */
  someKeepTheirShare(): boolean {
    const cohort = this.#preemptor.queue.parent!;
    const end = this.reach(cohort);
    for (let at = 0; at < end; at += 1) {
      const queue = cohort.ranking[at]!;
      if (queue !== this.#preemptor.queue && this.#keepsItsShare(queue)) return true;
    }
    return false;
  }

  /** Whether any strategy could take from a neighbour; asked before the search has taken from it. */
  #couldGive(queue: ClusterQueue): boolean {
    if (this.#least === undefined || queue.parent !== this.#preemptor.queue.parent) return true;
    return this.#preemptor.strategies!.some((strategy) =>
      strategy === 'LessThanInitialShare'
        ? compareShares(this.#least!, keptShare(queue)) < 0
        : this.#keepsItsShare(queue),
    );
  }

  #keepsItsShare(queue: ClusterQueue): boolean {
    return compareShares(this.#least!, keptAfterLoss(queue, this.#tree)) <= 0;
  }

  /** All of them, queue by queue. */
  *all(): Generator<readonly WorkloadInfo[]> {
    const { queue } = this.#preemptor;
    yield this.of(queue);
    const root = rootOf(queue);
    if (root !== undefined) yield* this.#below(root);
  }

  *#below(cohort: Cohort): Generator<readonly WorkloadInfo[]> {
    const end = this.reach(cohort);
    for (let at = 0; at < end; at += 1) {
      const queue = cohort.ranking[at]!;
      if (queue !== this.#preemptor.queue) yield this.of(queue);
    }
    for (const child of cohort.childCohorts) yield* this.#below(child);
  }
}

/** Where those end that borrow and whose share is not below the least. */
function endOf(ranking: readonly ClusterQueue[], least: DominantResourceShare | undefined): number {
  let low = 0;
  let high = ranking.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const share = keptShare(ranking[middle]!);
    const before = share.borrowing && (least === undefined || compareShares(least, share) <= 0);
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}
