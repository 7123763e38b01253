/**
 * The quota tree: cluster queues are its leaves, cohorts everything above, and the same few formulas hold for
 * both. A node first uses what it keeps to itself (its local quota: what its lending limit does not let out);
 * what it uses beyond that counts against its parent as well. So a parent's usage is always the sum of what
 * its children hold past their local quota, whatever the order of additions and removals, and simulating a
 * removal is removing and adding again.
 */

import { UNLIMITED } from './amount.ts';
import type { Cohort } from './cohort.ts';
import type { DominantResourceShare } from './fair-sharing/dominant-resource-share.ts';
import type { Usage } from './flavor-resource.ts';

/** Quota and usage of one node, by number of the flavor-resource. */
export interface ResourceNode {
  readonly name: string;
  readonly parent: Cohort | undefined;
  readonly fairWeight: number;
  readonly nominal: Float64Array;
  /** Infinite where none is set. */
  readonly borrowingLimit: Float64Array;
  /** Infinite where none is set. */
  readonly lendingLimit: Float64Array;
  /** The node's own quota and what its children let out. */
  readonly subtree: Float64Array;
  /** The most the node could ever use, were everything else idle. */
  readonly potential: Float64Array;
  readonly usage: Float64Array;
  /** Kept by fair-sharing/share-ranking.ts while usage stays as it is. */
  share: DominantResourceShare | undefined;
}

/** Quota that the node does not let its parent see. */
export function localQuota(node: ResourceNode, fr: number): number {
  const lendingLimit = node.lendingLimit[fr]!;
  return lendingLimit === UNLIMITED ? 0 : Math.max(0, node.subtree[fr]! - lendingLimit);
}

/** Quota that the node lets its parent see. */
export function lendableQuota(node: ResourceNode, fr: number): number {
  return Math.min(node.subtree[fr]!, Math.max(0, node.lendingLimit[fr]!));
}

/** Local quota not in use. */
export function localAvailable(node: ResourceNode, fr: number): number {
  return Math.max(0, localQuota(node, fr) - node.usage[fr]!);
}

/** What could be used now, borrowing included; negative after quota was cut below usage. */
export function available(node: ResourceNode, fr: number): number {
  const usage = node.usage[fr]!;
  if (node.parent === undefined) return node.subtree[fr]! - usage;
  const local = localQuota(node, fr);
  const fromParent = available(node.parent, fr);
  const beyond = lendableQuota(node, fr) - Math.max(0, usage - local) + node.borrowingLimit[fr]!;
  return Math.max(0, local - usage) + Math.min(fromParent, beyond);
}

/** The same as if the parent had no end: what the node's own limits let it use, were this its usage. */
export function availableAtMost(node: ResourceNode, fr: number, usage: number): number {
  const local = localQuota(node, fr);
  return (
    Math.max(0, local - usage) +
    lendableQuota(node, fr) -
    Math.max(0, usage - local) +
    node.borrowingLimit[fr]!
  );
}

/** Computes `potential`; the parent's must be known. */
export function potentialAvailable(node: ResourceNode, fr: number): number {
  if (node.parent === undefined) return node.subtree[fr]!;
  const reach = localQuota(node, fr) + node.parent.potential[fr]!;
  return Math.min(node.subtree[fr]! + node.borrowingLimit[fr]!, reach);
}

/** Adds usage to the node and, past its local quota, to the nodes above. */
export function addUsage(node: ResourceNode, fr: number, amount: number): void {
  const local = localAvailable(node, fr);
  node.usage[fr]! += amount;
  if (node.parent !== undefined && amount > local) addUsage(node.parent, fr, amount - local);
}

/** Takes usage from the node and, as far as it counted there, from the nodes above. */
export function removeUsage(node: ResourceNode, fr: number, amount: number): void {
  const inParent = node.usage[fr]! - localQuota(node, fr);
  node.usage[fr]! -= amount;
  if (node.parent !== undefined && inParent > 0) removeUsage(node.parent, fr, Math.min(amount, inParent));
}

/** Adds all of a workload's usage. */
export function addAll(node: ResourceNode, usage: Usage): void {
  for (const { fr, amount } of usage) addUsage(node, fr, amount);
}

/** Takes all of a workload's usage. */
export function removeAll(node: ResourceNode, usage: Usage): void {
  for (const { fr, amount } of usage) removeUsage(node, fr, amount);
}

/** Whether so much more would take the node beyond its own quota. */
export function borrowingWith(node: ResourceNode, fr: number, amount: number): boolean {
  return node.subtree[fr]! < node.usage[fr]! + amount;
}

/** Whether the node stays within its own quota in all of these. */
export function withinNominal(node: ResourceNode, frs: readonly number[]): boolean {
  return frs.every((fr) => node.usage[fr]! <= node.subtree[fr]!);
}

/** Whether this usage fits now, borrowing included. */
export function fits(node: ResourceNode, usage: Usage): boolean {
  return usage.every(({ fr, amount }) => amount <= Math.max(0, available(node, fr)));
}
