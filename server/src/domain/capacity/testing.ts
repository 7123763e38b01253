import { ReservedCapacityInstanceType } from '../../shapes/training-plan-offering.ts';
import { Stage, testStart, testWorld } from '../cluster/testing.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Booking } from './booking.ts';
import { bookingsOf } from './bookings.ts';
import { dayOf, dayStart } from './calendar.ts';
import { createTrainingPlan } from './create-training-plan.ts';
import { extendTrainingPlan } from './extend-training-plan.ts';
import { type Market, PLANS_QUOTA } from './market.ts';
import { supplyKey } from './market-change.ts';
import type { Block, Offering } from './offering.ts';
import { endOf, planArn, planKey, type TrainingPlan } from './training-plan.ts';

const hour = 3_600_000;

/** A market with so many instances of everything in each of two zones, for ever, and no quota that is met. */
export const marketOf = (count: number): Market => ({
  isSeeded: false,
  zones: new Map(),
  supply: new Map(
    ['us-west-2a', 'us-west-2b'].flatMap((zone) =>
      ReservedCapacityInstanceType.values.map((type) => [
        `${zone}/${type}`,
        [{ from: 0, until: 8.64e15, count }],
      ]),
    ),
  ),
  rates: new Map(),
  quotas: new Map([
    ['*', new Map([PLANS_QUOTA, ...ReservedCapacityInstanceType.values].map((quota) => [quota, 1_000_000]))],
  ]),
});

/**
 * A market of ml.p5.48xlarge alone, as a line of digits for each zone: how many there are on the day of the tests'
 * start, from 11:30 UTC, and on the days after it; from the end of the line on there are none.
 */
export const marketByDay = (
  lines: Readonly<Record<string, string>>,
  change: Partial<Market> = {},
): Market => ({
  isSeeded: false,
  zones: new Map([[testWorld.region, Object.keys(lines)]]),
  supply: new Map(
    Object.entries(lines).map(([zone, line]) => [
      supplyKey(zone, 'ml.p5.48xlarge'),
      [...line].map((digit, i) => {
        const day = dayOf(testStart) + i;
        return { from: dayStart(day), until: dayStart(day + 1), count: Number(digit) };
      }),
    ]),
  ),
  rates: new Map(),
  quotas: new Map(),
  ...change,
});

/** What is sold of a type in a world, plan by plan. */
export const allBookings = (state: State, world: World, instanceType: string): readonly Booking[] =>
  [...state.named('trainingPlan', world).values()]
    .filter((plan) => plan.instanceType === instanceType)
    .flatMap(bookingsOf);

/** How many are booked at an instant, counted in the plainest way. */
export const bookedAt = (bookings: readonly Booking[], at: number): number =>
  bookings
    .filter(({ startAt, endAt }) => startAt <= at && at < endAt)
    .reduce((sum, { instanceCount }) => sum + instanceCount, 0);

/** For tests of plans: offerings as they are wanted, without looking for them in the market. */
export class PlanStage extends Stage {
  #offerings = 0;
  readonly #market: Market;

  constructor(market: Market = marketOf(10_000)) {
    super();
    this.#market = market;
  }

  override get context(): OperationContext {
    return { ...super.context, market: this.#market };
  }

  /** An offering of blocks that begin and end so many hours from now. */
  offer(
    blocks: readonly (readonly [fromHours: number, toHours: number])[],
    change: Partial<Offering> = {},
  ): string {
    this.#offerings += 1;
    const id = `${change.extendsPlan === undefined ? 'tpo' : 'tpeo'}-${this.#offerings}`;
    const offering: Offering = {
      ...testWorld,
      id,
      targets: ['hyperpod-cluster'],
      instanceType: 'ml.p5.48xlarge',
      instanceCount: 1,
      blocks: blocks.map(
        ([from, to]): Block => ({
          zone: 'us-west-2a',
          startAt: this.now + from * hour,
          endAt: this.now + to * hour,
        }),
      ),
      upfrontFee: '1098.42',
      currency: 'USD',
      offeredAt: this.now,
      expiresAt: this.now + hour / 2,
      ...change,
    };
    this.draft.put('offering', id, offering);
    return id;
  }

  /** An offering that prolongs the plan by so many hours. */
  offerExtension(name: string, hours: number, change: Partial<Offering> = {}): string {
    const plan = this.plan(name);
    const startAt = endOf(plan);
    const block = { zone: plan.capacities.at(-1)!.zone, startAt, endAt: startAt + hours * hour };
    return this.offer([], { extendsPlan: planArn(plan), blocks: [block], ...change });
  }

  /** Buys an offering; the plan is as it is at once. */
  buy(name: string, offering: string, change: object = {}): TrainingPlan {
    this.call(createTrainingPlan, { TrainingPlanName: name, TrainingPlanOfferingId: offering, ...change });
    return this.plan(name);
  }

  extend(TrainingPlanExtensionOfferingId: string): void {
    this.call(extendTrainingPlan, { TrainingPlanExtensionOfferingId });
  }

  plan(name: string): TrainingPlan {
    return this.draft.get('trainingPlan', planKey(testWorld, name))!;
  }

  advanceHours(hours: number): void {
    this.advance(hours * hour);
  }

  /** Where the plan is in its life, and its blocks and extensions. */
  life(name: string): string {
    const { status, capacities, extensions } = this.plan(name);
    const blocks = capacities.map((capacity) => capacity.status).join(' ');
    const prolonged = extensions.map((extension) => extension.status).join(' ');
    return [status, blocks, prolonged].filter(Boolean).join(' | ');
  }
}
