import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../cluster/testing.ts';
import { checkUse, type PlanUse, planForUse } from './plan-for-use.ts';
import { PlanStage } from './testing.ts';
import { planArn } from './training-plan.ts';

const use: PlanUse = {
  user: "instance group 'a'",
  member: 'InstanceGroups[0].TrainingPlanArn',
  target: 'hyperpod-cluster',
  instanceType: 'ml.p5.48xlarge',
  count: 2,
  statuses: ['Scheduled', 'Active'],
  zones: ['us-west-2a'],
};

test('a plan that cannot be used so is refused with what it is and the way out', async (t) => {
  const table: Record<string, [Partial<PlanUse>, RegExp]> = {
    'for another target': [
      { target: 'endpoint' },
      /is for hyperpod-cluster, and instance group 'a' needs one for endpoint/,
    ],
    'of another type': [
      { instanceType: 'ml.p4d.24xlarge' },
      /has instances of ml\.p5\.48xlarge, and .* ml\.p4d/,
    ],
    'not yet active': [
      { statuses: ['Active'] },
      /is Scheduled, and must be Active .* DescribeTrainingPlan shows when/,
    ],
    'more instances than it has': [
      { count: 5 },
      /asks for 5 instances, and training plan 'plan' has 4\. Ask for at most 4/,
    ],
    'in another zone': [
      { zones: ['us-west-2b', 'us-west-2b'] },
      /is in us-west-2a, and .* are in us-west-2b\. Give .* a subnet in us-west-2a/,
    ],
  };
  const stage = new PlanStage();
  stage.buy('plan', stage.offer([[2, 26]], { instanceCount: 4 }));
  stage.advanceHours(1);
  const arn = planArn(stage.plan('plan'));
  const ask = (change: Partial<PlanUse>) =>
    planForUse(stage.draft.state, arn, { ...use, ...change }, testWorld);
  assert.equal(ask({}), stage.plan('plan'));
  for (const [sentence, [change, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.throws(() => ask(change), { code: 'ValidationException', message }));
  }
  assert.throws(() => planForUse(stage.draft.state, `${arn}x`, use, testWorld), {
    message: new RegExp(`planx' does not exist .* Plans that would do: ${arn}\\.`),
  });
});

test('a plan without time left for its target is refused, shown so, and named to nobody as one that would do', () => {
  const stage = new PlanStage();
  for (const name of ['plan', 'extended']) stage.buy(name, stage.offer([[2, 26]], { instanceCount: 4 }));
  stage.advanceHours(25);
  stage.extend(stage.offerExtension('extended', 24));
  const [arn, extended] = [planArn(stage.plan('plan')), planArn(stage.plan('extended'))];
  const ask = (name: string) => planForUse(stage.draft.state, name, use, testWorld);
  assert.equal(ask(extended), stage.plan('extended'), 'an extension that is being paid for may give it time');
  assert.throws(() => ask(arn), {
    message: new RegExp(`60 minutes before the end .* Plans that would do: ${extended}\\.`),
  });
  const missed = checkUse(stage.plan('plan'), use).filter(({ problem }) => problem !== undefined);
  assert.deepEqual(
    missed.map(({ rule }) => rule),
    ['time'],
  );
  assert.throws(() => ask(`${arn}x`), { message: new RegExp(`Plans that would do: ${extended}\\.`) });
});
