/** Whether one replica could stand on one node at all: no quota and no number of nodes helps where it could not. */
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { profilesOf } from '../catalog/partition-profile.ts';
import { profileOfResource } from '../catalog/resource-names.ts';
import { entryOf } from '../entry.ts';
import { amountsOf } from '../governance/quota-arithmetic.ts';
import { formatAmount } from '../scheduler/amount.ts';
import { taskRefusals } from './messages.ts';
import type { TaskPodSet } from './task.ts';

/**
 * Refuses a replica that is larger than a whole instance of every type it may run on. What a node keeps for itself is
 * not looked at: that is for the nodes to say.
 */
export function checkReplica({ name, requests }: TaskPodSet, types: readonly string[]): void {
  let first: { readonly resource: string; readonly type: string } | undefined;
  for (const type of types) {
    const lacking = Object.keys(requests).find((resource) => requests[resource]! > mostOn(type, resource));
    if (lacking === undefined) return;
    first ??= { resource: lacking, type };
  }
  if (first === undefined) return;
  const { resource, type } = first;
  const [asked, most] = [requests[resource]!, mostOn(type, resource)].map((amount) =>
    formatAmount(resource, amount),
  ) as [string, string];
  throw taskRefusals.largerThanNode(name, `${asked} ${resource}`, type, most);
}

/** What an instance of the type has of the resource; of slices the most that its GPUs can be split into. */
function mostOn(type: string, resource: string): number {
  const known = instanceTypeOf(type);
  if (known === undefined) return Number.POSITIVE_INFINITY;
  const profile = profileOfResource(resource);
  if (profile !== undefined)
    return (known.accelerator?.count ?? 0) * (profilesOf(type).get(profile)?.maxPerGpu ?? 0);
  return entryOf(wholes, type, () => amountsOf({ InstanceType: type as never, Count: 1 }))[resource] ?? 0;
}

/** By type, of those in the catalogue: what one instance has. */
const wholes = new Map<string, Readonly<Record<string, number>>>();
