import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchAddClusterNodesCommand,
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClusterNodeCommand,
  UpdateClusterSoftwareCommand,
  type UpdateClusterSoftwareCommandInput,
} from '@aws-sdk/client-sagemaker';
import { allOrNothing, continuous, describe, group, nodesOf, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const update = (input: UpdateClusterSoftwareCommandInput) =>
  client.send(new UpdateClusterSoftwareCommand(input));
const statuses = async (name: string) =>
  (await nodesOf(client, name)).map((node) => node.InstanceStatus!.Status);
const workers = async (name: string) => (await describe(client, name)).InstanceGroups![0]!;
const batches = (Value: number, WaitIntervalInSeconds = 0) => ({
  RollingUpdatePolicy: { MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value } } as const,
  WaitIntervalInSeconds,
});
const old = (count: number) => [group('workers', count, { ImageReleaseVersion: '1.1.0' })];

test('an update to the newest release: SystemUpdating, and then new images on the same instances', async () => {
  const ClusterArn = await standing(service, client, allOrNothing('simple', old(2)));
  const before = await nodesOf(client, 'simple');
  assert.deepEqual(
    before.map((node) => [node.CurrentImageReleaseVersion, node.ImageVersionStatus]),
    Array(2).fill(['1.1.0', 'EndOfLife']),
  );
  assert.equal((await update({ ClusterName: 'simple' })).ClusterArn, ClusterArn);
  const during = await workers('simple');
  assert.equal((await describe(client, 'simple')).ClusterStatus, 'SystemUpdating');
  assert.deepEqual(
    [during.Status, during.SoftwareUpdateStatus, during.TargetStateCount],
    ['SystemUpdating', 'InProgress', 0],
  );
  assert.notEqual(during.CurrentImageId, during.DesiredImageId);
  assert.deepEqual(await statuses('simple'), ['SystemUpdating', 'SystemUpdating']);
  await service.settle();
  const after = await workers('simple');
  assert.equal((await describe(client, 'simple')).ClusterStatus, 'InService');
  assert.deepEqual(
    [after.SoftwareUpdateStatus, after.TargetStateCount, after.ImageVersionStatus],
    ['Succeeded', 2, 'UpToDate'],
  );
  assert.equal(after.CurrentImageId, after.DesiredImageId);
  const nodes = await nodesOf(client, 'simple');
  assert.deepEqual(
    nodes.map((node) => [node.InstanceId, node.PrivateDnsHostname]),
    before.map((node) => [node.InstanceId, node.PrivateDnsHostname]),
  );
  for (const [i, node] of nodes.entries())
    assert.ok(node.LastSoftwareUpdateTime! > before[i]!.LastSoftwareUpdateTime!);
});

test('nothing to update is done at once', async () => {
  await standing(service, client, continuous('current'));
  await update({ ClusterName: 'current' });
  assert.equal((await describe(client, 'current')).ClusterStatus, 'InService');
  assert.equal((await workers('current')).SoftwareUpdateStatus, 'Succeeded');
});

test('batches of a size, with a wait between them', async () => {
  await standing(service, client, continuous('rolling', old(3)));
  await update({ ClusterName: 'rolling', DeploymentConfig: batches(2, 600) });
  assert.deepEqual((await workers('rolling')).ActiveSoftwareUpdateConfig, batches(2, 600));
  assert.deepEqual(await statuses('rolling'), ['SystemUpdating', 'SystemUpdating', 'Running']);
  await service.advance(30 * 60);
  assert.deepEqual(await statuses('rolling'), ['Running', 'Running', 'Running']);
  assert.equal((await workers('rolling')).TargetStateCount, 2);
  await service.advance(10 * 60);
  assert.deepEqual(await statuses('rolling'), ['Running', 'Running', 'SystemUpdating']);
  await service.settle();
  assert.deepEqual(
    [(await workers('rolling')).SoftwareUpdateStatus, (await workers('rolling')).TargetStateCount],
    ['Succeeded', 3],
  );
});

test('a share of the group, rounded up', async () => {
  await standing(service, client, continuous('share', old(3)));
  const RollingUpdatePolicy = { MaximumBatchSize: { Type: 'CAPACITY_PERCENTAGE', Value: 34 } } as const;
  await update({ ClusterName: 'share', DeploymentConfig: { RollingUpdatePolicy } });
  assert.deepEqual(await statuses('share'), ['SystemUpdating', 'SystemUpdating', 'Running']);
});

test('an alarm turns the update back', async () => {
  await standing(service, client, continuous('alarmed', old(2)));
  await service.control('POST', 'faults', { type: 'alarm', alarmName: 'too-hot' });
  await update({
    ClusterName: 'alarmed',
    DeploymentConfig: { ...batches(1), AutoRollbackConfiguration: [{ AlarmName: 'too-hot' }] },
  });
  await service.advance(30 * 60);
  assert.equal((await workers('alarmed')).SoftwareUpdateStatus, 'RollbackInProgress');
  await service.settle();
  const { SoftwareUpdateStatus, CurrentImageReleaseVersion } = await workers('alarmed');
  assert.deepEqual([SoftwareUpdateStatus, CurrentImageReleaseVersion], ['RollbackComplete', '1.1.0']);
  assert.deepEqual(
    (await nodesOf(client, 'alarmed')).map((node) => node.CurrentImageReleaseVersion),
    ['1.1.0', '1.1.0'],
  );
});

test('a node that cannot be updated is tried four times, and then all turns back', async () => {
  await standing(service, client, continuous('failing', old(1)));
  const { json: fault } = await service.control('POST', 'faults', {
    type: 'software-update',
    cluster: 'failing',
    count: 4,
  });
  await update({ ClusterName: 'failing' });
  await service.advance(28 * 60 + 30);
  const [node] = await nodesOf(client, 'failing');
  assert.match(node!.InstanceStatus!.Message!, /software update did not complete/);
  await service.settle();
  assert.equal((await workers('failing')).SoftwareUpdateStatus, 'RollbackComplete');
  assert.equal((await service.control('GET', `faults/${fault.id}`)).json.hitCount, 4);
  assert.deepEqual(await statuses('failing'), ['Running']);
});

test('a custom image: asked for by id, left with default', async () => {
  await standing(
    service,
    client,
    continuous('custom', [group('workers', 1, { ImageId: 'ami-0123456789abcdef0' })]),
  );
  assert.deepEqual(
    [(await workers('custom')).CurrentImageId, (await workers('custom')).CurrentImageReleaseVersion],
    ['ami-0123456789abcdef0', undefined],
  );
  await assert.rejects(update({ ClusterName: 'custom' }), {
    name: 'ValidationException',
    message: /ImageId must be given/,
  });
  await update({ ClusterName: 'custom', ImageId: 'ami-0fedcba9876543210' });
  await service.settle();
  assert.equal((await workers('custom')).CurrentImageId, 'ami-0fedcba9876543210');
  await update({ ClusterName: 'custom', ImageId: 'default' });
  await service.settle();
  assert.equal((await workers('custom')).ImageVersionStatus, 'UpToDate');
});

test('a schedule updates by itself when its time comes', async () => {
  const scheduled = old(1)[0]!;
  await standing(
    service,
    client,
    continuous('scheduled', [
      { ...scheduled, ScheduledUpdateConfig: { ScheduleExpression: 'cron(0 3 ? * SUN *)' } },
    ]),
  );
  await service.control('POST', 'clock', { advanceTo: '2026-08-09T02:59:59Z' });
  assert.equal((await workers('scheduled')).SoftwareUpdateStatus, undefined);
  await service.control('POST', 'clock', { advanceTo: '2026-08-09T03:00:00Z' });
  assert.equal((await workers('scheduled')).SoftwareUpdateStatus, 'InProgress');
  await service.settle();
  assert.equal((await workers('scheduled')).ImageVersionStatus, 'UpToDate');
});

test('what is refused', async (t) => {
  await standing(service, client, continuous('refused', old(1)));
  await client.send(new CreateClusterCommand(continuous('young')));
  await client.send(
    new CreateClusterCommand(continuous('minimum', [group('workers', 1, { MinInstanceCount: 1 })])),
  );
  await service.advance(70);
  const one = [{ InstanceGroupName: 'workers' }];
  const table: Record<string, [UpdateClusterSoftwareCommandInput, string, RegExp]> = {
    'a cluster that is none': [{ ClusterName: 'nowhere' }, 'ResourceNotFound', /does not exist/],
    'a group that is none': [
      { ClusterName: 'refused', InstanceGroups: [{ InstanceGroupName: 'none' }] },
      'ValidationException',
      /'none' does not exist/,
    ],
    'a group twice': [
      { ClusterName: 'refused', InstanceGroups: [...one, ...one] },
      'ValidationException',
      /more than once/,
    ],
    'a release that has not come out': [
      { ClusterName: 'refused', InstanceGroups: [{ ...one[0]!, ImageReleaseVersion: '1.999.0' }] },
      'ValidationException',
      /has not been published/,
    ],
    'more than all of it': [
      {
        ClusterName: 'refused',
        DeploymentConfig: {
          RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENTAGE', Value: 101 } },
        },
      },
      'ValidationException',
      /at most 100/,
    ],
    'a minimum that is not met': [
      { ClusterName: 'minimum' },
      'ConflictException',
      /Creating|MinInstanceCount/,
    ],
  };
  for (const [sentence, [input, name, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(update(input), { name, message }));
  }
  await t.test('a second one; and deleting or growing meanwhile', async () => {
    await update({ ClusterName: 'refused' });
    await assert.rejects(update({ ClusterName: 'refused' }), {
      name: 'ConflictException',
      message: /is SystemUpdating/,
    });
    await assert.rejects(client.send(new DeleteClusterCommand({ ClusterName: 'refused' })), {
      name: 'ConflictException',
    });
    const NodesToAdd = [{ InstanceGroupName: 'workers', IncrementTargetCountBy: 1 }];
    const { Failed } = await client.send(
      new BatchAddClusterNodesCommand({ ClusterName: 'refused', NodesToAdd }),
    );
    assert.equal(Failed![0]!.ErrorCode, 'InvalidInstanceGroupStatus');
  });
  await t.test('a node says which image it has and which it should have', async () => {
    const [node] = await nodesOf(client, 'refused');
    const { NodeDetails } = await client.send(
      new DescribeClusterNodeCommand({ ClusterName: 'refused', NodeId: node!.InstanceId! }),
    );
    assert.equal(NodeDetails!.CurrentImageReleaseVersion, '1.1.0');
    assert.notEqual(NodeDetails!.DesiredImageReleaseVersion, '1.1.0');
  });
});
