import assert from 'node:assert/strict';
import { bookingsOf } from '../../../src/domain/capacity/bookings.ts';
import { freeSteps, leastFree } from '../../../src/domain/capacity/free-capacity.ts';
import { countsOf } from '../../../src/domain/capacity/instance-pool.ts';
import { FOREVER } from '../../../src/domain/capacity/market-change.ts';
import type { PlanStatus } from '../../../src/domain/capacity/plan-status.ts';
import { allBookings, bookedAt } from '../../../src/domain/capacity/testing.ts';
import {
  type Extension,
  planArn,
  planCounts,
  planKey,
  type TrainingPlan,
} from '../../../src/domain/capacity/training-plan.ts';
import type { State } from '../../../src/domain/state.ts';
import type { World } from '../../../src/domain/world.ts';
import type { Simulation } from '../simulation.ts';

/** Every plan is where its clock says, its counts add up, and the indexes know it. */
export function plansAreSound({ state, fleet }: Simulation): void {
  for (const plan of state.all('trainingPlan').values()) {
    planAgreesWithClock(plan, fleet.now);
    planAddsUp(plan);
    planIsIndexed(state, plan);
  }
}

/** No instance of any zone is sold twice: what is free is nowhere, at no instant, less than nothing. */
export function nothingIsOversold({ state, fleet }: Simulation): void {
  const { market, random, now } = fleet.engine.context();
  for (const plan of state.all('trainingPlan').values()) {
    const { instanceType, capacities } = plan;
    const shelf = { market, state, random, world: plan, instanceType };
    for (const { zone, startAt, endAt } of capacities) {
      const from = Math.max(now, startAt);
      if (from >= endAt) continue;
      const free = leastFree(freeSteps(shelf, zone, from, endAt), from, endAt);
      assert.ok(free >= 0, `${-free} ${instanceType} too many are sold in ${zone} while ${plan.name} lasts`);
    }
  }
}

/** What the clock alone says of something that is paid for. */
const statusAt = (startAt: number, endAt: number, now: number): PlanStatus =>
  now < startAt ? 'Scheduled' : now < endAt ? 'Active' : 'Expired';

/** The statuses of a plan, of its blocks and of its extensions follow from what was paid and what time it is. */
export function planAgreesWithClock(plan: TrainingPlan, now: number): void {
  const { name, status, capacities, extensions } = plan;
  const blocks = capacities.map((block) => block.status);
  if (status === 'Pending' || status === 'Failed') {
    for (const block of blocks) assert.equal(block, status, `a block of ${name}`);
    assert.equal(plan.paymentDueAt !== undefined, status === 'Pending', `the payment of ${name}`);
    if (status === 'Pending') assert.ok(plan.paymentDueAt! > now, `the payment of ${name} is overdue`);
    return;
  }
  const expected = capacities.map(({ startAt, endAt }) => statusAt(startAt, endAt, now));
  assert.deepEqual(blocks, expected, `blocks of ${name}`);
  const whole = (['Active', 'Scheduled'] as const).find((each) => blocks.includes(each)) ?? 'Expired';
  assert.equal(status, whole, `status of ${name}`);
  for (const extension of extensions)
    assert.equal(extension.status, extensionAt(extension, now), `an extension of ${name}`);
}

const extensionAt = ({ payment, startAt, endAt }: Extension, now: number): PlanStatus =>
  payment === 'Completed' ? statusAt(startAt, endAt, now) : payment;

/** Whatever happens to them, all instances of a plan and of each of its blocks are counted once. */
export function planAddsUp(plan: TrainingPlan): void {
  for (const counts of [planCounts(plan), ...plan.capacities.map(({ pools }) => countsOf(pools))]) {
    const { total, available, inUse, unhealthy, spare } = counts;
    assert.equal(available + inUse + unhealthy + spare, total, `counts of ${plan.name}`);
    assert.ok(Math.min(available, inUse, unhealthy, spare) >= 0, `counts of ${plan.name}`);
  }
}

function planIsIndexed(state: State, plan: TrainingPlan): void {
  const { name, instanceType, status, offeringId, capacities } = plan;
  assert.equal(state.named('trainingPlan', plan).get(name), plan, `the name of ${name}`);
  assert.equal(state.get('trainingPlan', planKey(plan, name)), plan);
  assert.equal(state.plans.called(planArn(plan)), plan, `the ARN of ${name}`);
  assert.equal(state.plans.soldTo(offeringId), plan, `the offering of ${name}`);
  assert.equal(state.get('offering', offeringId), undefined, `the offering of ${name} is still on offer`);
  if (status === 'Expired' || status === 'Failed') return;
  const { zone, endAt } = capacities.at(-1)!;
  const holds = bookingsOf(plan).some((booking) => booking.zone === zone && booking.endAt === endAt);
  assert.ok(holds, `${name} does not hold its last block`);
  bookingsAreCounted(state, plan, instanceType);
}

/** What searches and purchases take for booked, in each zone and in all together, is what the plans hold. */
export function bookingsAreCounted(state: State, world: World, instanceType: string): void {
  const all = allBookings(state, world, instanceType);
  for (const zone of [undefined, ...new Set(all.map((booking) => booking.zone))]) {
    const bookings = all.filter((booking) => zone === undefined || booking.zone === zone);
    const counted = state.plans
      .booked(world, instanceType, zone)
      .leftOf([{ from: 0, until: FOREVER, count: 0 }])
      .map(({ from, count }) => [from, 0 - count]);
    const instants = new Set([0, ...bookings.flatMap(({ startAt, endAt }) => [startAt, endAt])]);
    const plainly = [...instants].sort((a, b) => a - b).map((at) => [at, bookedAt(bookings, at)] as const);
    const changes = plainly.filter(([, count], i) => count !== plainly[i - 1]?.[1]);
    assert.deepEqual(counted, changes, `${instanceType} in ${zone ?? 'all zones'}`);
  }
}
