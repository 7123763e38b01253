import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchTrainingPlanOfferingsRequest } from '../../shapes/training-plan-offering.ts';
import { testWorld } from '../cluster/testing.ts';
import { searchTrainingPlanOfferings } from './search-training-plan-offerings.ts';
import { marketByDay, PlanStage } from './testing.ts';

const arn = `arn:aws:sagemaker:us-west-2:${testWorld.account}:training-plan/main`;

/** A plan of four instances from 4 to 5 August, in a market of so many on each day from 3 August on. */
function planIn(line: string, { paid = true } = {}): PlanStage {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': line }));
  const { TrainingPlanOfferings } = stage.call(searchTrainingPlanOfferings, {
    InstanceType: 'ml.p5.48xlarge',
    InstanceCount: 4,
    DurationHours: 24,
    TargetResources: ['hyperpod-cluster'],
    StartTimeAfter: Date.UTC(2026, 7, 4, 11, 30),
  });
  stage.buy('main', TrainingPlanOfferings[0]!.TrainingPlanOfferingId);
  if (paid) stage.advanceHours(1);
  return stage;
}

const search = (stage: PlanStage, input: SearchTrainingPlanOfferingsRequest = {}) =>
  stage.call(searchTrainingPlanOfferings, { TrainingPlanArn: arn, ...input });

const shown = (stage: PlanStage, input?: SearchTrainingPlanOfferingsRequest): readonly string[] =>
  search(stage, input).TrainingPlanExtensionOfferings!.map(
    ({ StartDate, EndDate, DurationHours, UpfrontFee }) =>
      `${new Date(StartDate!).toISOString().slice(8, 16)}-${new Date(EndDate!).toISOString().slice(8, 16)} ${DurationHours} ${UpfrontFee}`,
  );

test('a plan is prolonged from its end on, and all of that time is paid for', () => {
  const stage = planIn('4'.repeat(40));
  assert.deepEqual(shown(stage, { DurationHours: 20 }), ['05T11:30-06T11:30 24 4584.71']);
  const { TrainingPlanOfferings, TrainingPlanExtensionOfferings } = search(stage, { DurationHours: 24 });
  assert.deepEqual(TrainingPlanOfferings, []);
  const [{ TrainingPlanExtensionOfferingId: id, AvailabilityZone } = assert.fail()] =
    TrainingPlanExtensionOfferings!;
  assert.match(id, /^tpeo-[0-9a-f]{64}$/);
  assert.equal(AvailabilityZone, 'us-west-2a');
  stage.extend(id);
  stage.advanceHours(1);
  assert.deepEqual(shown(stage, { DurationHours: 24 }), ['06T11:30-07T11:30 24 4584.71']);
});

test('what is offered exactly an hour before the end can be bought at that instant', () => {
  const stage = planIn('4'.repeat(40));
  stage.advance(Date.UTC(2026, 7, 5, 10, 30) - stage.now);
  const [offering] = search(stage, { DurationHours: 24 }).TrainingPlanExtensionOfferings!;
  stage.extend(offering!.TrainingPlanExtensionOfferingId);
  assert.equal(stage.plan('main').extensions.length, 1);
  stage.advance(1);
  assert.throws(() => search(stage, { DurationHours: 24 }), { code: 'ValidationException' });
});

test('without a duration a day, a week and two are offered, where the zone has them', () => {
  const hours = (line: string) => shown(planIn(line)).map((text) => text.split(' ')[1]);
  assert.deepEqual(hours('4'.repeat(40)), ['24', '168', '336']);
  assert.deepEqual(hours('44444444440000'), ['24', '168']);
  assert.deepEqual(hours('443333333'), []);
});

test('days up to two weeks, and weeks beyond', () => {
  const stage = planIn('4'.repeat(200));
  for (const days of [1, 2, 13, 14, 21, 28, 182])
    assert.equal(shown(stage, { DurationHours: days * 24 }).length, 1, `${days} days`);
  assert.throws(
    () => search(stage, { DurationHours: 15 * 24 }),
    /DurationHours is 360, which is 15 days, .* Give 336 \(14 days\) or 504 \(21 days\)\./,
  );
  assert.throws(() => search(stage, { DurationHours: 183 * 24 }), /a plan lasts 4368 hours/);
});

test('a window that the extension does not fit in has none', () => {
  const stage = planIn('4'.repeat(40));
  const end = Date.UTC(2026, 7, 6, 11, 30);
  assert.equal(shown(stage, { DurationHours: 24, EndTimeBefore: end }).length, 1);
  assert.equal(shown(stage, { DurationHours: 24, EndTimeBefore: end - 1 }).length, 0);
  assert.equal(shown(stage, { DurationHours: 24, StartTimeAfter: end }).length, 0);
});

test('what is said of the instances must be so', () => {
  const stage = planIn('4'.repeat(40));
  const same = {
    InstanceType: 'ml.p5.48xlarge',
    InstanceCount: 4,
    TargetResources: ['hyperpod-cluster'],
  } as const;
  assert.equal(shown(stage, { ...same, DurationHours: 24 }).length, 1);
  assert.throws(
    () => search(stage, { InstanceCount: 8 }),
    /InstanceCount is 8, and training plan 'main' has 4: an extension changes nothing but the end/,
  );
  assert.throws(() => search(stage, { InstanceType: 'ml.p4d.24xlarge' }), /has ml\.p5\.48xlarge/);
  assert.throws(() => search(stage, { TargetResources: ['endpoint'] }), /has hyperpod-cluster/);
  assert.throws(() => search(stage, { UltraServerType: 'ml.u-p6e-gb200x72' }), /has none/);
});

test('a plan that cannot be extended now is refused as ExtendTrainingPlan refuses it', () => {
  assert.throws(() => search(planIn('4'.repeat(9), { paid: false })), /is Pending, and only a plan/);
  const late = planIn('4'.repeat(9));
  late.now = Date.UTC(2026, 7, 5, 10, 30) + 1;
  assert.throws(() => search(late), /must be bought at least 1 h before the end/);
});

test('an extension whose price has changed by then costs what was offered', () => {
  const stage = planIn('4'.repeat(9));
  const [{ TrainingPlanExtensionOfferingId: id } = assert.fail()] = search(stage, { DurationHours: 24 })
    .TrainingPlanExtensionOfferings!;
  stage.draft.put('marketRate', 'us-west-2/ml.p5.48xlarge', { value: 10_000 });
  assert.deepEqual(shown(stage, { DurationHours: 24 }), ['05T11:30-06T11:30 24 96.00']);
  stage.extend(id);
  assert.equal(stage.plan('main').extensions[0]!.upfrontFee, '4584.71');
});
