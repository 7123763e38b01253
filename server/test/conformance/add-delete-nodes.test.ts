import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchAddClusterNodesCommand,
  type BatchAddClusterNodesCommandInput,
  BatchDeleteClusterNodesCommand,
  type BatchDeleteClusterNodesCommandInput,
  CreateClusterCommand,
} from '@aws-sdk/client-sagemaker';
import { allOrNothing, continuous, continuousSlurm, describe, group, nodesOf, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const add = (input: BatchAddClusterNodesCommandInput) => client.send(new BatchAddClusterNodesCommand(input));
const remove = (input: BatchDeleteClusterNodesCommandInput) =>
  client.send(new BatchDeleteClusterNodesCommand(input));

test('adding nodes', async (t) => {
  await standing(service, client, continuous('adding', [group('a', 1), group('b', 1)]));
  await t.test('a row a node, a failure a group', async () => {
    const { Successful, Failed } = await add({
      ClusterName: 'adding',
      NodesToAdd: [
        { InstanceGroupName: 'a', IncrementTargetCountBy: 2 },
        { InstanceGroupName: 'nowhere', IncrementTargetCountBy: 3 },
        { InstanceGroupName: 'b', IncrementTargetCountBy: 1, AvailabilityZones: ['us-east-1a'] },
        { InstanceGroupName: 'b', IncrementTargetCountBy: 1, InstanceTypes: ['ml.p5.48xlarge'] },
      ],
    });
    assert.deepEqual(
      Successful!.map((row) => [row.InstanceGroupName, row.Status]),
      Array(2).fill(['a', 'Pending']),
    );
    assert.deepEqual(
      Failed!.map((row) => [row.InstanceGroupName, row.ErrorCode, row.FailedCount]),
      [
        ['nowhere', 'InstanceGroupNotFound', 3],
        ['b', 'IncompatibleAvailabilityZones', 1],
        ['b', 'IncompatibleInstanceTypes', 1],
      ],
    );
    const groups = (await describe(client, 'adding')).InstanceGroups!;
    assert.deepEqual(
      groups.map((g) => [g.CurrentCount, g.TargetCount]),
      [
        [1, 3],
        [1, 1],
      ],
    );
  });
  await t.test('a group that has not reached its minimum takes none', async () => {
    await client.send(
      new CreateClusterCommand(continuous('minimum', [group('workers', 2, { MinInstanceCount: 2 })])),
    );
    await service.advance(90);
    const { Failed } = await add({
      ClusterName: 'minimum',
      NodesToAdd: [{ InstanceGroupName: 'workers', IncrementTargetCountBy: 1 }],
    });
    assert.equal(Failed![0]!.ErrorCode, 'InvalidInstanceGroupStatus');
  });
  await t.test('the same token and parameters add nothing again, for eight hours', async () => {
    const request = {
      ClusterName: 'adding',
      ClientToken: 'once',
      NodesToAdd: [{ InstanceGroupName: 'b', IncrementTargetCountBy: 1 }],
    };
    const first = await add(request);
    await service.settle();
    const second = await add(request);
    assert.deepEqual(
      second.Successful!.map((row) => [row.NodeLogicalId, row.Status]),
      [[first.Successful![0]!.NodeLogicalId, 'Running']],
    );
    await assert.rejects(
      add({ ...request, NodesToAdd: [{ InstanceGroupName: 'b', IncrementTargetCountBy: 2 }] }),
      { name: 'ValidationException', message: /ClientToken 'once'/ },
    );
    await remove({ ClusterName: 'adding', NodeLogicalIds: [first.Successful![0]!.NodeLogicalId!] });
    await service.settle();
    assert.equal((await add(request)).Successful![0]!.Status, 'NotFound');
    await service.advance(8 * 3_600);
    assert.notEqual((await add(request)).Successful![0]!.NodeLogicalId, first.Successful![0]!.NodeLogicalId);
  });
  await t.test('two calls without a token add twice: the SDK gives each its own', async () => {
    const request = {
      ClusterName: 'adding',
      NodesToAdd: [{ InstanceGroupName: 'b', IncrementTargetCountBy: 1 }],
    };
    const [one, two] = [await add(request), await add(request)];
    assert.notEqual(one.Successful![0]!.NodeLogicalId, two.Successful![0]!.NodeLogicalId);
  });
  await t.test('what is refused as a whole', async () => {
    const many = {
      ClusterName: 'adding',
      NodesToAdd: [
        { InstanceGroupName: 'a', IncrementTargetCountBy: 30 },
        { InstanceGroupName: 'b', IncrementTargetCountBy: 21 },
      ],
    };
    await assert.rejects(add(many), { name: 'ValidationException', message: /At most 50 nodes.* 51/ });
    await standing(service, client, allOrNothing('fixed'));
    await assert.rejects(add({ ...many, ClusterName: 'fixed' }), {
      name: 'ValidationException',
      message: /Continuous/,
    });
    await assert.rejects(add({ ...many, ClusterName: 'nowhere' }), { name: 'ResourceNotFound' });
  });
});

test('deleting nodes', async (t) => {
  await standing(service, client, continuous('deleting', [group('workers', 4)]));
  const nodes = await nodesOf(client, 'deleting', { IncludeNodeLogicalIds: true });
  const [a, b, c] = nodes;
  await t.test('lowers the target by what succeeded, and leaves empty lists out', async () => {
    const reply = await remove({
      ClusterName: 'deleting',
      NodeIds: [a!.InstanceId!, 'i-00000000'],
      NodeLogicalIds: [b!.NodeLogicalId!],
    });
    assert.deepEqual(
      [reply.Successful, reply.SuccessfulNodeLogicalIds],
      [[a!.InstanceId], [b!.NodeLogicalId]],
    );
    assert.deepEqual(
      reply.Failed!.map((row) => [row.NodeId, row.Code]),
      [['i-00000000', 'NodeIdNotFound']],
    );
    assert.equal(reply.FailedNodeLogicalIds, undefined);
    assert.equal((await describe(client, 'deleting')).InstanceGroups![0]!.TargetCount, 2);
    await service.settle();
    assert.equal((await describe(client, 'deleting')).InstanceGroups![0]!.CurrentCount, 2);
  });
  await t.test('is a 400 where every node is refused, and changes nothing', async () => {
    await assert.rejects(remove({ ClusterName: 'deleting', NodeIds: [a!.InstanceId!] }), {
      name: 'ValidationException',
      message: /NodeIdNotFound/,
    });
    assert.equal((await describe(client, 'deleting')).InstanceGroups![0]!.TargetCount, 2);
  });
  await t.test('100 are one too many', async () => {
    const NodeIds = Array.from({ length: 100 }, (_, i) => `i-${String(i).padStart(8, '0')}`);
    await assert.rejects(remove({ ClusterName: 'deleting', NodeIds }), {
      name: 'ValidationException',
      message: /At most 99/,
    });
  });
  await t.test('a node already on its way is in use; a controller stays', async () => {
    await standing(service, client, continuousSlurm('deleting-slurm'));
    const [controller] = await nodesOf(client, 'deleting-slurm', { InstanceGroupNameContains: 'controller' });
    await assert.rejects(remove({ ClusterName: 'deleting-slurm', NodeIds: [controller!.InstanceId!] }), {
      name: 'ValidationException',
      message: /InvalidNodeStatus.*controller/,
    });
    await remove({ ClusterName: 'deleting', NodeIds: [c!.InstanceId!] });
    await assert.rejects(remove({ ClusterName: 'deleting', NodeIds: [c!.InstanceId!] }), {
      name: 'ValidationException',
      message: /NodeIdInUse/,
    });
  });
});
