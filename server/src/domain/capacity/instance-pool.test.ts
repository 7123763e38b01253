import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  failInstance,
  giveBackInstances,
  type Hold,
  recoverInstance,
  takeInstances,
  takeSpare,
} from './consumers.ts';
import { countsOf, take } from './instance-pool.ts';
import { PlanStage } from './testing.ts';
import { planCounts, planKey, type TrainingPlan } from './training-plan.ts';

/** A plan of racks whose block runs. */
function racks(count: number, spares?: number): { stage: PlanStage; plan: TrainingPlan } {
  const stage = new PlanStage();
  const offering = stage.offer([[1, 25]], {
    instanceType: 'ml.p6e-gb200.36xlarge',
    instanceCount: 18 * count,
    ultraServer: { type: 'ml.u-p6e-gb200x72', count },
  });
  stage.buy('a', offering, { SpareInstanceCountPerUltraServer: spares });
  stage.advanceHours(2);
  return { stage, plan: stage.plan('a') };
}

test('spares are kept back: 1 of each UltraServer unless asked otherwise', () => {
  assert.deepEqual(planCounts(racks(2).plan), {
    total: 36,
    available: 34,
    inUse: 0,
    unhealthy: 0,
    spare: 2,
  });
  assert.equal(planCounts(racks(1, 0).plan).available, 18);
});

test('instances come from one UltraServer where one has them all, from several otherwise', () => {
  const { plan } = racks(3);
  const first = takeInstances(plan, 10)!;
  assert.deepEqual(first.hold.counts, [10, 0, 0]);
  const second = takeInstances(first.plan, 5)!;
  assert.deepEqual(second.hold.counts, [5, 0, 0], 'the one with the least to spare');
  const third = takeInstances(second.plan, 30)!;
  assert.deepEqual(third.hold.counts, [2, 17, 11]);
  assert.equal(takeInstances(third.plan, 7), undefined);
  const [, , last] = plan.capacities[0]!.pools;
  assert.deepEqual(takeInstances(plan, 3, last!.ultraServerId)!.hold.counts, [0, 0, 3]);
  assert.equal(takeInstances(plan, 18, last!.ultraServerId), undefined);
});

test('a failed instance is replaced by a spare while there is one, and comes back as a spare', () => {
  const place = { block: 0, pool: 0 };
  const taken = takeInstances(racks(1).plan, 17)!.plan;
  const replaced = takeSpare(failInstance(taken, place), place)!;
  assert.deepEqual(planCounts(replaced), { total: 18, available: 0, inUse: 17, unhealthy: 1, spare: 0 });
  const short = failInstance(replaced, place);
  assert.equal(takeSpare(short, place), undefined);
  const well = recoverInstance(recoverInstance(short, place), place);
  assert.deepEqual(planCounts(well), { total: 18, available: 1, inUse: 16, unhealthy: 0, spare: 1 });
});

test('at the end of a block everything is let go, and a hold on it is worth nothing', () => {
  const { stage, plan } = racks(1);
  const { plan: taken, hold } = takeInstances(plan, 9)!;
  stage.draft.put('trainingPlan', planKey(plan, 'a'), taken);
  stage.advanceHours(24);
  const over = stage.plan('a');
  assert.deepEqual([over.status, planCounts(over).inUse], ['Expired', 0]);
  assert.equal(giveBackInstances(over, hold, 0), over);
  assert.equal(takeInstances(over, 1), undefined);
});

test('nothing can be taken while a plan is Pending', () => {
  const stage = new PlanStage();
  assert.equal(takeInstances(stage.buy('a', stage.offer([[2, 26]])), 1), undefined);
});

test('more than there is cannot be taken: that is a defect', () => {
  const [pool] = racks(1).plan.capacities[0]!.pools;
  assert.throws(() => take(pool!, 18), /does not add up/);
});

test('counts add up after any sequence of takers, failures and returns', () => {
  const step = fc.record({
    what: fc.constantFrom('take', 'give back', 'fail', 'spare', 'recover'),
    number: fc.nat(40),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 17 }),
      fc.array(step, { maxLength: 60 }),
      (count, spares, steps) => {
        let { plan } = racks(count, spares);
        const holds: Hold[] = [];
        for (const { what, number } of steps) {
          plan = act(plan, holds, what, number);
          for (const { pools } of plan.capacities) {
            const counts = countsOf(pools);
            const { total, available, inUse, unhealthy, spare } = counts;
            assert.equal(total, 18 * count);
            assert.equal(available + inUse + unhealthy + spare, total);
            assert.ok(Math.min(...Object.values(counts)) >= 0, JSON.stringify(counts));
            for (const pool of pools) assert.ok(pool.spare <= pool.configuredSpare);
          }
          const held = holds.flatMap(({ counts }) => counts).reduce((sum, n) => sum + n, 0);
          assert.equal(planCounts(plan).inUse, held);
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** One step; a holder loses what fails and gets what a spare brings. */
function act(plan: TrainingPlan, holds: Hold[], what: string, number: number): TrainingPlan {
  const pool = number % plan.capacities[0]!.pools.length;
  const place = { block: 0, pool };
  const holder = holds.findIndex(({ counts }) => counts[pool]! > 0);
  const shift = (by: number): void => {
    const hold = holds[holder]!;
    holds[holder] = { ...hold, counts: hold.counts.with(pool, hold.counts[pool]! + by) };
  };
  switch (what) {
    case 'take': {
      const taken = takeInstances(plan, number);
      if (taken === undefined) {
        assert.ok(planCounts(plan).available < number, 'refused although there were enough');
        return plan;
      }
      holds.push(taken.hold);
      return taken.plan;
    }
    case 'give back': {
      const [hold] = holds.splice(number % Math.max(1, holds.length), 1);
      return hold === undefined ? plan : giveBackInstances(plan, hold, 0);
    }
    case 'fail':
      if (holder < 0) return plan;
      shift(-1);
      return failInstance(plan, place);
    case 'spare': {
      const replaced = holder < 0 ? undefined : takeSpare(plan, place);
      if (replaced === undefined) return plan;
      shift(1);
      return replaced;
    }
    default:
      return plan.capacities[0]!.pools[pool]!.unhealthy === 0 ? plan : recoverInstance(plan, place);
  }
}
