/** Quota that a workload already holds when a scheduler comes to know of it, told by names instead of numbers. */
import { addQuantity } from './assignment.ts';
import type { Quantity, Usage } from './flavor-resource.ts';
import type { QuotaTree } from './quota-tree.ts';
import type { PodSetFlavors, Reservation, Workload } from './workload.ts';

export interface HeldQuota {
  readonly podSets: readonly PodSetFlavors[];
  /** Whole amounts by `flavor/resource`; what is not in it is what the pod sets request times their counts. */
  readonly usage?: Readonly<Record<string, number>> | undefined;
  readonly reservedAt: number;
  readonly evicting?: boolean | undefined;
}

/** What a scheduler holds, in a form that another one understands. */
export function heldQuota(
  { podSets, usage, reservedAt, evicting }: Reservation,
  { frs }: QuotaTree,
): HeldQuota {
  const named = usage.map(({ fr, amount }) => {
    const { flavor, resource } = frs.all[fr]!;
    return [`${flavor}/${resource}`, amount] as const;
  });
  return { podSets, usage: Object.fromEntries(named), reservedAt, evicting };
}

/** The usage in this tree; what has no quota anywhere in it does not count. */
export function usageOf({ podSets }: Workload, held: HeldQuota, { frs }: QuotaTree): Usage {
  const usage: Quantity[] = [];
  for (const { name, count, flavors } of held.podSets) {
    const requests = podSets.find((podSet) => podSet.name === name)?.requests ?? {};
    for (const [resource, flavor] of Object.entries(flavors)) {
      const fr = frs.indexOf(flavor, resource);
      if (fr === undefined) continue;
      const amount = resource === 'pods' ? count : (requests[resource] ?? 0) * count;
      const given = held.usage?.[`${flavor}/${resource}`];
      if (given === undefined) addQuantity(usage, fr, amount);
      else if (!usage.some((quantity) => quantity.fr === fr)) usage.push({ fr, amount: given });
    }
  }
  return usage;
}
