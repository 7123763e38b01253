import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../cluster/testing.ts';
import { type PlanUse, planForUse } from './plan-for-use.ts';
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
