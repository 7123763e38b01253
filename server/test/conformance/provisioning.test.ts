import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClusterNodeCommand,
  UpdateClusterCommand,
  type UpdateClusterCommandInput,
} from '@aws-sdk/client-sagemaker';
import { allOrNothing, continuous, continuousSlurm, describe, group, nodesOf, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const update = (input: UpdateClusterCommandInput) => client.send(new UpdateClusterCommand(input));
const counts = async (name: string) =>
  (await describe(client, name)).InstanceGroups!.map((g) => [
    g.InstanceGroupName,
    g.CurrentCount,
    g.TargetCount,
    g.Status,
  ]);

test('all or nothing: an update that fails rolls back; a creation that fails is Failed, with the reason', async () => {
  await standing(service, client, allOrNothing('rollback'));
  await service.control('POST', 'faults', { type: 'capacity', instanceType: 'ml.p5.48xlarge' });
  await update({
    ClusterName: 'rollback',
    InstanceGroups: [group('big', 1, { InstanceType: 'ml.p5.48xlarge' }), group('workers', 3)],
  });
  await service.advance(10);
  const rolling = await describe(client, 'rollback');
  assert.equal(rolling.ClusterStatus, 'RollingBack');
  assert.match(rolling.FailureMessage!, /do not have sufficient capacity for the requested instance type/);
  await service.settle();
  assert.deepEqual(await counts('rollback'), [['workers', 2, 2, 'InService']]);
  assert.equal((await describe(client, 'rollback')).ClusterStatus, 'InService');

  await standing(
    service,
    client,
    allOrNothing('failed', [group('big', 1, { InstanceType: 'ml.p5.48xlarge' })]),
  );
  const failed = await describe(client, 'failed');
  assert.equal(failed.ClusterStatus, 'Failed');
  assert.match(failed.FailureMessage!, /sufficient capacity/);
  await assert.rejects(update({ ClusterName: 'failed', NodeRecovery: 'None' }), {
    name: 'ConflictException',
    message: /is Failed/,
  });
  await client.send(new DeleteClusterCommand({ ClusterName: 'failed' }));
});

test('continuous: a launch that fails is tried again, at growing distances', async () => {
  await service.control('DELETE', 'faults');
  const { json: fault } = await service.control('POST', 'faults', {
    type: 'launch',
    cluster: 'stubborn',
    count: 2,
  });
  await client.send(
    new CreateClusterCommand(continuous('stubborn', [group('workers', 1, { InstanceType: 'ml.c5.large' })])),
  );
  await service.advance(80);
  const [node] = await nodesOf(client, 'stubborn', { IncludeNodeLogicalIds: true });
  assert.equal(node!.InstanceStatus!.Status, 'Failure');
  assert.match(node!.InstanceStatus!.Message!, /Request to service failed/);
  assert.equal((await describe(client, 'stubborn')).InstanceGroups![0]!.Status, 'Degraded');
  await service.advance(80);
  assert.equal(
    (await nodesOf(client, 'stubborn', { IncludeNodeLogicalIds: true }))[0]!.InstanceStatus!.Status,
    'Failure',
  );
  await service.advance(15 * 60);
  const [arrived] = await nodesOf(client, 'stubborn', { IncludeNodeLogicalIds: true });
  assert.equal(arrived!.InstanceStatus!.Status, 'Running');
  assert.equal(arrived!.NodeLogicalId, node!.NodeLogicalId);
  const { json: after } = await service.control('GET', `faults/${fault.id}`);
  assert.equal(after.hitCount, 2);
});

test('a minimum that is not met in three hours gives up; one that is met opens the cluster', async () => {
  await service.control('POST', 'faults', { type: 'launch', cluster: 'minimum' });
  await client.send(
    new CreateClusterCommand(continuous('minimum', [group('workers', 2, { MinInstanceCount: 2 })])),
  );
  await service.advance(3_600);
  const waiting = await describe(client, 'minimum');
  assert.deepEqual(
    [waiting.ClusterStatus, waiting.InstanceGroups![0]!.Status, waiting.InstanceGroups![0]!.MinCount],
    ['Creating', 'Creating', 2],
  );
  await service.advance(2 * 3_600);
  assert.equal((await describe(client, 'minimum')).ClusterStatus, 'InService');
  assert.deepEqual(await counts('minimum'), [['workers', 0, 0, 'InService']]);
});

test('Slurm: the controller comes up first', async () => {
  await client.send(new CreateClusterCommand(continuousSlurm('order')));
  await service.advance(90);
  assert.deepEqual(
    [...new Set((await nodesOf(client, 'order')).map((node) => node.InstanceGroupName))],
    ['controller'],
  );
  assert.equal((await describe(client, 'order')).ClusterStatus, 'Creating');
  await service.settle();
  assert.equal((await nodesOf(client, 'order')).length, 4);
});

test('recovery repairs by itself where it is Automatic, and waits where it is None', async (t) => {
  for (const [recovery, needs] of [
    ['Automatic', 'reboot'],
    ['Automatic', 'replacement'],
    ['None', 'reboot'],
  ] as const) {
    await t.test(`${recovery}, a fault that needs ${needs}`, async () => {
      const name = `recovery-${recovery}-${needs}`;
      await standing(service, client, continuous(name, [group('workers', 1)], { NodeRecovery: recovery }));
      const [node] = await nodesOf(client, name, { IncludeNodeLogicalIds: true });
      await service.control('POST', 'faults', { type: 'node', node: node!.InstanceId, needs });
      await service.advance(30);
      const look = async () =>
        (
          await client.send(
            new DescribeClusterNodeCommand({ ClusterName: name, NodeLogicalId: node!.NodeLogicalId! }),
          )
        ).NodeDetails!;
      const during = await look();
      assert.equal(during.InstanceStatus!.Status, recovery === 'None' ? 'Running' : 'Pending');
      assert.match(during.InstanceStatus!.Message!, /Hardware fault detected/);
      await service.settle();
      const after = await look();
      assert.equal(after.InstanceStatus!.Status, 'Running');
      assert.equal(after.InstanceId !== node!.InstanceId, needs === 'replacement');
    });
  }
});
