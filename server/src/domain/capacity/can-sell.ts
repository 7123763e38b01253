import type { Context } from '../context.ts';
import type { Refusal } from '../refusal.ts';
import type { State } from '../state.ts';
import { bookingsByZone } from './bookings-by-zone.ts';
import { freeSteps, leastFree } from './free-capacity.ts';
import type { Offering } from './offering.ts';
import { offeringRefusals } from './offering-messages.ts';

/** Whether an offering can be sold now: it has not expired, and all of it is still there. Takes nothing. */
export function canSell(state: State, offering: Offering, context: Context): true | Refusal {
  const { market, random, now } = context;
  const { instanceType, instanceCount, blocks, account, region } = offering;
  if (offering.expiresAt <= now) return offeringRefusals.expired(offering);
  const shelf = { market, state, random, world: { account, region }, instanceType };
  const bookings = bookingsByZone(shelf);
  for (const { zone, startAt, endAt } of blocks) {
    const steps = freeSteps(shelf, zone, startAt, endAt, bookings.get(zone) ?? []);
    const free = leastFree(steps, startAt, endAt);
    if (free < instanceCount) return offeringRefusals.taken(offering, zone, Math.max(0, free));
  }
  return true;
}
