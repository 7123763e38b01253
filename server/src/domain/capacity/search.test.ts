import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  SearchTrainingPlanOfferingsRequest,
  TrainingPlanOffering,
} from '../../shapes/training-plan-offering.ts';
import { testStart } from '../cluster/testing.ts';
import { searchTrainingPlanOfferings } from './search-training-plan-offerings.ts';
import { marketByDay, PlanStage } from './testing.ts';

/** `03T12:30`: day and time in August 2026. */
const instant = (at: number): string => new Date(at).toISOString().slice(8, 16);

/** `a 03T12:30-04T11:30`: zone, start and end of each block. */
const shown = ({ ReservedCapacityOfferings: blocks = [] }: TrainingPlanOffering): string =>
  blocks
    .map(
      ({ AvailabilityZone, StartTime, EndTime }) =>
        `${AvailabilityZone!.at(-1)} ${instant(StartTime!)}-${instant(EndTime!)}`,
    )
    .join(', ');

const p5 = (
  hours: number,
  change: SearchTrainingPlanOfferingsRequest = {},
): SearchTrainingPlanOfferingsRequest => ({
  InstanceType: 'ml.p5.48xlarge',
  InstanceCount: 4,
  DurationHours: hours,
  TargetResources: ['hyperpod-cluster'],
  ...change,
});

function offered(
  lines: Readonly<Record<string, string>>,
  input: SearchTrainingPlanOfferingsRequest,
): readonly string[] {
  const stage = new PlanStage(marketByDay(lines));
  return stage.call(searchTrainingPlanOfferings, input).TrainingPlanOfferings.map(shown);
}

const at = (day: number, time = '11:30'): number =>
  Date.parse(`2026-08-${String(day).padStart(2, '0')}T${time}:00Z`);

test('what a market offers, at noon of 3 August', async (t) => {
  type Row = [
    lines: Readonly<Record<string, string>>,
    input: SearchTrainingPlanOfferingsRequest,
    offered: readonly string[],
  ];
  const [a, b, c] = ['us-west-2a', 'us-west-2b', 'us-west-2c'] as const;
  const table: Record<string, Row> = {
    'as documented for 15 hours: a part of today, with a day more, and a whole day': [
      { [a]: '888888' },
      p5(15),
      ['a 03T12:30-04T11:30', 'a 03T12:30-05T11:30', 'a 04T11:30-05T11:30'],
    ],
    'nothing is shorter than asked': [
      { [a]: '888888' },
      p5(24),
      ['a 03T12:30-05T11:30', 'a 04T11:30-05T11:30', 'a 05T11:30-06T11:30'],
    ],
    'hours are rounded up to days': [
      { [a]: '088888' },
      p5(25),
      ['a 04T11:30-06T11:30', 'a 05T11:30-07T11:30', 'a 06T11:30-08T11:30'],
    ],
    'capacity that is not free today starts at 11:30 UTC': [
      { [a]: '00088' },
      p5(24),
      ['a 06T11:30-07T11:30', 'a 07T11:30-08T11:30'],
    ],
    'other zones come to their turn': [
      { [a]: '8888', [b]: '8888', [c]: '8888' },
      p5(24),
      ['a 03T12:30-05T11:30', 'b 04T11:30-05T11:30', 'c 05T11:30-06T11:30'],
    ],
    'where there are few starts, other zones have the same': [
      { [a]: '0080', [b]: '0080', [c]: '0080' },
      p5(24),
      ['a 05T11:30-06T11:30', 'b 05T11:30-06T11:30', 'c 05T11:30-06T11:30'],
    ],
    'too few instances are none': [{ [a]: '333333' }, p5(24), []],
    'what is enough for one block comes before an earlier start of two': [
      { [a]: '088088' },
      p5(48),
      ['a 04T11:30-06T11:30', 'a 07T11:30-09T11:30', 'a 05T11:30-06T11:30, a 07T11:30-08T11:30'],
    ],
    'two blocks, the first as long as it can be': [
      { [a]: '08808880' },
      p5(96),
      ['a 04T11:30-06T11:30, a 07T11:30-09T11:30', 'a 05T11:30-06T11:30, a 07T11:30-10T11:30'],
    ],
    'two blocks, the first of them from now on': [
      { [a]: '8080' },
      p5(24, { InstanceCount: 8 }),
      ['a 05T11:30-06T11:30', 'a 03T12:30-04T11:30, a 05T11:30-06T11:30'],
    ],
    'three blocks are none': [{ [a]: '0808080' }, p5(72), []],
    'a cluster stays in its zone': [{ [a]: '0880', [b]: '0008' }, p5(72), []],
    'a training job may move to another': [
      { [a]: '0880', [b]: '0008' },
      p5(72, { TargetResources: ['training-job'] }),
      ['a 04T11:30-06T11:30, b 06T11:30-07T11:30'],
    ],
    'an endpoint stays in its zone': [
      { [a]: '0880', [b]: '0008' },
      p5(72, { TargetResources: ['endpoint'] }),
      [],
    ],
    'what serves several targets obeys the strictest': [
      { [a]: '0880', [b]: '0008' },
      p5(72, { TargetResources: ['training-job', 'studio-apps'] }),
      [],
    ],
    'not before StartTimeAfter': [
      { [a]: '88888' },
      p5(24, { StartTimeAfter: at(5, '11:30') }),
      ['a 05T11:30-06T11:30', 'a 06T11:30-07T11:30', 'a 07T11:30-08T11:30'],
    ],
    'a StartTimeAfter past 11:30 means the next day': [
      { [a]: '88888' },
      p5(24, { StartTimeAfter: at(5, '11:31') }),
      ['a 06T11:30-07T11:30', 'a 07T11:30-08T11:30'],
    ],
    'over by EndTimeBefore': [
      { [a]: '88888' },
      p5(24, { EndTimeBefore: at(5, '11:30') }),
      ['a 03T12:30-05T11:30', 'a 04T11:30-05T11:30'],
    ],
    'a minute less is a day less': [{ [a]: '88888' }, p5(24, { EndTimeBefore: at(5, '11:29') }), []],
    'a part of today alone, where it must be over soon': [
      { [a]: '88888' },
      p5(20, { EndTimeBefore: at(4, '12:00') }),
      ['a 03T12:30-04T11:30'],
    ],
  };
  for (const [name, [lines, input, expected]] of Object.entries(table))
    await t.test(name, () => assert.deepEqual(offered(lines, input), expected));
});

test('a plan starts eight weeks from now at the latest, and may end after that', () => {
  const line = `${'0'.repeat(56)}888`;
  assert.deepEqual(offered({ 'us-west-2a': line }, p5(48)), ['a 28T11:30-30T11:30']);
  assert.deepEqual(offered({ 'us-west-2a': `0${line}` }, p5(48)), []);
});

test('where half an hour from now is 11:30 UTC, that is a whole day like any other', () => {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': '08880' }));
  stage.now = at(4, '11:00');
  const { TrainingPlanOfferings } = stage.call(searchTrainingPlanOfferings, p5(24));
  assert.deepEqual(TrainingPlanOfferings.map(shown), [
    'a 04T11:30-05T11:30',
    'a 05T11:30-06T11:30',
    'a 06T11:30-07T11:30',
  ]);
});

test('a part of today that a cluster could not use at all is not offered', () => {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': '8880' }));
  stage.now = at(4, '10:00');
  const asked = (target: 'hyperpod-cluster' | 'training-job') =>
    stage
      .call(searchTrainingPlanOfferings, p5(1, { TargetResources: [target] }))
      .TrainingPlanOfferings.map(shown);
  assert.deepEqual(asked('hyperpod-cluster'), [
    'a 04T10:30-05T11:30',
    'a 04T11:30-05T11:30',
    'a 05T11:30-06T11:30',
  ]);
  assert.equal(asked('training-job')[0], 'a 04T10:30-04T11:30');
});

test('what is sold is not offered, and what is left is', () => {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': '088880' }));
  const search = (count: number) =>
    stage.call(searchTrainingPlanOfferings, p5(24, { InstanceCount: count })).TrainingPlanOfferings;
  const [, second] = search(4);
  assert.equal(shown(second!), 'a 05T11:30-06T11:30');
  stage.buy('one', second!.TrainingPlanOfferingId);
  assert.deepEqual(search(8).map(shown), [
    'a 04T11:30-05T11:30',
    'a 06T11:30-07T11:30',
    'a 07T11:30-08T11:30',
  ]);
  assert.deepEqual(search(4).map(shown), [
    'a 04T11:30-05T11:30',
    'a 05T11:30-06T11:30',
    'a 06T11:30-07T11:30',
  ]);
});

test('what was offered twice is sold once', () => {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': '080' }));
  const ids = [1, 2].map(
    () =>
      stage.call(searchTrainingPlanOfferings, p5(24, { InstanceCount: 8 })).TrainingPlanOfferings[0]!
        .TrainingPlanOfferingId,
  );
  assert.notEqual(ids[0], ids[1]);
  stage.buy('one', ids[0]!);
  assert.throws(
    () => stage.buy('two', ids[1]!),
    /is not available any more: it has 8 ml\.p5\.48xlarge in us-west-2a, and 0 are left/,
  );
});

test('the answer echoes what was asked, and when', () => {
  const stage = new PlanStage(marketByDay({ 'us-west-2a': '88888' }));
  const input = p5(24, { StartTimeAfter: at(4), EndTimeBefore: at(6) });
  const [first] = stage.call(searchTrainingPlanOfferings, input).TrainingPlanOfferings;
  assert.deepEqual([first!.RequestedStartTimeAfter, first!.RequestedEndTimeBefore], [at(4), at(6)]);
  const [other] = stage.call(searchTrainingPlanOfferings, p5(24)).TrainingPlanOfferings;
  assert.deepEqual([other!.RequestedStartTimeAfter, other!.RequestedEndTimeBefore], [testStart, undefined]);
});
