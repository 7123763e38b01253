import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bookingsAreCounted,
  planAddsUp,
  planAgreesWithClock,
} from '../../../test/simulation/checkers/plans.ts';
import { testWorld } from '../cluster/testing.ts';
import { seededRandom } from '../random.ts';
import { Refusal } from '../refusal.ts';
import { State } from '../state.ts';
import type { Booking } from './booking.ts';
import { createTrainingPlan } from './create-training-plan.ts';
import type { Target } from './offering.ts';
import { searchTrainingPlanOfferings } from './search-training-plan-offerings.ts';
import { allBookings, marketOf, PlanStage } from './testing.ts';
import { planCounts, type TrainingPlan } from './training-plan.ts';

/** So few instances in each of two zones that buyers get into each other's way. */
const SUPPLY = 24;
const types = ['ml.p5.48xlarge', 'ml.p4d.24xlarge'] as const;

type Step =
  | { what: 'buy'; type: number; count: number; days: number; target: Target; late: boolean }
  | { what: 'buy two blocks'; count: number; hours: readonly [number, number, number, number] }
  | { what: 'extend'; plan: number; days: number }
  | { what: 'fail'; reason: 'payment' | 'capacity' }
  | { what: 'wait'; hours: number };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      what: fc.constant('buy'),
      type: fc.nat(1),
      count: fc.constantFrom(1, 2, 4, 8, 16),
      days: fc.constantFrom(1, 2, 3, 7, 14),
      target: fc.constantFrom('training-job', 'hyperpod-cluster', 'endpoint'),
      late: fc.boolean(),
    }),
    fc.record({
      what: fc.constant('buy two blocks'),
      count: fc.constantFrom(1, 4, 16),
      hours: fc.tuple(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 48 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 48 }),
      ),
    }),
    fc.record({ what: fc.constant('extend'), plan: fc.nat(9), days: fc.constantFrom(1, 2, 7) }),
    fc.record({ what: fc.constant('fail'), reason: fc.constantFrom('payment', 'capacity') }),
    fc.record({ what: fc.constant('wait'), hours: fc.constantFrom(0.01, 0.5, 3, 20, 60, 300) }),
  ),
  { minLength: 5, maxLength: 40 },
);

test('whatever is bought, prolonged and unpaid: nothing is sold twice, counts add up, statuses agree with the clock', () => {
  fc.assert(
    fc.property(steps, fc.nat(1_000), (sequence, seed) => {
      const life = new Life(seed);
      for (const step of sequence) {
        life.perform(step);
        life.check();
      }
    }),
    { numRuns: 300 },
  );
});

/** Buyers of one world, what they were offered, and what must always hold. */
class Life {
  readonly stage = new PlanStage(marketOf(SUPPLY));
  readonly #fees = new Map<string, string>();
  readonly #number;
  #bought = 0;

  constructor(seed: number) {
    const stream = seededRandom(seed)('choices');
    this.#number = (below: number) => stream.between(0, below - 1);
  }

  get plans(): TrainingPlan[] {
    return [...this.stage.draft.state.named('trainingPlan', testWorld).values()];
  }

  perform(step: Step): void {
    const { stage } = this;
    switch (step.what) {
      case 'wait':
        return stage.advanceHours(step.hours);
      case 'fail':
        return stage.fault({ type: 'training-plan', reason: step.reason }, 1);
      case 'buy':
        return this.#buy(step);
      case 'buy two blocks':
        return this.#buyTwo(step);
      case 'extend':
        return this.#extend(step);
    }
  }

  /** A purchase of one of those offered; a late one comes when another may have been quicker. */
  #buy({ type, count, days, target, late }: Extract<Step, { what: 'buy' }>): void {
    const search = () =>
      this.stage.call(searchTrainingPlanOfferings, {
        InstanceType: types[type],
        InstanceCount: count,
        DurationHours: days * 24,
        TargetResources: [target],
      }).TrainingPlanOfferings;
    const found = this.#unlessRefused(search) ?? [];
    const offering = found[this.#number(Math.max(1, found.length))];
    if (offering === undefined) return;
    const { TrainingPlanOfferingId: id } = offering;
    this.#fees.set(id, offering.UpfrontFee!);
    if (late)
      for (const other of this.#unlessRefused(search) ?? [])
        this.#create(other.TrainingPlanOfferingId, other.UpfrontFee!);
    this.#create(id, offering.UpfrontFee!);
  }

  /** The market offers two blocks only where one will not do: here they come as often as one. */
  #buyTwo({ count, hours: [wait, first, gap, second] }: Extract<Step, { what: 'buy two blocks' }>): void {
    const begin = wait + first + gap;
    const id = this.stage.offer(
      [
        [wait, wait + first],
        [begin, begin + second],
      ],
      { instanceCount: count },
    );
    this.#create(id, '1098.42');
  }

  #create(id: string, fee: string): void {
    this.#fees.set(id, fee);
    const name = `plan-${this.#bought}`;
    this.#unlessRefused(() => {
      this.stage.call(createTrainingPlan, { TrainingPlanName: name, TrainingPlanOfferingId: id });
      this.#bought += 1;
    });
  }

  #extend({ plan: number, days }: Extract<Step, { what: 'extend' }>): void {
    const { plans } = this;
    const plan = plans[number % Math.max(1, plans.length)];
    if (plan === undefined) return;
    const fee = `${number}.${days}0`;
    this.#unlessRefused(() => {
      const id = this.stage.offerExtension(plan.name, days * 24, {
        instanceType: plan.instanceType,
        instanceCount: planCounts(plan).total,
        upfrontFee: fee,
      });
      this.#fees.set(id, fee);
      this.stage.extend(id);
    });
  }

  /** What a rule refuses is no failure of this test, and is taken back as the engine does. */
  #unlessRefused<T>(act: () => T): T | undefined {
    const { draft } = this.stage;
    const mark = draft.mark();
    try {
      return act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      draft.revert(mark);
      return undefined;
    }
  }

  check(): void {
    const { state } = this.stage.draft;
    for (const type of types) notOversold(allBookings(state, testWorld, type));
    for (const plan of this.plans) {
      planAgreesWithClock(plan, this.stage.now);
      planAddsUp(plan);
      assert.equal(plan.upfrontFee, this.#fees.get(plan.offeringId));
      for (const { offeringId, upfrontFee } of plan.extensions)
        assert.equal(upfrontFee, this.#fees.get(offeringId));
    }
    const restarted = new State();
    for (const [key, plan] of state.all('trainingPlan')) restarted.put('trainingPlan', key, plan);
    for (const type of types)
      for (const present of [state, restarted]) bookingsAreCounted(present, testWorld, type);
    assert.equal(restarted.plans.standingCount(testWorld), state.plans.standingCount(testWorld));
  }
}

function notOversold(bookings: readonly Booking[]): void {
  for (const { startAt: instant, zone } of bookings) {
    const sold = bookings
      .filter((other) => other.zone === zone && other.startAt <= instant && instant < other.endAt)
      .reduce((sum, { instanceCount }) => sum + instanceCount, 0);
    assert.ok(
      sold <= SUPPLY,
      `${sold} of ${SUPPLY} are sold in ${zone} at ${new Date(instant).toISOString()}`,
    );
  }
}
