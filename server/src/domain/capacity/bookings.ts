import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Booking } from './booking.ts';

/** What is sold of an instance type in a world. */
export function bookingsOf(_state: State, _world: World, _instanceType: string): Iterable<Booking> {
  return [];
}
