/**
 * A copy of the tree around one queue, to try something on: every node that shares quota with it, with its usage
 * and those who hold it, and nobody who waits. Quotas are shared with the original until a change is made (change.ts),
 * so that a copy costs the usage of its nodes and not a new tree. What many nodes get at once lies in one buffer:
 * thousands of small ones would take longer to make and to collect than all the rest. And one copy serves many tries:
 * after each, the few queues in which something has happened are brought back to what the original is.
 */
import type { ClusterQueue } from './cluster-queue.ts';
import { type Cohort, rootOf } from './cohort.ts';
import { PendingQueue } from './pending-queue.ts';
import type { QuotaTree } from './quota-tree.ts';
import { twinOf } from './workload.ts';

interface Copies {
  readonly cohorts: Map<string, Cohort>;
  readonly queues: ClusterQueue[];
  readonly copyOf: Copier;
}

/** Copies one array. */
export type Copier = (array: Float64Array) => Float64Array;

/** Copies so many arrays of one length, all into one buffer. */
export function copier(arrays: number, length: number): Copier {
  const all = new Float64Array(arrays * length);
  let begin = 0;
  return (array) => {
    const copy = new Float64Array(all.buffer, begin * Float64Array.BYTES_PER_ELEMENT, length);
    copy.set(array);
    begin += length;
    return copy;
  };
}

/** The copy; queues of other trees are not in it. */
export function copyTree(tree: QuotaTree, around: ClusterQueue): QuotaTree {
  const nodes = tree.cohorts.size + tree.siblings.get(around)!.length;
  const copies: Copies = { cohorts: new Map(), queues: [], copyOf: copier(nodes, tree.frs.all.length) };
  const root = rootOf(around);
  if (root === undefined) copyQueue(around, undefined, copies);
  else copyCohort(root, undefined, copies);
  const group = copies.queues.sort((a, b) => a.index - b.index);
  return {
    policy: tree.policy,
    frs: tree.frs,
    flavors: tree.flavors,
    cohorts: copies.cohorts,
    queues: new Map(group.map((queue) => [queue.name, queue])),
    siblings: new Map(group.map((queue) => [queue, group])),
    scratch: new Float64Array(tree.scratch.length),
  };
}

function copyCohort(cohort: Cohort, parent: Cohort | undefined, copies: Copies): Cohort {
  const childCohorts: Cohort[] = [];
  const childQueues: ClusterQueue[] = [];
  const ranking: ClusterQueue[] = [];
  const copy: Cohort = {
    ...cohort,
    parent,
    usage: copies.copyOf(cohort.usage),
    childCohorts,
    childQueues,
    ranking,
  };
  copies.cohorts.set(copy.name, copy);
  for (const child of cohort.childCohorts) childCohorts.push(copyCohort(child, copy, copies));
  for (const child of cohort.childQueues) childQueues.push(copyQueue(child, copy, copies));
  const byName = new Map(childQueues.map((queue) => [queue.name, queue]));
  for (const { name } of cohort.ranking) ranking.push(byName.get(name)!);
  return copy;
}

function copyQueue(queue: ClusterQueue, parent: Cohort | undefined, copies: Copies): ClusterQueue {
  const copy: ClusterQueue = {
    ...queue,
    parent,
    usage: copies.copyOf(queue.usage),
    pending: new PendingQueue(queue.spec.queueingStrategy),
    holders: [],
  };
  for (const holder of queue.holders) copy.holders.push(twinOf(holder, copy));
  copies.queues.push(copy);
  return copy;
}

/**
 * Brings a copy back to what its original is, which must not have changed since; changes of quota are to be taken
 * back before.
 */
export function bringBack(copy: QuotaTree, original: QuotaTree): void {
  for (const queue of copy.queues.values()) {
    const source = original.queues.get(queue.name)!;
    if (!queue.pending.isUnused) queue.pending = new PendingQueue(queue.spec.queueingStrategy);
    if (queue.turnover !== source.turnover) bringBackQueue(queue, source);
  }
  for (const cohort of copy.cohorts.values()) {
    cohort.usage.set(original.cohorts.get(cohort.name)!.usage);
    cohort.share = undefined;
    cohort.ranked = false;
  }
}

function bringBackQueue(queue: ClusterQueue, source: ClusterQueue): void {
  const { turnover, generation, share, afterLoss } = source;
  Object.assign(queue, { turnover, generation, share, afterLoss });
  queue.usage.set(source.usage);
  queue.holders.length = 0;
  for (const holder of source.holders) queue.holders.push(twinOf(holder, queue));
}
