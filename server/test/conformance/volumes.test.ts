import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AttachClusterNodeVolumeCommand,
  BatchRebootClusterNodesCommand,
  BatchReplaceClusterNodesCommand,
  CreateClusterCommand,
  DetachClusterNodeVolumeCommand,
} from '@aws-sdk/client-sagemaker';
import { allOrNothing, classicSlurm, continuous, group, nodesOf, standing } from './requests.ts';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();
const ClusterArn = await standing(service, client, continuous('volumes', [group('workers', 2)]));
const [NodeId, otherId] = (await nodesOf(client, 'volumes')).map((node) => node.InstanceId!);
const volume = (number: number) => `vol-${String(number).padStart(17, '0')}`;
const attach = (VolumeId: string, change: { NodeId?: string; ClusterArn?: string } = {}) =>
  client.send(new AttachClusterNodeVolumeCommand({ ClusterArn, NodeId: NodeId!, VolumeId, ...change }));
const detach = (VolumeId: string, change: { NodeId?: string; ClusterArn?: string } = {}) =>
  client.send(new DetachClusterNodeVolumeCommand({ ClusterArn, NodeId: NodeId!, VolumeId, ...change }));

test('a volume is attached and detached', async () => {
  const attaching = await attach(volume(1));
  assert.deepEqual(
    [attaching.ClusterArn, attaching.NodeId, attaching.VolumeId, attaching.Status, attaching.DeviceName],
    [ClusterArn, NodeId, volume(1), 'attaching', '/dev/sdf'],
  );
  await assert.rejects(detach(volume(1)), { name: 'ConflictException', message: /is attaching/ });
  await service.settle();
  const detaching = await detach(volume(1));
  assert.deepEqual([detaching.Status, detaching.AttachTime], ['detaching', attaching.AttachTime]);
  await service.settle();
  await assert.rejects(detach(volume(1)), { name: 'ValidationException', message: /is not attached/ });
});

test('device names are given one after another, eleven of them', async () => {
  const names: (string | undefined)[] = [];
  for (let i = 1; i <= 11; i += 1) names.push((await attach(volume(i))).DeviceName);
  assert.deepEqual(
    names,
    [...'fghijklmnop'].map((letter) => `/dev/sd${letter}`),
  );
  await assert.rejects(attach(volume(12)), { name: 'ValidationException', message: /11 volumes attached/ });
  await service.settle();
});

test('volumes stay through a reboot and go with a replacement', async () => {
  await client.send(new BatchRebootClusterNodesCommand({ ClusterName: 'volumes', NodeIds: [NodeId!] }));
  await service.settle();
  await assert.rejects(attach(volume(1)), { name: 'ValidationException', message: /already attached/ });
  await client.send(new BatchReplaceClusterNodesCommand({ ClusterName: 'volumes', NodeIds: [NodeId!] }));
  await service.settle();
  const [fresh] = (await nodesOf(client, 'volumes')).map((node) => node.InstanceId!);
  assert.equal((await attach(volume(1), { NodeId: fresh })).DeviceName, '/dev/sdf');
  await service.settle();
});

test('what is refused', async (t) => {
  const slurm = await standing(service, client, classicSlurm('volumes-slurm'));
  const { ClusterArn: young } = await client.send(new CreateClusterCommand(allOrNothing('volumes-young')));
  const table: Record<string, [() => Promise<unknown>, string, RegExp]> = {
    'a volume that another node has': [
      () => attach(volume(1), { NodeId: otherId }),
      'ValidationException',
      /is attached to node/,
    ],
    'a node that is none': [
      () => attach(volume(20), { NodeId: 'i-00000000' }),
      'ResourceNotFound',
      /'i-00000000'/,
    ],
    'a cluster that is none': [
      () => attach(volume(20), { ClusterArn: `arn:aws:sagemaker:${region}:${account}:cluster/000000000000` }),
      'ResourceNotFound',
      /does not exist/,
    ],
    'a Slurm cluster': [
      () => attach(volume(20), { ClusterArn: slurm }),
      'ValidationException',
      /orchestrated by EKS/,
    ],
    'a cluster that is not in service': [
      () => attach(volume(20), { ClusterArn: young! }),
      'ConflictException',
      /is Creating/,
    ],
    'a name in place of the ARN': [
      () => attach(volume(20), { ClusterArn: 'volumes' }),
      'ValidationException',
      /'clusterArn'.*regular expression/,
    ],
    'a volume id that is none': [
      () => attach('disk-1'),
      'ValidationException',
      /'volumeId'.*regular expression/,
    ],
    'detaching from a cluster that is none': [
      () => detach(volume(1), { ClusterArn: `arn:aws:sagemaker:${region}:${account}:cluster/000000000000` }),
      'ResourceNotFound',
      /does not exist/,
    ],
  };
  for (const [sentence, [call, name, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(call, { name, message }));
  }
});
