import { entryOf } from '../entry.ts';
import type { Booking } from './booking.ts';
import { bookingsOf } from './bookings.ts';
import type { Shelf } from './free-capacity.ts';

/** What is sold of a type, by zone. */
export function bookingsByZone({
  state,
  world,
  instanceType,
}: Shelf): ReadonlyMap<string, readonly Booking[]> {
  const byZone = new Map<string, Booking[]>();
  for (const booking of bookingsOf(state, world, instanceType))
    entryOf(byZone, booking.zone, () => []).push(booking);
  return byZone;
}
