import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Booking } from './booking.ts';

/** The capacity of an instance type that is sold in a world, from now on: what is over holds nothing. */
export const bookingsOf = (state: State, world: World, instanceType: string): Iterable<Booking> =>
  state.plans.bookings(world, instanceType);
