/**
 * From whom to take next: walking down from the root, always into the child with the greatest share, to a
 * cluster queue that has candidates left. Nodes that no longer borrow drop out for good, since preemption only
 * ever makes them smaller; the preemptor's own queue, and the cohorts above it, do not.
 *
 * A search takes from few queues and there may be a thousand. So queues come out of the order that their cohort
 * keeps only as their turn nears, and those that something was taken from wait in a heap beside it.
 */
import TinyQueue from 'tinyqueue';
import type { ClusterQueue } from '../cluster-queue.ts';
import { type Cohort, isAbove, rootOf } from '../cohort.ts';
import { compareCandidates } from '../preemption/candidate-order.ts';
import type { QuotaTree } from '../quota-tree.ts';
import type { ResourceNode } from '../resource-node.ts';
import type { WorkloadInfo } from '../workload.ts';
import {
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
} from './dominant-resource-share.ts';
import { keptShare } from './share-ranking.ts';

/** What can be taken. */
export interface Candidates {
  /** Those of a queue in order of taking; taken ones are shifted off. */
  of(queue: ClusterQueue): WorkloadInfo[];
  /** How many of a cohort's queues may have some, from the greatest share down, as they stood before the search. */
  reach(cohort: Cohort): number;
  /** Further queues, whatever their share is by now. */
  readonly others: Iterable<ClusterQueue>;
}

/** A queue in the running. */
interface Standing {
  readonly queue: ClusterQueue;
  readonly share: DominantResourceShare;
  readonly first: WorkloadInfo;
}

/** The queues of one cohort: up to `at` they have come out of its ranking, and stand in the heap or are out. */
interface Field {
  at: number;
  readonly end: number;
  readonly standing: TinyQueue<Standing>;
}

/** Yields the queue to take from, asked anew after each step; a class for what it has pruned. */
export class TargetOrdering {
  readonly #own: ClusterQueue;
  readonly #candidates: Candidates;
  readonly #tree: QuotaTree;
  readonly #pruned = new Set<ResourceNode>();
  readonly #fields = new Map<Cohort, Field>();
  /** Shares of the cohorts whose usage the search has moved; undefined until asked for. */
  readonly #moved = new Map<ResourceNode, DominantResourceShare | undefined>();
  #last: ClusterQueue | undefined;

  /** `taken`: queues that the search has taken from already. */
  constructor(
    own: ClusterQueue,
    candidates: Candidates,
    tree: QuotaTree,
    taken: Iterable<ClusterQueue> = [],
  ) {
    this.#own = own;
    this.#candidates = candidates;
    this.#tree = tree;
    this.#markMoved(own);
    for (const queue of taken) this.#markMoved(queue);
    for (const queue of candidates.others) this.#enter(queue);
  }

  /** The next queue; undefined when nothing is left to take. */
  next(): ClusterQueue | undefined {
    const root = rootOf(this.#own);
    if (root === undefined) return this.#candidates.of(this.#own).length > 0 ? this.#own : undefined;
    this.#returnLast();
    while (!this.#pruned.has(root)) {
      const target = this.#nextBelow(root);
      if (target === undefined) continue;
      this.#fieldOf(target.parent!).standing.pop();
      this.#last = target;
      return target;
    }
    return undefined;
  }

  /** Takes the queue that came last out of the running. */
  dropLast(): void {
    if (this.#last !== undefined) this.#markMoved(this.#last);
    this.#last = undefined;
  }

  /** Since the last step workloads can only have been taken from the queue that it named. */
  #returnLast(): void {
    if (this.#last === undefined) return;
    this.#markMoved(this.#last);
    this.#enter(this.#last);
  }

  #markMoved(queue: ClusterQueue): void {
    for (let cohort = queue.parent; cohort !== undefined; cohort = cohort.parent) {
      if (cohort.parent !== undefined) this.#moved.set(cohort, undefined);
    }
  }

  #enter(queue: ClusterQueue): void {
    const first = this.#candidates.of(queue)[0];
    if (first === undefined || queue.parent === undefined) return;
    const share = dominantResourceShare(queue, this.#tree);
    if (share.borrowing || queue === this.#own) {
      this.#fieldOf(queue.parent).standing.push({ queue, share, first });
    }
  }

  #nextBelow(cohort: Cohort): ClusterQueue | undefined {
    const queue = this.#greatestQueue(cohort);
    const child = this.#greatestCohort(cohort);
    if (queue === undefined && child === undefined) {
      this.#pruned.add(cohort);
      return undefined;
    }
    if (child !== undefined && (queue === undefined || compareShares(child.share, queue.share) >= 0)) {
      return this.#nextBelow(child.cohort);
    }
    return queue?.queue;
  }

  #greatestQueue(cohort: Cohort): Standing | undefined {
    const field = this.#fieldOf(cohort);
    const { end, standing } = field;
    for (; field.at < end; field.at += 1) {
      const queue = cohort.ranking[field.at]!;
      if (queue === this.#own) continue;
      const share = keptShare(queue);
      const greatest = standing.peek();
      if (greatest !== undefined && compareShares(share, greatest.share) < 0) break;
      const first = this.#candidates.of(queue)[0];
      if (first !== undefined) standing.push({ queue, share, first });
    }
    return standing.peek();
  }

  #greatestCohort(
    above: Cohort,
  ): { readonly cohort: Cohort; readonly share: DominantResourceShare } | undefined {
    let greatest: { readonly cohort: Cohort; readonly share: DominantResourceShare } | undefined;
    for (const cohort of above.childCohorts) {
      if (this.#pruned.has(cohort)) continue;
      const share = this.#shareOf(cohort);
      if (!share.borrowing && !isAbove(cohort, this.#own)) {
        this.#pruned.add(cohort);
        continue;
      }
      if (greatest === undefined || compareShares(share, greatest.share) >= 0) greatest = { cohort, share };
    }
    return greatest;
  }

  #shareOf(cohort: Cohort): DominantResourceShare {
    if (!this.#moved.has(cohort)) return keptShare(cohort);
    const share = this.#moved.get(cohort) ?? dominantResourceShare(cohort, this.#tree);
    this.#moved.set(cohort, share);
    return share;
  }

  #fieldOf(cohort: Cohort): Field {
    let field = this.#fields.get(cohort);
    if (field === undefined) {
      const byShare = (a: Standing, b: Standing): number =>
        compareShares(b.share, a.share) || compareCandidates(a.first, b.first, this.#own);
      field = { at: 0, end: this.#candidates.reach(cohort), standing: new TinyQueue([], byShare) };
      this.#fields.set(cohort, field);
    }
    return field;
  }
}
