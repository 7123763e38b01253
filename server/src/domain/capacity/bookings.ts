import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Booking } from './booking.ts';
import { countsOf } from './instance-pool.ts';
import { isStanding } from './plan-status.ts';
import type { TrainingPlan } from './training-plan.ts';

/** The capacity of an instance type that is sold in a world, from now on: what is over holds nothing. */
export function* bookingsOf(state: State, world: World, instanceType: string): Iterable<Booking> {
  for (const plan of state.plans.standing(world, instanceType)) yield* bookingsOfPlan(plan);
}

/** What one plan holds. An extension holds its time from its purchase on, paid for or not. */
export function* bookingsOfPlan({ instanceType, capacities, extensions }: TrainingPlan): Iterable<Booking> {
  for (const { zone, startAt, endAt, status, pools } of capacities) {
    if (!isStanding(status)) continue;
    yield { zone, instanceType, instanceCount: countsOf(pools).total, startAt, endAt };
  }
  for (const { startAt, endAt, status } of extensions) {
    if (status !== 'Pending') continue;
    const { zone, pools } = capacities.at(-1)!;
    yield { zone, instanceType, instanceCount: countsOf(pools).total, startAt, endAt };
  }
}
