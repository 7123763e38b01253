import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testStart, testWorld } from '../cluster/testing.ts';
import { TRAINING_PLANS_ENDED_MAX, TRAINING_PLANS_STANDING_MAX } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import { listTags } from '../tag/list-tags.ts';
import { marketOf, PlanStage } from './testing.ts';
import { capacityArn, planArn, planKey, type TrainingPlan } from './training-plan.ts';

const elsewhere = { account: '444455556666', region: 'us-west-2' };

test('what cannot be bought', async (t) => {
  type Case = [
    act: (stage: PlanStage) => [name: string, offering: string, change?: object],
    code: RefusalCode,
    message: RegExp,
  ];
  const table: Record<string, Case> = {
    'an offering that nobody made': [() => ['a', 'tpo-0'], 'ResourceNotFound', /'tpo-0' does not exist\./],
    'an offering to another account': [
      (stage) => ['a', stage.offer([[2, 26]], elsewhere)],
      'ResourceNotFound',
      /made to another account or in another region/,
    ],
    'an offering that has expired': [
      (stage) => {
        const offering = stage.offer([[2, 26]]);
        stage.advance(1_800_000);
        return ['a', offering];
      },
      'ResourceNotFound',
      /expired at 2026-08-03T12:30:00Z, 0 min ago/,
    ],
    'an offering that was bought': [
      (stage) => {
        const offering = stage.offer([[2, 26]]);
        stage.buy('a', offering);
        return ['b', offering];
      },
      'ResourceNotFound',
      /bought already: it belongs to training plan 'a'/,
    ],
    'an offering that another account bought': [
      (stage) => {
        const offering = stage.offer([[2, 26]]);
        const plan = stage.buy('a', offering);
        stage.draft.delete('trainingPlan', planKey(testWorld, 'a'));
        stage.draft.put('trainingPlan', planKey(elsewhere, 'a'), { ...plan, ...elsewhere });
        return ['b', offering];
      },
      'ResourceNotFound',
      /by another account/,
    ],
    'an extension': [
      (stage) => {
        stage.buy('a', stage.offer([[2, 26]]));
        return ['b', stage.offerExtension('a', 24)];
      },
      'ResourceNotFound',
      /training-plan\/a and makes no plan of its own\. Buy it with ExtendTrainingPlan/,
    ],
    'capacity that is gone': [
      (stage) => {
        const [first, second] = [1, 2].map(() => stage.offer([[2, 26]], { instanceCount: 16 }));
        stage.buy('a', first!);
        return ['b', second!];
      },
      'ResourceLimitExceeded',
      /it has 16 ml\.p5\.48xlarge in us-west-2a, and 8 are left/,
    ],
    'a name in use': [
      (stage) => {
        stage.buy('a', stage.offer([[2, 26]]));
        stage.buy('a-2', stage.offer([[2, 26]]));
        return ['a', stage.offer([[2, 26]])];
      },
      'ResourceInUse',
      /'a' is in use: a plan of that name is Pending.*such as 'a-3'/,
    ],
    'a name of 64 characters in use': [
      (stage) => {
        const name = `${'a'.repeat(61)}-aa`;
        stage.buy(name, stage.offer([[2, 26]]));
        return [name, stage.offer([[2, 26]])];
      },
      'ResourceInUse',
      /such as 'a{61}-2'/,
    ],
    'spares without UltraServers': [
      (stage) => ['a', stage.offer([[2, 26]]), { SpareInstanceCountPerUltraServer: 1 }],
      'ValidationException',
      /is 1, but the offering has instances of ml\.p5\.48xlarge without UltraServers/,
    ],
    'nothing but spares': [
      (stage) => {
        const ultraServer = { type: 'ml.u-p6e-gb200x36', count: 2 };
        return [
          'a',
          stage.offer([[2, 26]], { ultraServer, instanceCount: 18 }),
          { SpareInstanceCountPerUltraServer: 9 },
        ];
      },
      'ValidationException',
      /is 9, and an ml\.u-p6e-gb200x36 has 9 instances.*Give at most 8/,
    ],
    'a tag twice': [
      (stage) => ['a', stage.offer([[2, 26]]), { Tags: [1, 2].map((n) => ({ Key: 'k', Value: `${n}` })) }],
      'ValidationException',
      /'k' more than once/,
    ],
  };
  for (const [sentence, [act, code, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new PlanStage(marketOf(24));
      const [name, offering, change] = act(stage);
      assert.throws(() => stage.buy(name, offering, change), { code, message });
    });
  }
});

test('tags are those of the plan and of each reserved capacity', () => {
  const stage = new PlanStage();
  const offering = stage.offer([
    [2, 26],
    [50, 74],
  ]);
  const Tags = [{ Key: 'team', Value: 'a' }];
  const plan = stage.buy('a', offering, { Tags });
  for (const ResourceArn of [planArn(plan), capacityArn(plan, 0), capacityArn(plan, 1)])
    assert.deepEqual(listTags(stage.draft.state, { ResourceArn }, stage.context).Tags, Tags);
  assert.throws(() => listTags(stage.draft.state, { ResourceArn: capacityArn(plan, 2) }, stage.context), {
    code: 'ResourceNotFound',
  });
});

test('an UltraServer has its own id, in each block another', () => {
  const stage = new PlanStage();
  const ultraServer = { type: 'ml.u-p6e-gb200x72', count: 3 };
  const instanceType = 'ml.p6e-gb200.36xlarge';
  const offering = stage.offer(
    [
      [2, 26],
      [50, 74],
    ],
    { ultraServer, instanceType, instanceCount: 54 },
  );
  const pools = stage.buy('a', offering).capacities.flatMap((capacity) => capacity.pools);
  assert.equal(new Set(pools.map(({ ultraServerId }) => ultraServerId)).size, 6);
  assert.ok(pools.every(({ total, spare }) => total === 18 && spare === 1));
});

/** As many plans as that, all alike but for their names. */
function fill(stage: PlanStage, plan: TrainingPlan, count: number, change: Partial<TrainingPlan>): void {
  for (let i = 0; i < count; i += 1) {
    const name = `p${i}`;
    stage.draft.put('trainingPlan', planKey(testWorld, name), {
      ...plan,
      name,
      sequence: i,
      offeringId: `tpo-p${i}`,
      ...change,
    });
  }
}

test('the limit on plans that stand, at its edge', () => {
  const stage = new PlanStage();
  const plan = stage.buy('first', stage.offer([[2, 26]]));
  fill(stage, plan, TRAINING_PLANS_STANDING_MAX - 2, {});
  stage.buy('last', stage.offer([[2, 26]], { instanceType: 'ml.p4d.24xlarge' }));
  const offering = stage.offer([[2, 26]]);
  assert.throws(() => stage.buy('too-many', offering), {
    code: 'ResourceLimitExceeded',
    message: /There are 10000 training plans .* and 10000 is the most/,
  });
});

test('the limit on plans that are over, at its edge: the first to have ended go, with their tags', () => {
  const stage = new PlanStage();
  const plan = stage.buy('first', stage.offer([[2, 26]]), { Tags: [{ Key: 'k', Value: 'v' }] });
  const [block] = plan.capacities;
  stage.draft.put('trainingPlan', planKey(testWorld, 'first'), {
    ...plan,
    status: 'Expired',
    capacities: [{ ...block!, status: 'Expired', startAt: testStart - 2, endAt: testStart - 1 }],
  });
  const over = { status: 'Failed', createdAt: testStart, paymentDueAt: undefined } as const;
  fill(stage, plan, TRAINING_PLANS_ENDED_MAX - 1, over);
  const plans = () => stage.draft.state.named('trainingPlan', testWorld);
  stage.buy('b', stage.offer([[2, 26]]));
  assert.ok(plans().has('first'));
  fill(stage, plan, TRAINING_PLANS_ENDED_MAX, over);
  stage.buy('c', stage.offer([[2, 26]]));
  assert.ok(!plans().has('first'));
  assert.equal(plans().size, TRAINING_PLANS_ENDED_MAX + 2);
  assert.equal(stage.draft.state.all('tags').size, 0);
});
