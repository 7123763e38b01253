import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchRebootClusterNodesCommand,
  CreateClusterCommand,
  type InstanceGroupHealthCheckConfiguration,
  ListClusterEventsCommand,
  StartClusterHealthCheckCommand,
} from '@aws-sdk/client-sagemaker';
import { allOrNothing, continuous, continuousSlurm, describe, group, nodesOf, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
type Configuration = InstanceGroupHealthCheckConfiguration;
const start = (ClusterName: string, ...DeepHealthCheckConfigurations: Configuration[]) =>
  client.send(new StartClusterHealthCheckCommand({ ClusterName, DeepHealthCheckConfigurations }));
const stress: Configuration = { InstanceGroupName: 'workers', DeepHealthChecks: ['InstanceStress'] };
const statuses = async (name: string) =>
  (await nodesOf(client, name)).map((node) => node.InstanceStatus!.Status);

test('checks run on a whole group for one to two hours, and leave the nodes as they were', async () => {
  const ClusterArn = await standing(
    service,
    client,
    continuous('whole', [group('workers', 2), group('others', 1)]),
  );
  const before = await nodesOf(client, 'whole');
  assert.equal((await start('whole', stress)).ClusterArn, ClusterArn);
  assert.deepEqual(await statuses('whole'), [
    'DeepHealthCheckInProgress',
    'DeepHealthCheckInProgress',
    'Running',
  ]);
  assert.equal((await describe(client, 'whole')).ClusterStatus, 'InService');
  await service.advance(59 * 60);
  assert.equal((await statuses('whole'))[0], 'DeepHealthCheckInProgress');
  await service.advance(62 * 60);
  assert.deepEqual(await nodesOf(client, 'whole'), before);
});

test('some instances; overlapping entries are merged; one run at a time', async () => {
  await standing(service, client, continuous('some', [group('workers', 3)]));
  const [a, b] = (await nodesOf(client, 'some')).map((node) => node.InstanceId!);
  await start(
    'some',
    { ...stress, InstanceIds: [a!] },
    { ...stress, InstanceIds: [a!, b!], DeepHealthChecks: ['InstanceConnectivity'] },
  );
  assert.deepEqual(await statuses('some'), [
    'DeepHealthCheckInProgress',
    'DeepHealthCheckInProgress',
    'Running',
  ]);
  await assert.rejects(start('some', stress), {
    name: 'ConflictException',
    message: /Deep health checks are running/,
  });
  await service.advance(21 * 60);
  assert.deepEqual(await statuses('some'), ['DeepHealthCheckInProgress', 'Running', 'Running']);
  await service.settle();
  await start('some', stress);
});

test('a node that is busy is passed over, and the events say so', async () => {
  await standing(service, client, continuous('busy', [group('workers', 2)]));
  const [a] = await nodesOf(client, 'busy');
  await client.send(new BatchRebootClusterNodesCommand({ ClusterName: 'busy', NodeIds: [a!.InstanceId!] }));
  await start('busy', stress);
  assert.deepEqual(await statuses('busy'), ['Pending', 'DeepHealthCheckInProgress']);
  const { Events } = await client.send(new ListClusterEventsCommand({ ClusterName: 'busy' }));
  const skipped = Events!.find((event) => event.Description!.includes(`${a!.InstanceId} skipped`));
  assert.equal(skipped?.EventLevel, 'Warn');
});

test('a node that fails is replaced where recovery is Automatic, and shows it where it is None', async (t) => {
  for (const recovery of ['Automatic', 'None'] as const) {
    await t.test(recovery, async () => {
      const name = `failing-${recovery}`;
      await standing(service, client, continuous(name, [group('workers', 1)], { NodeRecovery: recovery }));
      const [before] = await nodesOf(client, name);
      await service.control('POST', 'faults', { type: 'deep-health-check', cluster: name, count: 1 });
      await start(name, stress);
      await service.settle();
      const [after] = await nodesOf(client, name);
      assert.equal(after!.InstanceId === before!.InstanceId, recovery === 'None');
      assert.equal(after!.InstanceStatus!.Status, recovery === 'None' ? 'Failure' : 'Running');
      assert.match(after!.InstanceStatus!.Message!, recovery === 'None' ? /Deep health checks failed/ : /^$/);
    });
  }
});

test('checks on start: a new node is checked before it is Running', async () => {
  const checked = group('workers', 1, {
    OnStartDeepHealthChecks: ['InstanceStress', 'InstanceConnectivity'],
  });
  await client.send(new CreateClusterCommand(continuous('on-start', [checked])));
  await service.advance(30 * 60);
  assert.deepEqual(await statuses('on-start'), ['DeepHealthCheckInProgress']);
  assert.equal((await describe(client, 'on-start')).InstanceGroups![0]!.CurrentCount, 0);
  await service.settle();
  assert.deepEqual(await statuses('on-start'), ['Running']);
});

test('what is refused', async (t) => {
  await standing(service, client, continuousSlurm('slurm'));
  await client.send(new CreateClusterCommand(allOrNothing('young')));
  const table: Record<string, [string, Configuration, string, RegExp]> = {
    'a cluster that is none': ['nowhere', stress, 'ResourceNotFound', /does not exist/],
    'a cluster that is not in service': ['young', stress, 'ConflictException', /is Creating/],
    'a group that is none': [
      'whole',
      { ...stress, InstanceGroupName: 'none' },
      'ValidationException',
      /'none' does not exist/,
    ],
    'instances of another group': [
      'whole',
      { ...stress, InstanceIds: ['i-00000000'] },
      'ValidationException',
      /do not belong to instance group 'workers'/,
    ],
    'a Slurm controller': [
      'slurm',
      { ...stress, InstanceGroupName: 'controller' },
      'ValidationException',
      /worker nodes/,
    ],
    'a check that is none': [
      'whole',
      { ...stress, DeepHealthChecks: ['Everything' as never] },
      'ValidationException',
      /deepHealthChecks.*enum value set/,
    ],
  };
  for (const [sentence, [name, configuration, error, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(start(name, configuration), { name: error, message }));
  }
});
