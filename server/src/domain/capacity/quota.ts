import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { type Market, quotaOf } from './market.ts';
import { searchRefusals } from './sales-messages.ts';

/**
 * Refuses what goes past the quota of reserved instances of the type, as a refusal to be thrown or answered. What
 * counts is what is reserved at the same time, at any instant from `from` until `until`.
 */
export function overQuota(
  market: Market,
  state: State,
  world: World,
  { instanceType, instanceCount }: { readonly instanceType: string; readonly instanceCount: number },
  from: number,
  until: number,
): ReturnType<typeof searchRefusals.quota> | undefined {
  const quota = quotaOf(market, state, world, instanceType);
  const used = mostReserved(state, world, instanceType, from, until);
  return used + instanceCount <= quota
    ? undefined
    : searchRefusals.quota(instanceType, quota, used, instanceCount);
}

/** How many instances of a type are reserved at the same time, at most. */
export const mostReserved = (
  state: State,
  world: World,
  instanceType: string,
  from: number,
  until: number,
): number => state.plans.booked(world, instanceType).most(from, until);
