import type { Booking } from './booking.ts';
import { countsOf } from './instance-pool.ts';
import { isStanding } from './plan-status.ts';
import type { TrainingPlan } from './training-plan.ts';

/**
 * What a plan holds of the market: what is over holds nothing. An extension holds its time from its purchase on, paid
 * for or not.
 */
export function bookingsOf(plan: TrainingPlan): readonly Booking[] {
  const { capacities, extensions } = plan;
  if (!isStanding(plan.status)) return [];
  const bookings: Booking[] = [];
  for (const { zone, startAt, endAt, status, pools } of capacities) {
    if (!isStanding(status)) continue;
    bookings.push({ zone, instanceCount: countsOf(pools).total, startAt, endAt });
  }
  for (const { startAt, endAt, status } of extensions) {
    if (status !== 'Pending') continue;
    const { zone, pools } = capacities.at(-1)!;
    bookings.push({ zone, instanceCount: countsOf(pools).total, startAt, endAt });
  }
  return bookings;
}
