import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAutoPatchConfig, ScheduledUpdateConfig } from '../../shapes/software-update.ts';
import { latestRelease, nextReleaseAt } from './release.ts';
import { nextScheduledUpdateAt } from './schedule.ts';
import { Stage, testSpec, testStart } from './testing.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** The first Sunday after the start, a Monday noon. */
const sunday = Date.UTC(2026, 7, 9, 3);
const weekly: ScheduledUpdateConfig = { ScheduleExpression: 'cron(0 3 ? * SUN *)' };
const patch = (
  at: number,
  PatchingStrategy: 'WhenIdle' | 'WhenAllIdle' = 'WhenIdle',
): ClusterAutoPatchConfig => ({
  PatchingStrategy,
  PatchSchedule: { NextPatchDate: at },
});

test('when the next update is', async (t) => {
  const table: Record<
    string,
    [ScheduledUpdateConfig | undefined, ClusterAutoPatchConfig | undefined, number | undefined]
  > = {
    'never, without settings': [undefined, undefined, undefined],
    'on the day of the next release, with a patch strategy but no date': [
      undefined,
      { PatchingStrategy: 'WhenIdle' },
      nextReleaseAt(testStart),
    ],
    'at the next time of the expression': [weekly, undefined, sunday],
    'at the patch date': [undefined, patch(testStart + hour), testStart + hour],
    'at the earlier of both, the date': [weekly, patch(testStart + hour), testStart + hour],
    'at the earlier of both, the expression': [weekly, patch(sunday + 1), sunday],
  };
  for (const [sentence, [ScheduledUpdateConfig, AutoPatchConfig, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.equal(
        nextScheduledUpdateAt({ ...testSpec('a'), ScheduledUpdateConfig, AutoPatchConfig }, testStart),
        expected,
      );
    });
  }
  await t.test('a patch date that has gone by is refused', () => {
    const spec = { ...testSpec('a'), AutoPatchConfig: patch(testStart) };
    assert.throws(() => nextScheduledUpdateAt(spec, testStart), {
      code: 'ValidationException',
      message: /in the future/,
    });
  });
});

function scheduled(config: object, nodes = 1, group: object = {}): Stage {
  const stage = new Stage();
  const spec = { ...testSpec('a'), ...config };
  stage.cluster([
    { name: 'a', nodes, spec, scheduledUpdateAt: nextScheduledUpdateAt(spec, testStart), ...group },
  ]);
  return stage;
}

test('a scheduled update starts at its time, with its own settings, and stands again a week later', () => {
  const DeploymentConfig = { WaitIntervalInSeconds: 7 };
  const stage = scheduled({ ScheduledUpdateConfig: { ...weekly, DeploymentConfig } });
  stage.advance(sunday - testStart - 1);
  assert.equal(stage.present().status, 'InService');
  stage.advance(1);
  assert.equal(stage.present().status, 'SystemUpdating');
  assert.deepEqual(stage.group().softwareUpdate?.deploymentConfig, DeploymentConfig);
  assert.equal(stage.group().scheduledUpdateAt, sunday + 7 * day);
  stage.advance(hour);
  assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
  assert.equal(stage.group().image.release, latestRelease(sunday));
});

const busyWithAnUpdate = {
  status: 'Updating',
  operation: { kind: 'Update', phase: 'CreateGroups', startedAt: testStart },
} as const;

test('a failed cluster keeps no schedule', () => {
  const stage = scheduled({ ScheduledUpdateConfig: weekly });
  stage.draft.put('cluster', stage.present().id, { ...stage.present(), status: 'Failed' });
  stage.advance(sunday - testStart);
  assert.equal(stage.group().scheduledUpdateAt, undefined);
  assert.equal(stage.group().softwareUpdate, undefined);
});

test('an update whose time finds the cluster busy is put off', async (t) => {
  await t.test('a recurring one to its next time', () => {
    const stage = scheduled({ ScheduledUpdateConfig: weekly });
    stage.draft.put('cluster', stage.present().id, { ...stage.present(), ...busyWithAnUpdate });
    stage.advance(sunday - testStart);
    assert.equal(stage.group().softwareUpdate, undefined);
    assert.equal(stage.group().scheduledUpdateAt, sunday + 7 * day);
    assert.match(stage.events.at(-1)!, /put off/);
  });
  await t.test('a patch by a day, which its settings show', () => {
    const stage = scheduled({ AutoPatchConfig: patch(testStart + hour) });
    stage.draft.put('cluster', stage.present().id, { ...stage.present(), ...busyWithAnUpdate });
    stage.advance(hour);
    assert.equal(stage.group().scheduledUpdateAt, testStart + hour + day);
    assert.equal(stage.group().spec.AutoPatchConfig?.PatchSchedule?.NextPatchDate, testStart + hour + day);
  });
});

test('a group with a custom AMI has nothing to be updated to', () => {
  const stage = scheduled({ ScheduledUpdateConfig: weekly }, 1, { image: { imageId: 'ami-01234567' } });
  stage.advance(sunday - testStart);
  assert.equal(stage.present().status, 'InService');
  assert.match(stage.events.at(-1)!, /put off/);
});

test('a patch happens once, and then waits for the next release', () => {
  const stage = scheduled({ AutoPatchConfig: patch(testStart + hour) });
  stage.advance(2 * hour);
  assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
  assert.equal(stage.group().scheduledUpdateAt, nextReleaseAt(testStart + 2 * hour));
  assert.equal(stage.group().spec.AutoPatchConfig?.PatchSchedule, undefined);
  assert.equal(stage.group().spec.AutoPatchConfig?.PatchingStrategy, 'WhenIdle');
});

test('while one of two nodes is busy, a patch', async (t) => {
  const busy = (strategy: 'WhenIdle' | 'WhenAllIdle'): Stage => {
    const stage = scheduled({ AutoPatchConfig: patch(testStart + hour, strategy) }, 2);
    const work = {
      kind: 'HealthCheck',
      step: 'DeepHealthCheck',
      startedAt: testStart,
      dueAt: testStart + 3 * hour,
      attempt: 1,
    } as const;
    stage.change(stage.nodes()[1]!, { status: 'DeepHealthCheckInProgress', work });
    stage.advance(2 * hour);
    return stage;
  };
  await t.test('WhenIdle takes the other', () => {
    assert.equal(busy('WhenIdle').nodes()[0]!.image.release, latestRelease(testStart));
  });
  await t.test('WhenAllIdle waits, and then takes both', () => {
    const stage = busy('WhenAllIdle');
    assert.equal(stage.group().softwareUpdate?.status, 'InProgress');
    assert.equal(stage.statuses(), 'Running DeepHealthCheckInProgress');
    stage.advance(hour);
    assert.equal(stage.statuses(), 'SystemUpdating SystemUpdating');
  });
});
