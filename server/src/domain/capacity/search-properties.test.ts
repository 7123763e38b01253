/**
 * Whatever the market, whatever is sold and whatever is asked: what a search offers is there at every instant of its
 * blocks, ends when the calendar says, costs what the rule says, and comes in order. Supply and bookings are counted
 * here in the plainest way, instant by instant.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type {
  SearchTrainingPlanOfferingsRequest,
  TrainingPlanOffering,
} from '../../shapes/training-plan-offering.ts';
import { testStart, testWorld } from '../cluster/testing.ts';
import { Refusal } from '../refusal.ts';
import { instanceCounts } from './asked.ts';
import type { Booking } from './booking.ts';
import { dayOf } from './calendar.ts';
import { canSell } from './can-sell.ts';
import type { Market } from './market.ts';
import { changeMarket } from './market-change.ts';
import { searchTrainingPlanOfferings } from './search-training-plan-offerings.ts';
import { supplyCurve, supplyOnDay } from './seeded-supply.ts';
import { allBookings, bookedAt, PlanStage } from './testing.ts';

const DAY = 86_400_000;
const TYPE = 'ml.p5.48xlarge';
const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c'];

/** Supply that changes at odd times, often within the first days, so that blocks are cut in many ways. */
const change = fc.record({
  zone: fc.constantFrom(...zones),
  from: fc.integer({ min: -2 * 24, max: 40 * 24 }).map((hours) => testStart + hours * 3_600_000),
  hours: fc.integer({ min: 1, max: 30 * 24 }),
  count: fc.constantFrom(0, 3, 4, 8, 16, 64),
});
const question = fc.record({
  InstanceCount: fc.constantFrom(...instanceCounts.slice(0, 4)),
  DurationHours: fc.integer({ min: 1, max: 20 * 24 }),
  TargetResources: fc.constantFrom(['training-job'], ['hyperpod-cluster'], ['endpoint', 'training-job']),
  startAfter: fc.option(fc.integer({ min: 0, max: 30 * 24 * 60 }), { nil: undefined }),
  window: fc.option(fc.integer({ min: 24 * 60, max: 30 * 24 * 60 }), { nil: undefined }),
  pause: fc.integer({ min: 0, max: 30 }),
  isBought: fc.boolean(),
});
const story = fc.record({
  isSeeded: fc.boolean(),
  changes: fc.array(change, { minLength: 1, maxLength: 12 }),
  questions: fc.array(question, { minLength: 1, maxLength: 12 }),
});

const market = (isSeeded: boolean): Market => ({
  isSeeded,
  zones: new Map([[testWorld.region, zones]]),
  supply: new Map(),
  rates: new Map([[TYPE, 10_000]]),
  quotas: new Map([['*', new Map([[TYPE, 100_000]])]]),
});

test('what is offered is there, in order, at its price, and what is booked is not offered', () => {
  let [offered, twoBlocks, bought] = [0, 0, 0];
  fc.assert(
    fc.property(story, ({ isSeeded, changes, questions }) => {
      const stage = new MarketStage(isSeeded, changes);
      for (const { zone, from, hours, count } of changes) {
        const until = from + hours * 3_600_000;
        changeMarket(stage.draft, { of: 'supply', zone, instanceType: TYPE, count, from, until }, stage.now);
      }
      for (const { startAfter, window, pause, isBought, ...rest } of questions) {
        stage.advance(pause * 3_600_000 + pause * 1_777);
        const from = startAfter === undefined ? undefined : stage.now + startAfter * 60_000;
        const input = {
          InstanceType: TYPE,
          ...rest,
          StartTimeAfter: from,
          EndTimeBefore: window === undefined ? undefined : (from ?? stage.now) + window * 60_000,
        } as SearchTrainingPlanOfferingsRequest;
        const offerings = ask(stage, input);
        check(stage, input, offerings);
        offered += offerings.length;
        twoBlocks += offerings.filter(({ ReservedCapacityOfferings: b }) => b!.length === 2).length;
        if (!isBought || offerings.length === 0) continue;
        stage.buy(`plan-${bought}`, offerings[bought % offerings.length]!.TrainingPlanOfferingId);
        bought += 1;
        checkBookings(stage);
      }
    }),
    { numRuns: 400 },
  );
  // The stories must be such that the search had something to find.
  assert.ok(offered > 1_000 && twoBlocks > 10 && bought > 200, `${offered} ${twoBlocks} ${bought}`);
});

type Change = { zone: string; from: number; hours: number; count: number };

class MarketStage extends PlanStage {
  readonly #isSeeded: boolean;
  readonly #changes: readonly Change[];

  constructor(isSeeded: boolean, changes: readonly Change[]) {
    super(market(isSeeded));
    this.#isSeeded = isSeeded;
    this.#changes = changes;
  }

  /** The last change that covers the instant, or what the seed says. */
  supplyAt(zone: string, at: number): number {
    const covers = (change: Change): boolean =>
      change.zone === zone && change.from <= at && at < change.from + change.hours * 3_600_000;
    const changed = this.#changes.findLast(covers)?.count;
    if (changed !== undefined) return changed;
    if (!this.#isSeeded) return 0;
    return supplyOnDay(supplyCurve(this.context.random, testWorld.region, zones, zone, TYPE), dayOf(at));
  }

  get instants(): readonly number[] {
    return this.#changes.flatMap(({ from, hours }) => [from, from + hours * 3_600_000]);
  }
}

/** Where the seed says nothing and all changes are over, the region sells nothing. */
function ask(stage: MarketStage, input: SearchTrainingPlanOfferingsRequest): readonly TrainingPlanOffering[] {
  try {
    return stage.call(searchTrainingPlanOfferings, input).TrainingPlanOfferings;
  } catch (error) {
    assert.ok(error instanceof Refusal && error.message.includes('is not sold in'), String(error));
    return [];
  }
}

function check(
  stage: MarketStage,
  { InstanceCount, DurationHours, TargetResources, ...times }: SearchTrainingPlanOfferingsRequest,
  offerings: readonly TrainingPlanOffering[],
): void {
  assert.ok(offerings.length <= 3);
  const ranks = offerings.map(({ ReservedCapacityOfferings: blocks }) => [
    blocks!.length,
    blocks![0]!.StartTime!,
  ]);
  assert.deepEqual(
    ranks,
    ranks.toSorted(([a, b], [c, d]) => a! - c! || b! - d!),
  );
  assert.equal(
    new Set(offerings.map((offering) => JSON.stringify(offering.ReservedCapacityOfferings))).size,
    offerings.length,
  );
  for (const offering of offerings) {
    const blocks = offering.ReservedCapacityOfferings!.map(({ AvailabilityZone, StartTime, EndTime }) => ({
      zone: AvailabilityZone!,
      startAt: StartTime!,
      endAt: EndTime!,
    }));
    assert.ok(blocks.length === 1 || blocks.length === 2);
    for (const { zone, startAt, endAt } of blocks) {
      assert.equal(new Date(endAt).toISOString().slice(11), '11:30:00.000Z');
      assert.ok(startAt % 60_000 === 0 && startAt < endAt);
      assert.ok(startAt >= Math.max(stage.now + 30 * 60_000, times.StartTimeAfter ?? 0));
      assert.ok(startAt <= stage.now + 56 * DAY);
      assert.ok(endAt <= (times.EndTimeBefore ?? Number.POSITIVE_INFINITY));
      assert.ok(leastFreeNaively(stage, zone, startAt, endAt) >= InstanceCount!, 'there is not enough');
    }
    if (blocks.length === 2) {
      assert.ok(blocks[0]!.endAt <= blocks[1]!.startAt);
      const isSame = blocks[0]!.zone === blocks[1]!.zone;
      assert.ok(isSame || TargetResources!.every((target) => target === 'training-job'));
      assert.ok(!isSame || blocks[0]!.endAt < blocks[1]!.startAt, 'two blocks that are one');
    }
    const lastsMs = blocks.reduce((sum, { startAt, endAt }) => sum + endAt - startAt, 0);
    assert.ok(lastsMs >= DurationHours! * 3_600_000 && lastsMs < (Math.ceil(DurationHours! / 24) + 1) * DAY);
    const unusedHours = { 'training-job': 0.5, 'hyperpod-cluster': 1, endpoint: 0 }[
      TargetResources![0] as 'endpoint'
    ];
    const fee = InstanceCount! * (lastsMs / 3_600_000 - unusedHours * blocks.length);
    assert.ok(Math.abs(Number(offering.UpfrontFee) - fee) < 0.0051, `${offering.UpfrontFee} for ${fee}`);
    const kept = stage.draft.get('offering', offering.TrainingPlanOfferingId)!;
    assert.deepEqual(kept.blocks, blocks);
    assert.equal(canSell(stage.draft.state, kept, stage.context), true);
  }
}

/** Nothing is ever sold that is not there. */
function checkBookings(stage: MarketStage): void {
  for (const { zone, startAt, endAt } of bookings(stage))
    if (endAt > stage.now) assert.ok(leastFreeNaively(stage, zone, startAt, endAt) >= 0, 'sold twice');
}

const bookings = (stage: MarketStage): readonly Booking[] => allBookings(stage.draft.state, testWorld, TYPE);

/** The least that is free at any instant: it can only change where a day, a step or a booking begins. */
function leastFreeNaively(stage: MarketStage, zone: string, from: number, until: number): number {
  const here = bookings(stage).filter((booking) => booking.zone === zone);
  const instants = [
    from,
    ...Array.from({ length: Math.ceil((until - from) / DAY) + 1 }, (_, i) => turnAfter(from) + i * DAY),
    ...stage.instants,
    ...here.flatMap(({ startAt, endAt }) => [startAt, endAt]),
  ].filter((at) => at >= from && at < until);
  return Math.min(...instants.map((at) => stage.supplyAt(zone, at) - bookedAt(here, at)));
}

const turnAfter = (at: number): number => Math.ceil((at - 11.5 * 3_600_000) / DAY) * DAY + 11.5 * 3_600_000;
