/**
 * A change that somebody could make so that a workload is admitted. It can be made to a policy, for good, and to a
 * copy of a part of a scheduler, for a trial; both come to the same (test/scheduler/explain.test.ts).
 */
import type { ClusterQueue } from './cluster-queue.ts';
import { ancestors, type Cohort } from './cohort.ts';
import { type Copier, copier } from './copy-tree.ts';
import { forgetShares } from './fair-sharing/share-ranking.ts';
import type { FlavorResources, Usage } from './flavor-resource.ts';
import type { ClusterQueueSpec, Policy, ResourceQuota } from './policy.ts';
import type { QuotaTree } from './quota-tree.ts';
import { lendableQuota, localQuota, potentialAvailable, type ResourceNode } from './resource-node.ts';

/** Amounts are what is added. */
export type Change =
  /** More quota of its own for the queue. */
  | { readonly kind: 'NominalQuota'; readonly amounts: Usage }
  /** The queue may borrow more. */
  | { readonly kind: 'BorrowingLimit'; readonly amounts: Usage }
  /** Another weight under fair sharing. */
  | { readonly kind: 'FairWeight'; readonly weight: number }
  /** Another priority of the workload. */
  | { readonly kind: 'Priority'; readonly priority: number }
  /** More nodes of a flavor. */
  | { readonly kind: 'Nodes'; readonly flavor: string; readonly count: number };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Makes the change to a copied tree, and returns what takes it back; what is not a matter of the tree (priority,
 * nodes) is passed over.
 */
export function changeTree(tree: QuotaTree, queue: ClusterQueue, change: Change): () => void {
  switch (change.kind) {
    case 'FairWeight':
      return changeWeight(queue, change.weight);
    case 'NominalQuota':
      return changeNominal(tree, queue, change.amounts);
    case 'BorrowingLimit': {
      const { borrowingLimit, potential } = queue;
      raiseLimit(queue, change.amounts);
      return () => Object.assign(queue, { borrowingLimit, potential });
    }
    case 'Priority':
    case 'Nodes':
      return () => undefined;
  }
}

/** A weight moves the share of its queue, and no other. */
function changeWeight(queue: Writable<ClusterQueue>, weight: number): () => void {
  const { fairWeight } = queue;
  const setTo = (to: number): void => {
    queue.fairWeight = to;
    forgetShares(queue);
  };
  setTo(weight);
  return () => setTo(fairWeight);
}

/** Quota moves the shares of everybody. */
function changeNominal(tree: QuotaTree, queue: Writable<ClusterQueue>, amounts: Usage): () => void {
  if (amounts.length === 0) return () => undefined;
  const { nominal, subtree } = queue;
  const queues: Writable<ClusterQueue>[] = [...tree.queues.values()];
  const cohorts: Writable<Cohort>[] = [...tree.cohorts.values()];
  const ofQueues = queues.map(({ potential, share, afterLoss }) => ({ potential, share, afterLoss }));
  const ofCohorts = cohorts.map(({ subtree, usage, potential, lendable }) => ({
    subtree,
    usage,
    potential,
    lendable,
  }));
  raiseNominal(tree, queue, amounts);
  forgetAllShares(tree);
  return () => {
    Object.assign(queue, { nominal, subtree });
    for (const [i, before] of ofQueues.entries()) Object.assign(queues[i]!, before);
    for (const [i, before] of ofCohorts.entries())
      Object.assign(cohorts[i]!, before, { share: undefined, ranked: false });
  };
}

function forgetAllShares({ cohorts, queues }: QuotaTree): void {
  for (const cohort of cohorts.values()) {
    cohort.share = undefined;
    cohort.ranked = false;
  }
  for (const queue of queues.values()) queue.share = undefined;
}

function raiseLimit(queue: Writable<ClusterQueue>, amounts: Usage): void {
  queue.borrowingLimit = queue.borrowingLimit.slice();
  queue.potential = queue.potential.slice();
  for (const { fr, amount } of amounts) {
    queue.borrowingLimit[fr]! += amount;
    queue.potential[fr] = potentialAvailable(queue, fr);
  }
}

function raiseNominal(tree: QuotaTree, queue: Writable<ClusterQueue>, amounts: Usage): void {
  const path: readonly Writable<Cohort>[] = ancestors(queue);
  queue.nominal = queue.nominal.slice();
  queue.subtree = queue.subtree.slice();
  for (const cohort of path) {
    cohort.subtree = cohort.subtree.slice();
    cohort.usage = cohort.usage.slice();
  }
  for (const { fr, amount } of amounts) {
    queue.nominal[fr]! += amount;
    let before = lendableQuota(queue, fr);
    queue.subtree[fr]! += amount;
    let letOut = lendableQuota(queue, fr) - before;
    for (const cohort of path) {
      before = lendableQuota(cohort, fr);
      cohort.subtree[fr]! += letOut;
      letOut = lendableQuota(cohort, fr) - before;
      cohort.usage[fr] = usageOfChildren(cohort, fr);
    }
  }
  const root = path.at(-1);
  const copyOf = copier(tree.cohorts.size + tree.queues.size, tree.frs.all.length);
  if (root === undefined) spreadQueue(queue, amounts, copyOf);
  else spread(root, tree.frs, amounts, copyOf);
}

/** What the children hold past what they keep to themselves. */
function usageOfChildren({ childCohorts, childQueues }: Cohort, fr: number): number {
  let sum = 0;
  for (const child of childCohorts) sum += Math.max(0, child.usage[fr]! - localQuota(child, fr));
  for (const child of childQueues) sum += Math.max(0, child.usage[fr]! - localQuota(child, fr));
  return sum;
}

/** Top down: what each node could reach at most, in these flavor-resources. */
function spread(cohort: Writable<Cohort>, frs: FlavorResources, amounts: Usage, copyOf: Copier): void {
  spreadQueue(cohort, amounts, copyOf);
  cohort.lendable = new Float64Array(frs.resourceCount);
  for (const { index, resourceIndex } of frs.all) cohort.lendable[resourceIndex]! += cohort.potential[index]!;
  for (const child of cohort.childCohorts) spread(child, frs, amounts, copyOf);
  for (const child of cohort.childQueues) spreadQueue(child, amounts, copyOf);
}

function spreadQueue(node: Writable<ResourceNode>, amounts: Usage, copyOf: Copier): void {
  node.potential = copyOf(node.potential);
  for (const { fr } of amounts) node.potential[fr] = potentialAvailable(node, fr);
}

/** The policy with the change made; priority and nodes are no matter of the policy. */
export function changePolicy(policy: Policy, queue: string, change: Change, frs: FlavorResources): Policy {
  const changed = (spec: ClusterQueueSpec): ClusterQueueSpec => {
    switch (change.kind) {
      case 'NominalQuota':
        return withQuotas(spec, change.amounts, frs, (quota, amount) => ({
          ...quota,
          nominal: quota.nominal + amount,
        }));
      case 'BorrowingLimit':
        return withQuotas(spec, change.amounts, frs, (quota, amount) => ({
          ...quota,
          borrowingLimit: quota.borrowingLimit === undefined ? undefined : quota.borrowingLimit + amount,
        }));
      case 'FairWeight':
        return { ...spec, fairWeight: change.weight };
      case 'Priority':
      case 'Nodes':
        return spec;
    }
  };
  const clusterQueues = policy.clusterQueues.map((spec) => (spec.name === queue ? changed(spec) : spec));
  return { ...policy, clusterQueues };
}

function withQuotas(
  spec: ClusterQueueSpec,
  amounts: Usage,
  frs: FlavorResources,
  raise: (quota: ResourceQuota, amount: number) => ResourceQuota,
): ClusterQueueSpec {
  const by = new Map(amounts.map(({ fr, amount }) => [fr, amount]));
  return {
    ...spec,
    resourceGroups: spec.resourceGroups.map((group) =>
      group.map(({ flavor, resources }) => ({
        flavor,
        resources: resources.map((quota) => {
          const amount = by.get(frs.indexOf(flavor, quota.name)!);
          return amount === undefined ? quota : raise(quota, amount);
        }),
      })),
    ),
  };
}
