import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchRebootClusterNodesCommand,
  BatchReplaceClusterNodesCommand,
  type ClusterNodeDetails,
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DeleteClusterCommand,
  DescribeClusterNodeCommand,
  ResourceNotFound,
} from '@aws-sdk/client-sagemaker';
import {
  allOrNothing,
  classicSlurm,
  continuous,
  continuousSlurm,
  describe,
  group,
  nodesOf,
  standing,
} from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();

interface Named {
  readonly ClusterName: string;
  readonly NodeIds?: string[];
  readonly NodeLogicalIds?: string[];
}
const verbs = {
  reboot: (input: Named) => client.send(new BatchRebootClusterNodesCommand(input)),
  replace: (input: Named) => client.send(new BatchReplaceClusterNodesCommand(input)),
};
const kinds: Record<string, (name: string) => CreateClusterCommandInput> = {
  'EKS, continuous': (name) => continuous(name),
  'EKS, all or nothing': (name) => allOrNothing(name),
  'Slurm, continuous': (name) => continuousSlurm(name),
  'Slurm, classic': (name) => classicSlurm(name),
};

const look = async (ClusterName: string, node: { NodeId?: string; NodeLogicalId?: string }) =>
  (await client.send(new DescribeClusterNodeCommand({ ClusterName, ...node }))).NodeDetails!;

/** The first worker, by its instance id. */
async function worker(ClusterName: string): Promise<ClusterNodeDetails> {
  const nodes = await nodesOf(client, ClusterName, { InstanceGroupNameContains: 'workers' });
  return look(ClusterName, { NodeId: nodes[0]!.InstanceId! });
}

for (const [kind, request] of Object.entries(kinds)) {
  const slurm = kind.startsWith('Slurm');
  const name = (suffix: string) => `${kind.replace(/\W+/g, '-')}-${suffix}`;

  test(`${kind}: a reboot keeps what the node is`, async () => {
    await standing(service, client, request(name('reboot')));
    const before = await worker(name('reboot'));
    const reply = await verbs.reboot({ ClusterName: name('reboot'), NodeIds: [before.InstanceId!] });
    assert.deepEqual(
      [reply.Successful, reply.Failed, reply.SuccessfulNodeLogicalIds, reply.FailedNodeLogicalIds],
      [[before.InstanceId], [], undefined, undefined],
    );
    assert.equal(
      (await look(name('reboot'), { NodeId: before.InstanceId })).InstanceStatus!.Status,
      'Pending',
    );
    assert.equal((await describe(client, name('reboot'))).ClusterStatus, 'InService');
    await service.advance(180);
    assert.deepEqual(await look(name('reboot'), { NodeId: before.InstanceId }), before);
  });

  test(`${kind}: a replacement brings a new instance in the same place`, async () => {
    await standing(service, client, request(name('replace')));
    const before = await worker(name('replace'));
    const groups = (await describe(client, name('replace'))).InstanceGroups!;
    const reply = await verbs.replace({ ClusterName: name('replace'), NodeIds: [before.InstanceId!] });
    assert.deepEqual([reply.Successful, reply.Failed], [[before.InstanceId], []]);
    const during = await look(name('replace'), { NodeLogicalId: before.NodeLogicalId });
    assert.equal(during.InstanceStatus!.Status, 'Pending');
    await service.advance(19 * 60);
    const still = await look(name('replace'), { NodeLogicalId: before.NodeLogicalId });
    assert.equal(still.InstanceStatus!.Status, 'Pending', 'published: 20 to 30 minutes');
    await service.advance(11 * 60 + 1);
    const after = await look(name('replace'), { NodeLogicalId: before.NodeLogicalId });
    assert.equal(after.InstanceStatus!.Status, 'Running');
    assert.notEqual(after.InstanceId, before.InstanceId);
    assert.ok(after.LaunchTime! > before.LaunchTime!);
    assert.equal(after.PrivateDnsHostname === before.PrivateDnsHostname, slurm, 'Slurm keeps the host name');
    assert.deepEqual(after.Placement, before.Placement);
    assert.deepEqual(
      (await describe(client, name('replace'))).InstanceGroups!.map((g) => [g.TargetCount, g.CurrentCount]),
      groups.map((g) => [g.TargetCount, g.CurrentCount]),
    );
    await assert.rejects(look(name('replace'), { NodeId: before.InstanceId }), ResourceNotFound);
    const gone = await verbs.reboot({ ClusterName: name('replace'), NodeIds: [before.InstanceId!] });
    assert.equal(gone.Failed![0]!.ErrorCode, 'InstanceIdNotFound');
  });
}

test('each node of a batch succeeds or fails by itself, under the name it was given by', async () => {
  await standing(service, client, continuous('mixed', [group('workers', 4)]));
  const [a, b, c, d] = await nodesOf(client, 'mixed', { IncludeNodeLogicalIds: true });
  await verbs.reboot({ ClusterName: 'mixed', NodeIds: [b!.InstanceId!] });
  const reply = await verbs.replace({
    ClusterName: 'mixed',
    NodeIds: [a!.InstanceId!, b!.InstanceId!, 'i-00000000', a!.InstanceId!],
    NodeLogicalIds: [a!.NodeLogicalId!, c!.NodeLogicalId!, 'no-such-node'],
  });
  assert.deepEqual(reply.Successful, [a!.InstanceId]);
  assert.deepEqual(reply.SuccessfulNodeLogicalIds, [a!.NodeLogicalId, c!.NodeLogicalId]);
  assert.deepEqual(
    reply.Failed!.map((row) => [row.NodeId, row.ErrorCode]),
    [
      [b!.InstanceId, 'InstanceIdInUse'],
      ['i-00000000', 'InstanceIdNotFound'],
    ],
  );
  assert.deepEqual(
    reply.FailedNodeLogicalIds!.map((row) => [row.NodeLogicalId, row.ErrorCode]),
    [['no-such-node', 'InstanceIdNotFound']],
  );
  for (const row of [...reply.Failed!, ...reply.FailedNodeLogicalIds!])
    assert.match(row.Message!, /Wait|look it up/);
  assert.equal((await look('mixed', { NodeId: d!.InstanceId })).InstanceStatus!.Status, 'Running');
});

test('the logical rows are there when logical ids were given, and only then', async (t) => {
  await standing(service, client, continuous('rows', [group('workers', 25)]));
  const nodes = await nodesOf(client, 'rows', { IncludeNodeLogicalIds: true });
  await t.test('25 by logical id', async () => {
    const ids = nodes.map((node) => node.NodeLogicalId!);
    const reply = await verbs.reboot({ ClusterName: 'rows', NodeLogicalIds: ids });
    assert.deepEqual(
      [reply.Successful, reply.Failed, reply.SuccessfulNodeLogicalIds, reply.FailedNodeLogicalIds],
      [undefined, [], ids, []],
    );
    await service.settle();
  });
  await t.test('25 by instance id', async () => {
    const ids = nodes.map((node) => node.InstanceId!);
    const reply = await verbs.reboot({ ClusterName: 'rows', NodeIds: ids });
    assert.deepEqual([reply.Successful?.length, reply.SuccessfulNodeLogicalIds], [25, undefined]);
    await service.settle();
  });
});

test('the four error codes', async (t) => {
  await standing(service, client, continuous('codes', [group('workers', 3)]));
  const [a, b, c] = (await nodesOf(client, 'codes')).map((node) => node.InstanceId!);
  const code = async (verb: keyof typeof verbs, ClusterName: string, id: string) => {
    const { Successful, Failed } = await verbs[verb]({ ClusterName, NodeIds: [id] });
    assert.equal(Successful, undefined);
    return Failed![0]!.ErrorCode;
  };
  await t.test('InstanceIdNotFound: no node of this cluster', async () => {
    await standing(service, client, continuous('codes-other'));
    const [foreign] = await nodesOf(client, 'codes-other');
    for (const verb of ['reboot', 'replace'] as const) {
      assert.equal(await code(verb, 'codes', foreign!.InstanceId!), 'InstanceIdNotFound');
    }
  });
  await t.test('InstanceIdInUse: other work is under way on it', async () => {
    await verbs.reboot({ ClusterName: 'codes', NodeIds: [a!] });
    for (const verb of ['reboot', 'replace'] as const)
      assert.equal(await code(verb, 'codes', a!), 'InstanceIdInUse');
  });
  await t.test('InternalServerError: where a fault asks for it, once', async () => {
    await service.control('POST', 'faults', { type: 'internal-error', node: c, count: 1 });
    assert.equal(await code('replace', 'codes', c!), 'InternalServerError');
    assert.deepEqual((await verbs.reboot({ ClusterName: 'codes', NodeIds: [c!] })).Successful, [c]);
  });
  await t.test('InvalidInstanceStatus: still being provisioned', async () => {
    await client.send(new CreateClusterCommand(continuous('codes-new')));
    await service.advance(90);
    const [young] = await nodesOf(client, 'codes-new');
    assert.equal(young!.InstanceStatus!.Status, 'Pending');
    for (const verb of ['reboot', 'replace'] as const) {
      assert.equal(await code(verb, 'codes-new', young!.InstanceId!), 'InvalidInstanceStatus');
    }
  });
  await t.test('InvalidInstanceStatus: on its way out', async () => {
    await client.send(new DeleteClusterCommand({ ClusterName: 'codes' }));
    for (const verb of ['reboot', 'replace'] as const) {
      assert.equal(await code(verb, 'codes', b!), 'InvalidInstanceStatus');
    }
  });
});

test('a Slurm controller can be rebooted, not replaced', async () => {
  await standing(service, client, continuousSlurm('head'));
  const [controller] = await nodesOf(client, 'head', { InstanceGroupNameContains: 'controller' });
  const ids = { ClusterName: 'head', NodeIds: [controller!.InstanceId!] };
  const { Failed } = await verbs.replace(ids);
  assert.equal(Failed![0]!.ErrorCode, 'InvalidInstanceStatus');
  assert.match(Failed![0]!.Message!, /controller.*rebooted with BatchRebootClusterNodes/);
  assert.deepEqual((await verbs.reboot(ids)).Successful, ids.NodeIds);
});

test('a whole call that is refused', async (t) => {
  await standing(service, client, allOrNothing('whole'));
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `i-${String(i).padStart(8, '0')}`);
  const table: Record<string, [Named, string, RegExp]> = {
    'no such cluster': [
      { ClusterName: 'nowhere', NodeIds: ids(1) },
      'ResourceNotFound',
      /'nowhere' does not exist/,
    ],
    'no node named': [
      { ClusterName: 'whole' },
      'ValidationException',
      /At least one of NodeIds and NodeLogicalIds/,
    ],
    'an empty list': [
      { ClusterName: 'whole', NodeIds: [] },
      'ValidationException',
      /'nodeIds'.*length greater than or equal to 1/,
    ],
    '26 nodes': [
      { ClusterName: 'whole', NodeIds: ids(26) },
      'ValidationException',
      /'nodeIds'.*length less than or equal to 25/,
    ],
    'an id that is none': [
      { ClusterName: 'whole', NodeIds: ['node-1'] },
      'ValidationException',
      /'nodeIds'.*regular expression/,
    ],
    'logical ids where there are none': [
      { ClusterName: 'whole', NodeLogicalIds: ['aa'] },
      'ValidationException',
      /NodeProvisioningMode Continuous/,
    ],
  };
  for (const [sentence, [input, name, message]] of Object.entries(table)) {
    for (const verb of ['reboot', 'replace'] as const) {
      await t.test(`${verb}: ${sentence}`, () => assert.rejects(verbs[verb](input), { name, message }));
    }
  }
});
