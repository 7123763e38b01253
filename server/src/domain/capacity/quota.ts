import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Booking } from './booking.ts';
import { bookingsOf } from './bookings.ts';
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
): number => mostBooked(bookingsOf(state, world, instanceType), from, until);

/** The most that is booked at any instant of a while. */
function mostBooked(bookings: Iterable<Booking>, from: number, until: number): number {
  const changes: { at: number; by: number }[] = [];
  for (const { startAt, endAt, instanceCount } of bookings) {
    if (startAt >= until || endAt <= from) continue;
    changes.push({ at: Math.max(startAt, from), by: instanceCount }, { at: endAt, by: -instanceCount });
  }
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let [most, booked] = [0, 0];
  for (const { by } of changes) {
    booked += by;
    most = Math.max(most, booked);
  }
  return most;
}
