/**
 * A copy of the tree around one queue, to try something on: every node that shares quota with it, with its usage
 * and nobody in it. Quotas are shared with the original until a change is made (change.ts), so that a copy costs
 * the usage of its nodes and not a new tree. What many nodes get at once lies in one buffer: thousands of small ones
 * would take longer to make and to collect than all the rest.
 */
import type { ClusterQueue } from './cluster-queue.ts';
import { type Cohort, rootOf } from './cohort.ts';
import { PendingQueue } from './pending-queue.ts';
import type { QuotaTree } from './quota-tree.ts';

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
  copies.queues.push(copy);
  return copy;
}
