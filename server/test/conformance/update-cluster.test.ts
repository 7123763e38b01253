import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpdateClusterCommand, type UpdateClusterCommandInput } from '@aws-sdk/client-sagemaker';
import { allOrNothing, continuous, describe, group, nodesOf, roleArn, standing } from './requests.ts';
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

test('all or nothing: the cluster is Updating until its nodes stand', async () => {
  await standing(service, client, allOrNothing('scale', [group('a', 1), group('b', 1)]));
  await update({ ClusterName: 'scale', InstanceGroups: [group('a', 3)] });
  assert.equal((await describe(client, 'scale')).ClusterStatus, 'Updating');
  assert.deepEqual(await counts('scale'), [
    ['a', 1, 3, 'Updating'],
    ['b', 1, 1, 'InService'],
  ]);
  await service.settle();
  assert.equal((await describe(client, 'scale')).ClusterStatus, 'InService');
  assert.deepEqual(await counts('scale'), [
    ['a', 3, 3, 'InService'],
    ['b', 1, 1, 'InService'],
  ]);
});

test('continuous: the cluster stays in service while it scales', async () => {
  await standing(service, client, continuous('grow'));
  await update({ ClusterName: 'grow', InstanceGroups: [group('workers', 5)] });
  assert.equal((await describe(client, 'grow')).ClusterStatus, 'InService');
  assert.deepEqual(await counts('grow'), [['workers', 3, 5, 'InService']]);
  await service.settle();
  assert.deepEqual(await counts('grow'), [['workers', 5, 5, 'InService']]);
});

test('a described group can be sent back with another count', async () => {
  const asked = group('workers', 2, {
    KubernetesConfig: { Labels: { a: 'b' } },
    ThreadsPerCore: 2,
    MinInstanceCount: 1,
  });
  await standing(service, client, continuous('back', [asked]));
  await update({
    ClusterName: 'back',
    InstanceGroups: (await describe(client, 'back')).InstanceGroups!.map((g) => ({
      InstanceGroupName: g.InstanceGroupName!,
      InstanceType: g.InstanceType!,
      LifeCycleConfig: g.LifeCycleConfig!,
      ExecutionRole: g.ExecutionRole!,
      InstanceCount: 3,
    })),
  });
  await service.settle();
  const [workers] = (await describe(client, 'back')).InstanceGroups!;
  assert.deepEqual(
    [
      workers!.CurrentCount,
      workers!.ThreadsPerCore,
      workers!.KubernetesConfig?.DesiredLabels,
      workers!.MinCount,
    ],
    [3, 2, { a: 'b' }, 1],
  );
});

test('groups come and go; the others stay as they are', async () => {
  await standing(service, client, continuous('groups', [group('old', 2), group('kept', 1)]));
  await update({ ClusterName: 'groups', InstanceGroups: [group('new', 1)], InstanceGroupsToDelete: ['old'] });
  assert.deepEqual(
    (await counts('groups')).find(([name]) => name === 'old'),
    ['old', 2, 0, 'Deleting'],
  );
  await service.settle();
  assert.deepEqual(await counts('groups'), [
    ['kept', 1, 1, 'InService'],
    ['new', 1, 1, 'InService'],
  ]);
  await update({ ClusterName: 'groups', InstanceGroups: [group('kept', 0)] });
  await service.settle();
  assert.deepEqual(await counts('groups'), [
    ['kept', 0, 0, 'InService'],
    ['new', 1, 1, 'InService'],
  ]);
});

test('continuous: fewer nodes take the unhealthy first, then the newest', async () => {
  await standing(service, client, continuous('shrink', [group('workers', 4)]));
  const [first, second, third] = (await nodesOf(client, 'shrink')).map((node) => node.InstanceId!);
  await service.control('POST', 'faults', { type: 'node', node: first, needs: 'replacement' });
  await update({ ClusterName: 'shrink', InstanceGroups: [group('workers', 2)] });
  await service.settle();
  assert.deepEqual(
    (await nodesOf(client, 'shrink')).map((node) => node.InstanceId),
    [second, third],
  );
});

test('settings are changed in place', async () => {
  await standing(service, client, continuous('settings'));
  await update({
    ClusterName: 'settings',
    NodeRecovery: 'Automatic',
    TieredStorageConfig: { Mode: 'Disable' },
    ClusterRole: roleArn,
    AutoScaling: { Mode: 'Enable', AutoScalerType: 'Karpenter' },
  });
  const on = await describe(client, 'settings');
  assert.deepEqual(
    [on.NodeRecovery, on.TieredStorageConfig, on.ClusterRole, on.AutoScaling?.Status],
    ['Automatic', { Mode: 'Disable' }, roleArn, 'InService'],
  );
  await update({ ClusterName: 'settings', AutoScaling: { Mode: 'Disable' } });
  assert.equal((await describe(client, 'settings')).AutoScaling, undefined);
});
