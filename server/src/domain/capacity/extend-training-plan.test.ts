import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../cluster/testing.ts';
import { EXTENSIONS_PER_PLAN_MAX } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import { describeTrainingPlan } from './describe-training-plan.ts';
import { describeTrainingPlanExtensionHistory } from './describe-training-plan-extension-history.ts';
import { extendTrainingPlan } from './extend-training-plan.ts';
import { marketOf, PlanStage } from './testing.ts';
import { planArn, planKey } from './training-plan.ts';

const day = 24;

test('what cannot be extended, or not now', async (t) => {
  type Case = [act: (stage: PlanStage) => string, code: RefusalCode, message: RegExp];
  const at = (hours: number) => (stage: PlanStage) => {
    stage.advanceHours(hours);
    return stage.offerExtension('a', day);
  };
  const table: Record<string, Case> = {
    'a plan that is not paid for': [at(0), 'ValidationException', /'a' is Pending.*Wait until its payment/],
    'a plan that is over': [at(27), 'ValidationException', /'a' is Expired.*Buy another plan/],
    'a plan that is over within the hour': [
      at(25.5),
      'ValidationException',
      /ends at 2026-08-04T14:00:00Z, in 30 min\. .* at least 1 h before/,
    ],
    'a plan that ends in more than 57 days': [
      (stage) => {
        stage.buy('b', stage.offer([[2, 58 * day]]));
        stage.advanceHours(1);
        return stage.offerExtension('b', day);
      },
      'ValidationException',
      /from 57 days before the end, that is from 2026-08-04T12:00:00Z/,
    ],
    'a plan whose extension is not paid for yet': [
      (stage) => {
        stage.advanceHours(1);
        stage.extend(stage.offerExtension('a', day));
        return stage.offerExtension('a', day);
      },
      'ValidationException',
      /waiting for its payment.* expected at 2026-08-03T13:02:00Z/,
    ],
    'a plan that ends later by now': [
      (stage) => {
        stage.advanceHours(1);
        const offering = stage.offerExtension('a', day);
        stage.extend(stage.offerExtension('a', day));
        stage.advance(180_000);
        return offering;
      },
      'ValidationException',
      /begins at 2026-08-04T14:00:00Z, but training plan 'a' now ends at 2026-08-05T14:00:00Z/,
    ],
    'with an offering that is none': [() => 'tpeo-0', 'ResourceNotFound', /'tpeo-0' does not exist/],
    'with a plan of its own': [
      (stage) => stage.offer([[2, 26]]),
      'ResourceNotFound',
      /is a plan of its own.*CreateTrainingPlan/,
    ],
    'with an extension that was bought': [
      (stage) => {
        stage.advanceHours(1);
        const offering = stage.offerExtension('a', day);
        stage.extend(offering);
        return offering;
      },
      'ResourceNotFound',
      /bought already: it belongs to training plan 'a'/,
    ],
    'with capacity that is gone': [
      (stage) => {
        stage.advanceHours(1);
        const offering = stage.offerExtension('a', day);
        stage.buy('b', stage.offer([[20, 30]], { instanceCount: 24 - 1 }));
        stage.buy('c', stage.offer([[25.5, 30]]));
        return offering;
      },
      'ResourceNotFound',
      /0 are left/,
    ],
  };
  for (const [sentence, [act, code, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new PlanStage(marketOf(24));
      stage.buy('a', stage.offer([[2, 26]]));
      const offering = act(stage);
      assert.throws(() => stage.extend(offering), { code, message });
    });
  }
});

test('an hour and 57 days before the end it can be extended still, and already', () => {
  const stage = new PlanStage();
  stage.buy('a', stage.offer([[2, 57 * day + 1]]));
  stage.advanceHours(1);
  stage.extend(stage.offerExtension('a', day));
  stage.buy('b', stage.offer([[2, 26]]));
  stage.advanceHours(25);
  stage.extend(stage.offerExtension('b', day));
});

test('the answer and the history have all extensions, and the plan lasts longer', () => {
  const stage = new PlanStage();
  const plan = stage.buy('a', stage.offer([[2, 26]]));
  stage.advanceHours(1);
  for (const days of [1, 2]) {
    const id = stage.offerExtension('a', days * day, { upfrontFee: `${days}.00` });
    const { TrainingPlanExtensions: all } = stage.call(extendTrainingPlan, {
      TrainingPlanExtensionOfferingId: id,
    });
    assert.equal(all.length, days);
    const { Status, PaymentStatus, DurationHours, UpfrontFee, AvailabilityZoneId } = all.at(-1)!;
    assert.deepEqual(
      [Status, PaymentStatus, DurationHours, UpfrontFee, AvailabilityZoneId],
      ['Pending', 'Pending', days * day, `${days}.00`, 'usw2-az1'],
    );
    stage.advanceHours(1);
  }
  const { state } = stage.draft;
  const page = { TrainingPlanArn: planArn(plan), MaxResults: 1 };
  const first = describeTrainingPlanExtensionHistory(state, page, stage.context);
  const second = describeTrainingPlanExtensionHistory(
    state,
    { ...page, NextToken: first.NextToken },
    stage.context,
  );
  const both = [...first.TrainingPlanExtensions, ...second.TrainingPlanExtensions];
  assert.deepEqual(
    both.map(({ UpfrontFee, PaymentStatus, StartDate, EndDate }) => [
      UpfrontFee,
      PaymentStatus,
      EndDate! - StartDate!,
    ]),
    [
      ['1.00', 'Completed', day * 3_600_000],
      ['2.00', 'Completed', 2 * day * 3_600_000],
    ],
  );
  assert.equal(second.NextToken, undefined);
  const described = describeTrainingPlan(state, { TrainingPlanName: 'a' }, stage.context);
  assert.deepEqual(
    [described.DurationHours, described.EndTime, described.UpfrontFee],
    [4 * day, both[1]!.EndDate, '1098.42'],
  );
});

test('the limit on extensions, at its edge', () => {
  const stage = new PlanStage();
  const plan = stage.buy('a', stage.offer([[2, 26]]));
  stage.advanceHours(1);
  stage.extend(stage.offerExtension('a', day));
  stage.advanceHours(1);
  const [extension] = stage.plan('a').extensions;
  const past = { ...extension!, status: 'Failed', payment: 'Failed' } as const;
  const extensions = Array.from({ length: EXTENSIONS_PER_PLAN_MAX - 1 }, () => past);
  stage.draft.put('trainingPlan', planKey(testWorld, plan.name), { ...stage.plan('a'), extensions });
  stage.extend(stage.offerExtension('a', day));
  stage.advanceHours(1);
  const offering = stage.offerExtension('a', day);
  assert.throws(() => stage.extend(offering), { message: /was extended 100 times, and 100 is the most/ });
});
