import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, onEks, slurm } from '../../../test/fleet.ts';

type Names = { readonly NodeIds?: string[]; readonly NodeLogicalIds?: string[] };
const remove = (f: Fleet, names: Names) => f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', ...names });

async function running(cluster = eks(group('a', 3))) {
  const f = await fleet().with('ml', cluster);
  const nodes = await f.nodes();
  const ids = nodes.map(({ InstanceId }) => InstanceId);
  return { f, ids, logicalIds: nodes.map(({ NodeLogicalId }) => NodeLogicalId!) };
}

test('a node that is deleted lowers the target, shuts down, and leaves the list before the count', async () => {
  for (const kind of [eks, onEks]) {
    const { f, ids } = await running(kind(group('a', 3)));
    const reply = await remove(f, { NodeIds: [ids[1]!] });
    assert.deepEqual(
      JSON.parse(JSON.stringify(reply)),
      { Successful: [ids[1]] },
      'empty lists are left out (observed)',
    );
    assert.equal(await f.statuses(), 'Running ShuttingDown Running');
    assert.equal((await f.group('a')).TargetCount, 2);
    await f.advance('5s');
    assert.deepEqual([(await f.nodes()).length, (await f.group('a')).CurrentCount], [2, 3], 'observed');
    await f.settle();
    assert.deepEqual([await f.status(), (await f.group('a')).CurrentCount], ['InService', 2]);
  }
});

test('the events of a deletion, in the order in which the service records them (observed)', async () => {
  const { f, ids } = await running();
  const start = f.events().length;
  await remove(f, { NodeIds: [ids[0]!] });
  await f.settle();
  assert.deepEqual(f.events().slice(start), [
    'Instance deletion started successfully in Cluster ml and InstanceGroup a',
    `EC2 Instance ${ids[0]} successfully terminated in Cluster ml and InstanceGroup a`,
    `Customer ENI successfully deleted for EC2 Instance ${ids[0]} in Cluster ml and InstanceGroup a`,
    `Instance ${ids[0]} deletion in Cluster ml and InstanceGroup a completed successfully`,
  ]);
});

test('a minimum goes down with the target', async () => {
  const { f, ids } = await running(eks(group('a', 3, { MinInstanceCount: 3 })));
  await remove(f, { NodeIds: ids.slice(0, 2) });
  await f.settle();
  const { MinCount, TargetCount, Status } = await f.group('a');
  assert.deepEqual([MinCount, TargetCount, Status], [1, 1, 'InService']);
});

test('nodes are taken or refused one by one', async (t) => {
  await t.test('a good one among bad ones goes', async () => {
    const { f, ids, logicalIds } = await running();
    await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [ids[0]!] });
    const reply = await remove(f, {
      NodeIds: [ids[0]!, 'i-00000000000000000', ids[1]!, ids[1]!],
      NodeLogicalIds: ['nobody', logicalIds[2]!],
    });
    assert.deepEqual(reply.Successful, [ids[1]]);
    assert.deepEqual(reply.SuccessfulNodeLogicalIds, [logicalIds[2]]);
    assert.deepEqual(
      reply.Failed!.map((row) => [row.NodeId, row.Code]),
      [
        [ids[0], 'NodeIdInUse'],
        ['i-00000000000000000', 'NodeIdNotFound'],
      ],
    );
    assert.deepEqual(
      reply.FailedNodeLogicalIds!.map((row) => [row.NodeLogicalId, row.Code]),
      [['nobody', 'NodeIdNotFound']],
    );
    assert.equal((await f.group('a')).TargetCount, 1);
  });
  await t.test('both names of one node: it goes once', async () => {
    const { f, ids, logicalIds } = await running();
    const reply = await remove(f, { NodeIds: [ids[0]!], NodeLogicalIds: [logicalIds[0]!] });
    assert.deepEqual([reply.Successful, reply.SuccessfulNodeLogicalIds], [[ids[0]], [logicalIds[0]]]);
    assert.equal((await f.group('a')).TargetCount, 2);
  });
  await t.test('one that is still coming up, and one whose launch fails, go too', async () => {
    const f = fleet();
    await f.fault({ type: 'launch' }, { count: 1 });
    await f.create('ml', eks(group('a', 2)));
    await f.advance('75s');
    assert.equal([await f.statuses()].join().includes('Failure'), true);
    const logicalIds = (await f.nodes()).map(({ NodeLogicalId }) => NodeLogicalId!);
    assert.equal((await remove(f, { NodeLogicalIds: logicalIds })).SuccessfulNodeLogicalIds!.length, 2);
    await f.settle();
    assert.deepEqual([(await f.nodes()).length, (await f.group('a')).TargetCount], [0, 0]);
  });
});

test('where every node is refused the whole call fails, and says why for each (documented: 400)', async (t) => {
  const refuse = (f: Fleet, names: Names, text: RegExp) =>
    f.refused('BatchDeleteClusterNodes', { ClusterName: 'ml', ...names }, 'ValidationException', text);
  await t.test('unknown', async () => {
    const { f } = await running();
    await refuse(
      f,
      { NodeIds: ['i-00000000'] },
      /None of the nodes could be deleted: i-00000000: NodeIdNotFound:/,
    );
  });
  await t.test('deleted already', async () => {
    const { f, ids } = await running();
    await remove(f, { NodeIds: [ids[0]!] });
    await refuse(f, { NodeIds: [ids[0]!] }, /NodeIdInUse: .* already being deleted/);
  });
  await t.test('a Slurm controller (documented)', async () => {
    const { f, ids } = await running(slurm(group('head', 1, { SlurmConfig: { NodeType: 'Controller' } })));
    await refuse(f, { NodeIds: ids }, /InvalidNodeStatus: .* Slurm controller, which cannot be deleted/);
  });
  await t.test('in an operation of the cluster (documented)', async () => {
    const { f, ids } = await running(onEks(group('a', 2)));
    await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 3)] });
    await refuse(f, { NodeIds: ids }, /InvalidNodeStatus: .* which is Updating/);
  });
});

test('what a request may name', async () => {
  const { f, logicalIds } = await running();
  const many = (count: number) => Array.from({ length: count }, (_, i) => `i-${String(i).padStart(17, '0')}`);
  const refuse = (names: Names, text: RegExp) =>
    f.refused('BatchDeleteClusterNodes', { ClusterName: 'ml', ...names }, 'ValidationException', text);
  await refuse({}, /At least one of NodeIds and NodeLogicalIds/);
  await refuse(
    { NodeIds: many(99), NodeLogicalIds: logicalIds.slice(0, 1) },
    /At most 99 nodes .* 100 are given/,
  );
  await refuse({ NodeIds: many(99) }, /None of the nodes could be deleted/);
  const other = await running(onEks(group('a', 1)));
  await other.f.refused(
    'BatchDeleteClusterNodes',
    { ClusterName: 'ml', NodeLogicalIds: other.logicalIds },
    'ValidationException',
    /NodeLogicalIds are supported for clusters with NodeProvisioningMode Continuous/,
  );
});
