import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DeploymentConfiguration } from '../../shapes/deployment.ts';
import { latestRelease } from './release.ts';
import { oldImage, Stage, testStart } from './testing.ts';
import { batchSize } from './update-batch.ts';
import { updateClusterSoftware } from './update-cluster-software.ts';

const minute = 60_000;
/** Longer than one node's update takes, shorter than two. */
const oneBatch = 31 * minute;

const count = (value: number) => ({ Type: 'INSTANCE_COUNT', Value: value }) as const;
const percent = (value: number) => ({ Type: 'CAPACITY_PERCENTAGE', Value: value }) as const;

function updating(nodes: number, DeploymentConfig?: DeploymentConfiguration): Stage {
  const stage = new Stage();
  stage.cluster([{ name: 'a', nodes }]);
  stage.call(updateClusterSoftware, { ClusterName: 'main', DeploymentConfig });
  return stage;
}

const busy = (stage: Stage): number =>
  stage.nodes().filter((node) => node.work?.kind === 'UpdateSoftware').length;

test('how many nodes are updated at a time', async (t) => {
  const table: Record<
    string,
    [nodes: number, policy: DeploymentConfiguration['RollingUpdatePolicy'], first: number]
  > = {
    'no policy: all at once': [5, undefined, 5],
    'a number': [5, { MaximumBatchSize: count(2) }, 2],
    'a number above the group: all': [3, { MaximumBatchSize: count(20) }, 3],
    'a share': [10, { MaximumBatchSize: percent(50) }, 5],
    'a share, rounded up': [5, { MaximumBatchSize: percent(30) }, 2],
    'a tiny share: one': [5, { MaximumBatchSize: percent(1) }, 1],
  };
  for (const [sentence, [nodes, RollingUpdatePolicy, first]] of Object.entries(table)) {
    await t.test(sentence, () => assert.equal(busy(updating(nodes, { RollingUpdatePolicy })), first));
  }
});

test('an update reaches all nodes, which keep their instances', () => {
  const stage = updating(3);
  const before = stage.nodes().map((node) => node.instanceId);
  assert.equal(stage.present().status, 'SystemUpdating');
  assert.equal(stage.group().status, 'SystemUpdating');
  assert.equal(stage.statuses(), 'SystemUpdating SystemUpdating SystemUpdating');
  stage.advance(oneBatch);
  assert.equal(stage.present().status, 'InService');
  assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
  assert.deepEqual(
    stage.nodes().map((node) => node.instanceId),
    before,
  );
  for (const node of stage.nodes()) {
    assert.equal(node.image.release, latestRelease(testStart));
    assert.ok(node.softwareUpdatedAt! > testStart);
  }
  assert.ok(stage.events.some((text) => text.includes('lifecycle script execution')));
  assert.match(stage.events.at(-1)!, /software update in Cluster main completed successfully/);
});

test('between two batches it waits as long as it was told', () => {
  const stage = updating(2, {
    RollingUpdatePolicy: { MaximumBatchSize: count(1) },
    WaitIntervalInSeconds: 3600,
  });
  stage.advance(oneBatch);
  assert.equal(stage.statuses(), 'Running Running');
  assert.equal(stage.present().status, 'SystemUpdating');
  const { dueAt } = stage.group().softwareUpdate!;
  assert.equal(dueAt, stage.nodes()[0]!.softwareUpdatedAt! + 60 * minute);
  stage.advance(dueAt! - stage.now);
  assert.equal(stage.statuses(), 'Running SystemUpdating');
  stage.advance(oneBatch);
  assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
});

test('nothing to do: done at once, and the cluster stays in service', async (t) => {
  await t.test('a group without nodes', () => {
    const stage = updating(0);
    assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
    assert.equal(stage.present().status, 'InService');
  });
  await t.test('nodes that have the image already', () => {
    const stage = updating(2);
    stage.advance(oneBatch);
    stage.call(updateClusterSoftware, { ClusterName: 'main' });
    assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
    assert.equal(stage.present().status, 'InService');
    assert.equal(busy(stage), 0);
  });
});

test('a node with other work is waited for', () => {
  const stage = new Stage();
  stage.cluster([{ name: 'a', nodes: 2 }]);
  const work = {
    kind: 'Reboot',
    step: 'Reboot',
    startedAt: stage.now,
    dueAt: stage.now + 60 * minute,
    attempt: 1,
  } as const;
  stage.change(stage.nodes()[1]!, { status: 'Pending', work });
  stage.call(updateClusterSoftware, { ClusterName: 'main' });
  stage.advance(50 * minute);
  assert.equal(stage.nodes()[0]!.image.release, latestRelease(testStart));
  assert.equal(stage.group().softwareUpdate?.status, 'InProgress');
  stage.advance(11 * minute);
  assert.equal(stage.nodes()[1]!.work?.kind, 'UpdateSoftware');
  stage.advance(oneBatch);
  assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
});

test('a node whose update fails', async (t) => {
  await t.test('shows Failure, then tries again, and keeps the message', () => {
    const stage = new Stage();
    stage.cluster([{ name: 'a', nodes: 1 }]);
    stage.fault({ type: 'software-update' }, 1);
    stage.call(updateClusterSoftware, { ClusterName: 'main' });
    const firstTry = stage.nodes()[0]!.work!.dueAt;
    stage.advance(firstTry - stage.now);
    assert.equal(stage.statuses(), 'Failure');
    stage.advance(minute);
    assert.equal(stage.statuses(), 'SystemUpdating');
    assert.match(stage.nodes()[0]!.message!, /did not complete/);
    stage.advance(oneBatch);
    assert.equal(stage.statuses(), 'Running');
    assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
  });

  await t.test('after four tries takes the group back to its former image', () => {
    const stage = new Stage();
    stage.cluster([{ name: 'a', nodes: 3 }]);
    stage.fault({ type: 'software-update', node: stage.nodes()[1]!.instanceId! }, 4);
    stage.call(updateClusterSoftware, {
      ClusterName: 'main',
      DeploymentConfig: {
        RollingUpdatePolicy: { MaximumBatchSize: count(2), RollbackMaximumBatchSize: count(1) },
      },
    });
    while (stage.group().softwareUpdate?.status === 'InProgress') stage.advance(minute);
    assert.equal(stage.group().softwareUpdate?.status, 'RollbackInProgress');
    assert.equal(busy(stage), 1);
    assert.match(stage.events.join('\n'), /failed and is being rolled back/);
    stage.advance(2 * oneBatch);
    assert.equal(stage.group().softwareUpdate?.status, 'RollbackComplete');
    assert.match(stage.group().softwareUpdate!.failureMessage!, /failed 4 times/);
    assert.equal(stage.present().status, 'InService');
    assert.equal(stage.statuses(), 'Running Running Running');
    for (const node of stage.nodes()) assert.deepEqual(node.image, oldImage);
    assert.deepEqual(stage.group().image, oldImage);
  });

  await t.test('that fails on the way back too leaves the update Failed', () => {
    const stage = new Stage();
    stage.cluster([{ name: 'a', nodes: 1 }]);
    stage.fault({ type: 'lifecycle-script' });
    stage.call(updateClusterSoftware, { ClusterName: 'main' });
    stage.advance(10 * oneBatch);
    assert.equal(stage.group().softwareUpdate?.status, 'Failed');
    assert.equal(stage.present().status, 'InService');
    assert.equal(stage.statuses(), 'Failure');
  });
});

test('an alarm turns the update back', async (t) => {
  const config = {
    RollingUpdatePolicy: { MaximumBatchSize: count(1) },
    WaitIntervalInSeconds: 600,
    AutoRollbackConfiguration: [{ AlarmName: 'high-loss' }],
  };
  await t.test('when a batch ends', () => {
    const stage = updating(2, config);
    stage.fault({ type: 'alarm', alarmName: 'high-loss' });
    stage.advance(oneBatch);
    assert.equal(stage.group().softwareUpdate?.status, 'RollbackInProgress');
    stage.advance(oneBatch);
    assert.equal(stage.group().softwareUpdate?.status, 'RollbackComplete');
    assert.equal(
      stage.group().softwareUpdate?.failureMessage,
      "Alarm 'high-loss' of AutoRollbackConfiguration is in ALARM.",
    );
    assert.ok(stage.nodes().every((node) => node.image.imageId === oldImage.imageId));
  });
  await t.test('when the wait after a batch ends', () => {
    const stage = updating(2, config);
    while (stage.group().softwareUpdate?.dueAt === undefined) stage.advance(minute);
    stage.fault({ type: 'alarm', alarmName: 'high-loss' });
    stage.advance(11 * minute);
    assert.equal(stage.group().softwareUpdate?.status, 'RollbackInProgress');
  });
  await t.test('but not another alarm', () => {
    const stage = updating(2, config);
    stage.fault({ type: 'alarm', alarmName: 'other' });
    stage.advance(3 * oneBatch);
    assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
  });
});

test('at the instant pace the update needs no time', () => {
  const stage = new Stage('instant');
  stage.cluster([{ name: 'a', nodes: 20 }]);
  stage.call(updateClusterSoftware, { ClusterName: 'main' });
  stage.advance(0);
  assert.equal(stage.group().softwareUpdate?.status, 'Succeeded');
});

test('whatever fails: never more nodes at a time than allowed, and all nodes with one image in the end', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 8 }).map(count),
    fc.integer({ min: 1, max: 100 }).map(percent),
  );
  const policy = fc.record({
    MaximumBatchSize: size,
    RollbackMaximumBatchSize: fc.option(size, { nil: undefined }),
  });
  const failing = fc.record({
    kind: fc.constantFrom('software-update', 'lifecycle-script'),
    node: fc.nat(11),
    hits: fc.integer({ min: 1, max: 9 }),
  });
  const run = fc.record({
    nodes: fc.integer({ min: 1, max: 12 }),
    RollingUpdatePolicy: fc.option(policy, { nil: undefined }),
    WaitIntervalInSeconds: fc.constantFrom(undefined, 0, 90, 3600),
    failures: fc.array(failing, { maxLength: 3 }),
    pace: fc.constantFrom('realistic', 'brisk', 'instant'),
  });
  fc.assert(
    fc.property(run, ({ nodes, failures, pace, ...DeploymentConfig }) => {
      const stage = new Stage(pace as 'realistic');
      stage.cluster([{ name: 'a', nodes }]);
      for (const { kind, node, hits } of failures) {
        stage.fault(
          { type: kind as 'software-update', node: stage.nodes()[node % nodes]!.instanceId! },
          hits,
        );
      }
      stage.call(updateClusterSoftware, { ClusterName: 'main', DeploymentConfig });
      for (let i = 0; stage.present().status === 'SystemUpdating'; i += 1) {
        assert.ok(i < 20_000, 'it never ends');
        assert.ok(busy(stage) <= batchSize(stage.group().softwareUpdate!, nodes));
        stage.advance(minute);
      }
      const { status } = stage.group().softwareUpdate!;
      assert.equal(stage.draft.state.due.inFlight, 0);
      if (status === 'Failed') return;
      assert.ok(stage.nodes().every((node) => node.image.imageId === stage.group().image.imageId));
      assert.ok(stage.nodes().every((node) => node.status === 'Running'));
      assert.equal(
        stage.group().image.release,
        status === 'Succeeded' ? latestRelease(testStart) : oldImage.release,
      );
    }),
  );
});
