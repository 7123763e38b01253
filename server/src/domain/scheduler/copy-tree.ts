/**
 * A copy of the tree around one queue, to try something on: every node that shares quota with it, with its usage
 * and nobody in it. Quotas are shared with the original until a change is made (change.ts), so that a copy costs
 * one small array a node and not a new tree.
 */
import type { ClusterQueue } from './cluster-queue.ts';
import { type Cohort, rootOf } from './cohort.ts';
import { PendingQueue } from './pending-queue.ts';
import type { QuotaTree } from './quota-tree.ts';

interface Copies {
  readonly cohorts: Map<string, Cohort>;
  readonly queues: ClusterQueue[];
}

/** The copy; queues of other trees are not in it. */
export function copyTree(tree: QuotaTree, around: ClusterQueue): QuotaTree {
  const copies: Copies = { cohorts: new Map(), queues: [] };
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
  const copy: Cohort = { ...cohort, parent, usage: cohort.usage.slice(), childCohorts, childQueues, ranking };
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
    usage: queue.usage.slice(),
    pending: new PendingQueue(queue.spec.queueingStrategy),
    holders: [],
  };
  copies.queues.push(copy);
  return copy;
}
