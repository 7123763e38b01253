/**
 * A resource in a flavor is the unit that quota is kept in. Each pair gets a small number once, when the tree
 * is built, so that a node's quotas are arrays and the rules do no look-up by name.
 */
import { entryOf } from '../entry.ts';
import type { Policy } from './policy.ts';

/** One pair. */
export interface FlavorResource {
  readonly index: number;
  readonly flavor: string;
  readonly resource: string;
  /** The number of the resource alone: shares are summed over its flavors. */
  readonly resourceIndex: number;
}

/** All pairs of a policy. */
export interface FlavorResources {
  readonly all: readonly FlavorResource[];
  readonly resourceCount: number;
  indexOf(flavor: string, resource: string): number | undefined;
}

/** An amount of one pair. */
export interface Quantity {
  readonly fr: number;
  readonly amount: number;
}

/** What a workload takes, each pair at most once. A zero amount says that the pair is assigned all the same. */
export type Usage = readonly Quantity[];

/** Numbers the pairs in the order in which the policy names them. */
export function flavorResources(policy: Policy): FlavorResources {
  const all: FlavorResource[] = [];
  const indices = new Map<string, Map<string, number>>();
  const resources = new Map<string, number>();
  for (const { resourceGroups = [] } of [...policy.cohorts, ...policy.clusterQueues]) {
    for (const group of resourceGroups) {
      for (const { flavor, resources: quotas } of group) {
        const ofFlavor = entryOf(indices, flavor, () => new Map<string, number>());
        for (const { name: resource } of quotas) {
          if (ofFlavor.has(resource)) continue;
          const resourceIndex = entryOf(resources, resource, () => resources.size);
          ofFlavor.set(resource, all.length);
          all.push({ index: all.length, flavor, resource, resourceIndex });
        }
      }
    }
  }
  return {
    all,
    resourceCount: resources.size,
    indexOf: (flavor, resource) => indices.get(flavor)?.get(resource),
  };
}
