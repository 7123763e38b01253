/**
 * The account of one flavor-resource as a queue sees it: what it has, what it uses, what others would lend, and
 * which limit stands between it and a request.
 */
import type { ClusterQueue } from './cluster-queue.ts';
import { ancestors, rootOf } from './cohort.ts';
import type { HoldingRule } from './holding-rule.ts';
import type { QuotaTree } from './quota-tree.ts';
import { available, lendableQuota, localAvailable, localQuota, type ResourceNode } from './resource-node.ts';

/** Numbers, in whole amounts; limits are infinite where none is set. */
export interface QuotaAccount {
  readonly nominal: number;
  readonly used: number;
  /** Of what is used, what lies beyond nominal. */
  readonly borrowed: number;
  readonly borrowingLimit: number;
  /** Nominal quota of the others in the tree that they let out. */
  readonly lent: number;
  /** What nobody uses, of what the tree shares; never below zero. */
  readonly free: number;
  /** Quota that others keep to themselves, used or not. */
  readonly kept: number;
  /** What they leave unused of it. */
  readonly withheld: number;
  /** Who withholds it, the most first. */
  readonly withholders: readonly Withholder[];
  /** What the queue could take now. */
  readonly available: number;
  /** The most it could ever have. */
  readonly potential: number;
}

export interface Withholder {
  readonly node: string;
  readonly lendingLimit: number;
  readonly unused: number;
}

/** Withholders named in one account. */
export const WITHHOLDERS_MAX = 5;

/** The account at this moment. */
export function quotaAccount(queue: ClusterQueue, fr: number, tree: QuotaTree): QuotaAccount {
  const root = rootOf(queue);
  const used = queue.usage[fr]!;
  const others = othersOf(queue, tree);
  const withholders = withholdersOf(others, fr);
  return {
    nominal: queue.nominal[fr]!,
    used,
    borrowed: Math.max(0, used - queue.nominal[fr]!),
    borrowingLimit: queue.borrowingLimit[fr]!,
    lent: root === undefined ? 0 : root.subtree[fr]! - lendableQuota(queue, fr),
    free: Math.max(0, root === undefined ? queue.subtree[fr]! - used : root.subtree[fr]! - root.usage[fr]!),
    kept: others.reduce((sum, node) => sum + localQuota(node, fr), 0),
    withheld: withholders.reduce((sum, { unused }) => sum + unused, 0),
    withholders: withholders.slice(0, WITHHOLDERS_MAX),
    available: Math.max(0, available(queue, fr)),
    potential: queue.potential[fr]!,
  };
}

/** All nodes of the tree that have a parent to lend to, save the queue and what is above it. */
function othersOf(queue: ClusterQueue, tree: QuotaTree): readonly ResourceNode[] {
  const root = rootOf(queue);
  if (root === undefined) return [];
  const own: ReadonlySet<ResourceNode> = new Set([queue, ...ancestors(queue)]);
  const cohorts = tree.cohorts
    .values()
    .filter((cohort) => cohort.parent !== undefined && rootOf(cohort) === root);
  return [...tree.siblings.get(queue)!, ...cohorts].filter((node) => !own.has(node));
}

function withholdersOf(others: readonly ResourceNode[], fr: number): readonly Withholder[] {
  const withholders: Withholder[] = [];
  for (const node of others) {
    const unused = localAvailable(node, fr);
    if (unused > 0) withholders.push({ node: node.name, lendingLimit: node.lendingLimit[fr]!, unused });
  }
  return withholders.sort((a, b) => b.unused - a.unused);
}

/**
 * The limit that stands in the way of so much, before anybody is preempted; undefined where it fits. First what
 * would do with the limit lifted now, then what would do with all quota idle.
 */
export function bindingLimit(
  queue: ClusterQueue,
  fr: number,
  amount: number,
  { available: now, kept, withheld, potential }: QuotaAccount,
): HoldingRule | undefined {
  if (amount <= now) return undefined;
  if (amount <= availableUnlimited(queue, fr)) return 'BorrowingLimit';
  if (amount <= headroom(queue, fr) && amount <= availableUnlimited(queue, fr) + withheld)
    return 'LendingLimit';
  if (amount <= potential) return 'QuotaInUse';
  const reach = potentialUnlimited(queue, fr);
  if (amount <= reach) return 'BorrowingLimit';
  return amount <= Math.min(reach + kept, queue.subtree[fr]! + queue.borrowingLimit[fr]!)
    ? 'LendingLimit'
    : 'ExceedsMaximum';
}

/** What the queue's own borrowing limit leaves, whatever the others lend. */
export function headroom(node: ResourceNode, fr: number): number {
  return node.subtree[fr]! - node.usage[fr]! + (node.parent === undefined ? 0 : node.borrowingLimit[fr]!);
}

/** What would be available if neither the queue nor a cohort above it had a borrowing limit. */
function availableUnlimited(node: ResourceNode, fr: number): number {
  if (node.parent === undefined) return node.subtree[fr]! - node.usage[fr]!;
  return localAvailable(node, fr) + availableUnlimited(node.parent, fr);
}

/** The most it could ever have without those limits. */
function potentialUnlimited(node: ResourceNode, fr: number): number {
  if (node.parent === undefined) return node.subtree[fr]!;
  return localQuota(node, fr) + potentialUnlimited(node.parent, fr);
}
