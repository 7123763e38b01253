import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListTrainingPlansRequest } from '../../shapes/training-plan.ts';
import { testStart, testWorld } from '../cluster/testing.ts';
import { listTrainingPlans } from './list-training-plans.ts';
import { listUltraServersByReservedCapacity } from './list-ultra-servers-by-reserved-capacity.ts';
import { PlanStage } from './testing.ts';
import { capacityArn } from './training-plan.ts';

const hour = 3_600_000;

/** At hour 3: `b` runs, `a` and `c` are to come, `d` is not paid for, and `e` of another account is none of ours. */
function stageOfFour(): PlanStage {
  const stage = new PlanStage();
  for (const [name, start] of [
    ['b', 2],
    ['c', 30],
    ['a', 60],
  ] as const)
    stage.buy(name, stage.offer([[start, start + 24]]));
  stage.advanceHours(3);
  const plan = stage.buy('d', stage.offer([[2, 26]]));
  stage.draft.put('trainingPlan', '444455556666/us-west-2/e', {
    ...plan,
    account: '444455556666',
    name: 'e',
    offeringId: 'tpo-e',
  });
  return stage;
}

test('which plans are listed, and in which order', async (t) => {
  const status = (...values: string[]) => ({
    Filters: values.map((Value) => ({ Name: 'Status' as const, Value })),
  });
  const at = (hours: number): number => testStart + hours * hour;
  const table: Record<string, [asked: ListTrainingPlansRequest, names: string]> = {
    'all, by start, the latest first': [{}, 'a c d b'],
    'by start, the earliest first': [{ SortOrder: 'Ascending' }, 'b d c a'],
    'by name': [{ SortBy: 'TrainingPlanName', SortOrder: 'Ascending' }, 'a b c d'],
    'by status': [{ SortBy: 'Status', SortOrder: 'Ascending' }, 'b d a c'],
    'of one status': [status('Scheduled'), 'a c'],
    'of either of two statuses': [status('Active', 'Pending'), 'd b'],
    'of a status that none has': [status('Failed'), ''],
    'that start after an instant': [{ StartTimeAfter: at(5) }, 'a c'],
    'that start before an instant': [{ StartTimeBefore: at(30) }, 'd b'],
    'between two': [{ StartTimeAfter: at(2), StartTimeBefore: at(60) }, 'c d'],
  };
  const stage = stageOfFour();
  for (const [sentence, [asked, names]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const listed: string[] = [];
      let NextToken: string | undefined;
      do {
        const input = { ...asked, MaxResults: 1, NextToken };
        const page = listTrainingPlans(stage.draft.state, input, stage.context);
        listed.push(...page.TrainingPlanSummaries.map(({ TrainingPlanName }) => TrainingPlanName));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      assert.equal(listed.join(' '), names);
    });
  }
});

test('an unknown status is refused with the nearest one', () => {
  const input = { Filters: [{ Name: 'Status' as const, Value: 'scheduled' }] };
  const stage = new PlanStage();
  assert.throws(() => listTrainingPlans(stage.draft.state, input, stage.context), {
    code: 'ValidationException',
    message: /'scheduled', which no plan ever has\. Did you mean 'Scheduled'\? Statuses are Pending, /,
  });
});

test('UltraServers come ten at a time unless asked otherwise', () => {
  const stage = new PlanStage();
  const offering = stage.offer([[2, 26]], {
    instanceType: 'ml.p6e-gb200.36xlarge',
    instanceCount: 12 * 9,
    ultraServer: { type: 'ml.u-p6e-gb200x36', count: 12 },
  });
  const ReservedCapacityArn = capacityArn(stage.buy('a', offering), 0);
  const list = (change: object = {}) =>
    listUltraServersByReservedCapacity(stage.draft.state, { ReservedCapacityArn, ...change }, stage.context);
  const first = list();
  const second = list({ NextToken: first.NextToken });
  assert.deepEqual(
    [first.UltraServers.length, second.UltraServers.length, second.NextToken],
    [10, 2, undefined],
  );
  const ids = [...first.UltraServers, ...second.UltraServers].map(({ UltraServerId }) => UltraServerId);
  assert.deepEqual(ids, [...new Set(ids)].sort());
  assert.equal(list({ MaxResults: 100 }).UltraServers.length, 12);
  assert.equal(stage.draft.state.plans.standingCount(testWorld), 1);
});
