/**
 * What a workload would need if it took what it lacks from one flavor: the starting point of every smallest change.
 * Pod sets that fit where they are stay there; the others go to the flavor, or where a resource group does not have
 * it, to the one of that group that asks for least.
 */
import { addQuantity } from './assignment.ts';
import type { ClusterQueue } from './cluster-queue.ts';
import type { Explanation, PodSetExplanation } from './explain.ts';
import type { FlavorExplanation } from './explain-flavor.ts';
import type { Quantity, Usage } from './flavor-resource.ts';
import { HOLDING_RULES } from './holding-rule.ts';
import { headroom } from './quota-account.ts';
import { available } from './resource-node.ts';
import type { PodSet, WorkloadInfo } from './workload.ts';

export interface Placement {
  readonly flavor: string;
  /** All that the workload would take. */
  readonly usage: Usage;
  /** With as few pods as it may be admitted with; the same where it needs all of them. */
  readonly least: Usage;
}

/** One for each flavor on whose nodes the pods could run, the one whose rule asks for least first. */
export function placementsOf(
  { podSets }: Explanation,
  { workload, queue }: WorkloadInfo,
): readonly Placement[] {
  const held = podSets.filter(({ rule }) => rule !== undefined);
  const eligible = (held.length > 0 ? held : podSets)
    .flatMap(({ flavors }) => flavors.filter(isEligible))
    .sort((a, b) => rank(a) - rank(b));
  return [...new Set(eligible.map(({ flavor }) => flavor))].flatMap((flavor) => {
    const usage = usageOn(flavor, podSets, queue, () => 1);
    const least = usageOn(flavor, podSets, queue, (index) => leastShare(workload.podSets[index]!));
    return usage === undefined || least === undefined ? [] : [{ flavor, usage, least }];
  });
}

function isEligible({ mismatch }: FlavorExplanation): boolean {
  return mismatch === undefined;
}

function leastShare({ count, minCount = count }: PodSet): number {
  return count === 0 ? 1 : minCount / count;
}

function usageOn(
  flavor: string,
  podSets: readonly PodSetExplanation[],
  queue: ClusterQueue,
  shareOf: (index: number) => number,
): Usage | undefined {
  const usage: Quantity[] = [];
  for (const [index, { flavors, rule, undeclared }] of podSets.entries()) {
    if (undeclared.length > 0) return undefined;
    for (const group of queue.resourceGroups) {
      const names = new Set(group.flavors.map(({ name }) => name));
      const choices = flavors.filter((one) => names.has(one.flavor) && isEligible(one));
      if (flavors.some((one) => names.has(one.flavor)) && choices.length === 0) return undefined;
      const chosen = (rule !== undefined && choices.find((one) => one.flavor === flavor)) || easiest(choices);
      for (const { fr, requested } of chosen?.resources ?? []) {
        addQuantity(usage, fr, Math.round(requested * shareOf(index)));
      }
    }
  }
  return usage;
}

function rank({ rule }: FlavorExplanation): number {
  return rule === undefined ? -1 : HOLDING_RULES.indexOf(rule);
}

function easiest(choices: readonly FlavorExplanation[]): FlavorExplanation | undefined {
  return choices.reduce<FlavorExplanation | undefined>(
    (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
    undefined,
  );
}

/** What the queue lacks to take so much now, before anybody is preempted. Raising its own quota gives exactly that. */
export function missingFor(queue: ClusterQueue, usage: Usage): Usage {
  return lacking(usage, (fr) => available(queue, fr));
}

/** What the queue lacks to take so much without borrowing: within its own quota it may reclaim. */
export function missingNominal(queue: ClusterQueue, usage: Usage): Usage {
  return lacking(usage, (fr) => queue.nominal[fr]! - queue.usage[fr]!);
}

/** What the queue's borrowing limit lacks to let it take so much. */
export function missingLimit(queue: ClusterQueue, usage: Usage): Usage {
  return lacking(usage, (fr) => headroom(queue, fr));
}

/** What the queue lacks to have so much ever, were everything else idle: less than this helps nobody. */
export function missingEver(queue: ClusterQueue, usage: Usage): Usage {
  return lacking(usage, (fr) => queue.potential[fr]!);
}

/** What the queue's borrowing limit lacks for that. */
export function missingLimitEver(queue: ClusterQueue, usage: Usage): Usage {
  return lacking(usage, (fr) => queue.subtree[fr]! + queue.borrowingLimit[fr]!);
}

function lacking(usage: Usage, has: (fr: number) => number): Usage {
  return usage
    .filter(({ amount }) => amount > 0)
    .map(({ fr, amount }) => ({ fr, amount: amount - has(fr) }))
    .filter(({ amount }) => amount > 0);
}
