/**
 * From whom to take next: walking down from the root, always into the child with the greatest share, to a
 * cluster queue that has candidates left. Nodes that no longer borrow drop out for good, since preemption only
 * ever makes them smaller; the preemptor's own queue, and the cohorts above it, do not.
 */
import type { ClusterQueue } from '../../../src/domain/scheduler/cluster-queue.ts';
import { ancestors, type Cohort, rootOf } from '../../../src/domain/scheduler/cohort.ts';
import {
  compareShares,
  type DominantResourceShare,
  dominantResourceShare,
} from '../../../src/domain/scheduler/fair-sharing/dominant-resource-share.ts';
import { compareCandidates } from '../../../src/domain/scheduler/preemption/candidate-order.ts';
import type { QuotaTree } from '../../../src/domain/scheduler/quota-tree.ts';
import type { ResourceNode } from '../../../src/domain/scheduler/resource-node.ts';
import type { WorkloadInfo } from '../../../src/domain/scheduler/workload.ts';

/** Candidates by queue, each list in order of taking; taken ones are shifted off. */
export type CandidatesByQueue = ReadonlyMap<ClusterQueue, WorkloadInfo[]>;

/** Yields the queue to take from, asked anew after each step; a class for what it has pruned. */
export class TargetOrdering {
  readonly #own: ClusterQueue;
  readonly #above: ReadonlySet<ResourceNode>;
  readonly #candidates: CandidatesByQueue;
  readonly #tree: QuotaTree;
  readonly #pruned = new Set<ResourceNode>();
  /** Queues not pruned, by cohort; all of its queues where it has no entry. */
  readonly #left = new Map<Cohort, readonly ClusterQueue[]>();
  readonly #shares = new Map<ResourceNode, DominantResourceShare>();
  #last: ClusterQueue | undefined;

  constructor(own: ClusterQueue, candidates: CandidatesByQueue, tree: QuotaTree) {
    this.#own = own;
    this.#above = new Set(ancestors(own));
    this.#candidates = candidates;
    this.#tree = tree;
  }

  /** The next queue; undefined when nothing is left to take. */
  next(): ClusterQueue | undefined {
    const root = rootOf(this.#own);
    if (root === undefined) return this.#has(this.#own) ? this.#own : undefined;
    this.#forgetShares();
    while (!this.#pruned.has(root)) {
      const target = this.#nextBelow(root);
      this.#last = target;
      if (target !== undefined) return target;
    }
    return undefined;
  }

  /** Takes a queue out of the running. */
  drop(queue: ClusterQueue): void {
    const cohort = queue.parent;
    if (cohort !== undefined) this.#keep(cohort, (node) => node !== queue);
  }

  #keep(cohort: Cohort, condition: (queue: ClusterQueue) => boolean): void {
    this.#left.set(cohort, (this.#left.get(cohort) ?? cohort.childQueues).filter(condition));
  }

  #nextBelow(cohort: Cohort): ClusterQueue | undefined {
    const queue = this.#greatestQueue(cohort);
    const child = this.#greatestCohort(cohort);
    if (queue === undefined && child === undefined) {
      this.#pruned.add(cohort);
      return undefined;
    }
    if (child !== undefined && (queue === undefined || compareShares(child.share, queue.share) >= 0)) {
      return this.#nextBelow(child.node);
    }
    return queue?.node;
  }

  #greatestQueue(cohort: Cohort): Standing<ClusterQueue> | undefined {
    let greatest: Standing<ClusterQueue> | undefined;
    let pruned = false;
    for (const node of this.#left.get(cohort) ?? cohort.childQueues) {
      if (!this.#isLeft(node)) {
        pruned = true;
        continue;
      }
      const share = this.#shareOf(node);
      const order = greatest === undefined ? 1 : compareShares(share, greatest.share);
      if (order > 0 || (order === 0 && this.#sortsBefore(node, greatest!.node))) greatest = { node, share };
    }
    if (pruned) this.#keep(cohort, (node) => this.#isLeft(node));
    return greatest;
  }

  #isLeft(queue: ClusterQueue): boolean {
    return this.#has(queue) && (queue === this.#own || this.#shareOf(queue).borrowing);
  }

  #greatestCohort(cohort: Cohort): Standing<Cohort> | undefined {
    let greatest: Standing<Cohort> | undefined;
    for (const node of cohort.childCohorts) {
      if (this.#pruned.has(node)) continue;
      const share = this.#shareOf(node);
      if (!share.borrowing && !this.#above.has(node)) {
        this.#pruned.add(node);
        continue;
      }
      if (greatest === undefined || compareShares(share, greatest.share) >= 0) greatest = { node, share };
    }
    return greatest;
  }

  #shareOf(node: ResourceNode): DominantResourceShare {
    let share = this.#shares.get(node);
    if (share === undefined) {
      share = dominantResourceShare(node, this.#tree);
      this.#shares.set(node, share);
    }
    return share;
  }

  /** Since the last step workloads can only have been taken from the queue that it named. */
  #forgetShares(): void {
    if (this.#last === undefined) return;
    this.#shares.delete(this.#last);
    for (const cohort of ancestors(this.#last)) this.#shares.delete(cohort);
  }

  #has(queue: ClusterQueue): boolean {
    return (this.#candidates.get(queue)?.length ?? 0) > 0;
  }

  #sortsBefore(a: ClusterQueue, b: ClusterQueue): boolean {
    return compareCandidates(this.#candidates.get(a)![0]!, this.#candidates.get(b)![0]!, this.#own) < 0;
  }
}

interface Standing<T> {
  readonly node: T;
  readonly share: DominantResourceShare;
}
