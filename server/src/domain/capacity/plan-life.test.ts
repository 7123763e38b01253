import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleet, type Input, ms } from '../../../test/fleet.ts';
import { TrainingPlanStatus } from '../../shapes/training-plan.ts';
import { createTrainingPlan } from './create-training-plan.ts';
import { openBlock } from './letting-go.ts';
import { moved } from './plan-status.ts';
import { PlanStage } from './testing.ts';
import { capacityArn, planArn } from './training-plan.ts';

test('the table of statuses: what is not in it is a defect', () => {
  const steps = TrainingPlanStatus.values.flatMap((from) =>
    TrainingPlanStatus.values
      .filter((to) => {
        if (from === to) return false;
        try {
          return moved(from, to) === to;
        } catch {
          return false;
        }
      })
      .map((to) => `${from} ${to}`),
  );
  assert.deepEqual(steps, [
    'Pending Scheduled',
    'Pending Failed',
    'Active Scheduled',
    'Active Expired',
    'Scheduled Active',
  ]);
});

test('the life of a plan, hour by hour', async (t) => {
  type Hours = readonly (readonly [number, number])[];
  const table: Record<string, [blocks: Hours, life: Record<number, string>]> = {
    'one block': [
      [[2, 26]],
      {
        0: 'Pending | Pending',
        1: 'Scheduled | Scheduled',
        2: 'Active | Active',
        25: 'Active | Active',
        26: 'Expired | Expired',
      },
    ],
    'two blocks': [
      [
        [2, 26],
        [50, 74],
      ],
      {
        1: 'Scheduled | Scheduled Scheduled',
        2: 'Active | Active Scheduled',
        26: 'Scheduled | Expired Scheduled',
        50: 'Active | Expired Active',
        74: 'Expired | Expired Expired',
      },
    ],
    'two blocks that meet': [
      [
        [2, 26],
        [26, 50],
      ],
      { 25: 'Active | Active Scheduled', 26: 'Active | Expired Active', 50: 'Expired | Expired Expired' },
    ],
  };
  for (const [sentence, [blocks, life]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new PlanStage();
      stage.buy('a', stage.offer(blocks));
      let hours = 0;
      for (const [at, statuses] of Object.entries(life)) {
        stage.advanceHours(Number(at) - hours);
        hours = Number(at);
        assert.equal(stage.life('a'), statuses, `at hour ${at}`);
      }
      assert.equal(stage.draft.state.due.peek(), undefined);
    });
  }
});

test('a payment is over 5 minutes before the start, however late it begins', () => {
  const stage = new PlanStage();
  const inSixMinutes = 0.1;
  const plan = stage.buy('a', stage.offer([[inSixMinutes, 24]]));
  assert.equal(plan.paymentDueAt, stage.now + 60_000);
});

test('what fails at payment', async (t) => {
  const bought = (reason?: 'payment' | 'capacity') => {
    const stage = new PlanStage();
    stage.fault({ type: 'training-plan', operation: 'create', ...(reason && { reason }) }, 1);
    stage.buy('a', stage.offer([[2, 26]]));
    stage.advanceHours(1);
    return stage;
  };
  await t.test('the payment: the plan is Failed and moves no more', () => {
    const stage = bought();
    assert.equal(stage.life('a'), 'Failed | Failed');
    assert.match(stage.plan('a').statusMessage!, /payment was declined/);
    stage.advanceHours(50);
    assert.equal(stage.life('a'), 'Failed | Failed');
  });
  await t.test('the capacity', () => {
    assert.match(bought('capacity').plan('a').statusMessage!, /capacity could not be reserved/);
  });
  await t.test('not a plan of another name, nor of another account', () => {
    const stage = new PlanStage();
    stage.fault({ type: 'training-plan', plan: 'b' });
    stage.draft.put('fault', 'elsewhere', {
      ...stage.draft.get('fault', 'fault-0')!,
      id: 'elsewhere',
      world: '444455556666/us-west-2',
      spec: { type: 'training-plan' },
    });
    stage.buy('a', stage.offer([[2, 26]]));
    stage.advanceHours(1);
    assert.equal(stage.life('a'), 'Scheduled | Scheduled');
  });
});

test('an extension', async (t) => {
  const extended = (): PlanStage => {
    const stage = new PlanStage();
    stage.buy('a', stage.offer([[2, 26]]));
    stage.advanceHours(3);
    stage.extend(stage.offerExtension('a', 24));
    return stage;
  };
  await t.test('prolongs the block once it is paid for, and runs its own course', () => {
    const stage = extended();
    const end = stage.plan('a').capacities[0]!.endAt;
    assert.equal(stage.life('a'), 'Active | Active | Pending');
    stage.advanceHours(1);
    assert.equal(stage.life('a'), 'Active | Active | Scheduled');
    assert.equal(stage.plan('a').capacities[0]!.endAt, end + 24 * 3_600_000);
    assert.equal(stage.plan('a').extensions[0]!.payment, 'Completed');
    stage.advanceHours(22);
    assert.equal(stage.life('a'), 'Active | Active | Active');
    stage.advanceHours(24);
    assert.equal(stage.life('a'), 'Expired | Expired | Expired');
  });
  await t.test('that is not paid for leaves the plan as it was', () => {
    const stage = extended();
    stage.fault({ type: 'training-plan', operation: 'extend' }, 1);
    const { capacities } = stage.plan('a');
    stage.advanceHours(1);
    assert.equal(stage.life('a'), 'Active | Active | Failed');
    assert.deepEqual(stage.plan('a').capacities, capacities);
    stage.extend(stage.offerExtension('a', 48));
    stage.advanceHours(1);
    assert.equal(stage.life('a'), 'Active | Active | Failed Scheduled');
  });
  await t.test('bought exactly an hour before the end: nothing ends, also where others fall due then', () => {
    for (const target of ['hyperpod-cluster', 'training-job', 'endpoint'] as const) {
      const stage = new PlanStage();
      stage.buy('a', stage.offer([[2, 26]], { targets: [target] }));
      stage.advanceHours(25);
      stage.extend(stage.offerExtension('a', 24));
      // Clusters must go at this very instant, and do until it is paid for.
      assert.equal(openBlock(stage.plan('a'), target), target === 'hyperpod-cluster' ? undefined : 0, target);
      stage.advance(120_000);
      assert.equal(stage.life('a'), 'Active | Active | Scheduled');
      assert.equal(openBlock(stage.plan('a'), target), 0, target);
      stage.advanceHours(1);
      assert.equal(stage.life('a'), 'Active | Active | Active');
      assert.equal(openBlock(stage.plan('a'), target), 0, target);
      stage.advanceHours(24);
      assert.equal(stage.life('a'), 'Expired | Expired | Expired');
      assert.equal(stage.draft.state.due.peek(), undefined);
    }
  });
  await t.test('is too late a millisecond after that', () => {
    const stage = new PlanStage();
    stage.buy('a', stage.offer([[2, 26]]));
    stage.advanceHours(25);
    const offering = stage.offerExtension('a', 24);
    stage.advance(1);
    assert.throws(() => stage.extend(offering), {
      code: 'ValidationException',
      message: /at least 1 h before/,
    });
    assert.equal(stage.life('a'), 'Active | Active');
  });
  await t.test('of a plan with two blocks prolongs the last', () => {
    const stage = new PlanStage();
    stage.buy(
      'a',
      stage.offer([
        [2, 26],
        [50, 74],
      ]),
    );
    stage.advanceHours(30);
    stage.extend(stage.offerExtension('a', 24));
    stage.advanceHours(50);
    assert.equal(stage.life('a'), 'Active | Expired Active | Active');
  });
});

const search: Input<'SearchTrainingPlanOfferings'> = {
  InstanceType: 'ml.p5.48xlarge',
  InstanceCount: 1,
  DurationHours: 48,
  TargetResources: ['hyperpod-cluster'],
};

test('where there is a webhook, each transition is kept for it until it is taken', () => {
  const stage = new PlanStage();
  const context = { ...stage.context, webhook: true };
  const TrainingPlanOfferingId = stage.offer([[2, 26]]);
  createTrainingPlan(stage.draft, { TrainingPlanName: 'a', TrainingPlanOfferingId }, context);
  const kept = [...stage.draft.state.all('delivery').values()];
  const arn = planArn(stage.plan('a'));
  assert.deepEqual(
    kept.map(({ subject, event }) => [subject, event['detail-type'], event.resources[0]]),
    [
      [arn, 'SageMaker Training Plan State Change', arn],
      [arn, 'SageMaker Reserved Capacity State Change', capacityArn(stage.plan('a'), 0)],
    ],
  );
});

test('a reset forgets plans, offerings and tags, and the same come again', async () => {
  const f = fleet();
  const buy = async (): Promise<string> => {
    const { TrainingPlanOfferings: found } = await f.call('SearchTrainingPlanOfferings', search);
    const { TrainingPlanOfferingId } = found[0]!;
    const Tags = [{ Key: 'team', Value: 'a' }];
    await f.call('CreateTrainingPlan', { TrainingPlanName: 'a', TrainingPlanOfferingId, Tags });
    return TrainingPlanOfferingId;
  };
  const first = await buy();
  await f.settle();
  await f.engine.execute({ type: 'reset' });
  assert.deepEqual([...f.store.load()], []);
  assert.equal(f.engine.state.due.peek(), undefined);
  assert.equal(f.engine.state.plans.soldTo(first), undefined);
  assert.equal(await buy(), first);
});

test('a server that restarts at any moment, or was down for days, goes on as if it had not been', async () => {
  const statuses = async (steps: readonly string[], restarts: boolean): Promise<string[]> => {
    const f = fleet();
    const { TrainingPlanOfferings: found } = await f.call('SearchTrainingPlanOfferings', search);
    if (restarts) f.restart();
    const { TrainingPlanOfferingId } = found[0]!;
    await f.call('CreateTrainingPlan', { TrainingPlanName: 'a', TrainingPlanOfferingId });
    for (const step of steps) {
      if (restarts) f.restart();
      await f.advance(ms(step));
    }
    return f.sent.map((event) => JSON.stringify(event));
  };
  const steps = ['1m', '1m', '40m', '12h', '30h', '30h'];
  const told = await statuses(steps, false);
  assert.equal(told.length, 8, 'plan and block: Pending, Scheduled, Active, Expired');
  assert.deepEqual(await statuses(steps, true), told);
  assert.deepEqual(await statuses(['73h 42m'], true), told, 'what came late still came at its own time');
});

test('before a block ends the time of its target is up, and an extension gives it more', async (t) => {
  const table = {
    'hyperpod-cluster': { open: 24.99, shut: 25 },
    'training-job': { open: 25.49, shut: 25.5 },
    endpoint: { open: 25.99, shut: 26 },
  } as const;
  for (const [target, { open, shut }] of Object.entries(table) as [
    keyof typeof table,
    { open: number; shut: number },
  ][]) {
    await t.test(target, () => {
      const stage = new PlanStage();
      stage.buy('a', stage.offer([[2, 26]], { targets: [target] }));
      assert.equal(openBlock(stage.plan('a'), target), undefined);
      stage.advanceHours(open);
      assert.equal(openBlock(stage.plan('a'), target), 0);
      assert.equal(openBlock(stage.plan('a'), 'studio-apps'), 0);
      stage.advanceHours(shut - open);
      assert.equal(openBlock(stage.plan('a'), target), undefined);
      stage.advanceHours(30);
      assert.equal(openBlock(stage.plan('a'), target), undefined);
    });
  }
  const stage = new PlanStage();
  stage.buy('a', stage.offer([[2, 26]]));
  stage.advanceHours(24.98);
  stage.extend(stage.offerExtension('a', 24));
  stage.advanceHours(0.03);
  assert.equal(openBlock(stage.plan('a'), 'hyperpod-cluster'), undefined);
  stage.advanceHours(0.1);
  assert.equal(openBlock(stage.plan('a'), 'hyperpod-cluster'), 0);
});
