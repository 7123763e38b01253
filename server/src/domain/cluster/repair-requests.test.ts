import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, onEks } from '../../../test/fleet.ts';
import { BatchRebootClusterNodesRequest, BatchReplaceClusterNodesRequest } from '../../shapes/batch-nodes.ts';

/** What a request to reboot or replace may name, and how the names are answered. */
async function running(cluster = eks(group('a', 2))) {
  const f = await fleet().with('ml', cluster);
  const nodes = await f.nodes();
  const ids = nodes.map(({ InstanceId }) => InstanceId);
  return { f, ids, logicalIds: nodes.map(({ NodeLogicalId }) => NodeLogicalId!) };
}

type Names = { readonly NodeIds?: string[]; readonly NodeLogicalIds?: string[] };
const reboot = (f: Fleet, names: Names) => f.call('BatchRebootClusterNodes', { ClusterName: 'ml', ...names });

const reboots = (f: Fleet): number =>
  f.events().filter((text) => text.includes('is currently in progress')).length;

test('25 names of each kind in one request (documented)', () => {
  for (const { members } of [BatchRebootClusterNodesRequest, BatchReplaceClusterNodesRequest]) {
    for (const names of [members.NodeIds, members.NodeLogicalIds]) {
      assert.deepEqual([names.min, names.max], [1, 25]);
    }
  }
});

test('25 nodes of each kind are taken in one request', async () => {
  const { f, ids, logicalIds } = await running(eks(group('a', 50)));
  const reply = await reboot(f, { NodeIds: ids.slice(0, 25), NodeLogicalIds: logicalIds.slice(25) });
  assert.equal(reply.Successful!.length + reply.SuccessfulNodeLogicalIds!.length, 50);
  assert.equal(reboots(f), 50);
});

test('a request that names nothing, or what it cannot, is refused', async (t) => {
  await t.test('no names', async () => {
    const { f } = await running();
    await f.refused(
      'BatchRebootClusterNodes',
      { ClusterName: 'ml' },
      'ValidationException',
      /At least one of NodeIds and NodeLogicalIds must be given/,
    );
  });
  await t.test('logical ids in the default mode', async () => {
    const { f, logicalIds } = await running(onEks(group('a', 1)));
    const input = { ClusterName: 'ml', NodeLogicalIds: logicalIds };
    await f.refused(
      'BatchReplaceClusterNodes',
      input,
      'ValidationException',
      /NodeLogicalIds are supported for/,
    );
  });
  await t.test('an unknown cluster', async () => {
    const { f, ids } = await running();
    const input = { ClusterName: 'nobody', NodeIds: ids };
    await f.refused('BatchRebootClusterNodes', input, 'ResourceNotFound', /'nobody' does not exist/);
  });
});

test('how names are answered', async (t) => {
  await t.test('a name given twice: once', async () => {
    const { f, ids } = await running();
    const reply = await reboot(f, { NodeIds: [ids[0]!, ids[0]!, 'i-00000000', 'i-00000000'] });
    assert.deepEqual(reply.Successful, [ids[0]]);
    assert.equal(reply.Failed!.length, 1);
    assert.equal(reboots(f), 1);
  });
  await t.test('both names of one node: under both, and the node is worked on once', async () => {
    const { f, ids, logicalIds } = await running();
    const reply = await reboot(f, { NodeIds: [ids[0]!], NodeLogicalIds: [logicalIds[0]!] });
    assert.deepEqual(reply.Successful, [ids[0]]);
    assert.deepEqual(reply.SuccessfulNodeLogicalIds, [logicalIds[0]]);
    assert.equal(reboots(f), 1);
  });
  await t.test('both names of one node that is refused: under both', async () => {
    const { f, ids, logicalIds } = await running();
    await f.fault({ type: 'internal-error', node: logicalIds[0]! }, { count: 1 });
    const reply = await reboot(f, { NodeIds: [ids[0]!], NodeLogicalIds: [logicalIds[0]!] });
    assert.deepEqual(
      reply.Failed!.map(({ ErrorCode }) => ErrorCode),
      ['InternalServerError'],
    );
    assert.deepEqual(
      reply.FailedNodeLogicalIds!.map(({ ErrorCode }) => ErrorCode),
      ['InternalServerError'],
    );
    assert.match(reply.FailedNodeLogicalIds![0]!.Message!, new RegExp(logicalIds[0]!));
    assert.equal(reboots(f), 0);
  });
  await t.test('members about logical ids are there only where such were given (documented)', async () => {
    const { f, ids, logicalIds } = await running();
    assert.deepEqual(await reboot(f, { NodeIds: [ids[0]!] }), {
      Successful: [ids[0]],
      Failed: [],
      SuccessfulNodeLogicalIds: undefined,
      FailedNodeLogicalIds: undefined,
    });
    assert.deepEqual(await reboot(f, { NodeLogicalIds: [logicalIds[1]!] }), {
      Successful: undefined,
      Failed: [],
      SuccessfulNodeLogicalIds: [logicalIds[1]],
      FailedNodeLogicalIds: [],
    });
  });
});

test('a repair leaves the cluster InService in the default mode too', async () => {
  const { f, ids } = await running(onEks(group('a', 2)));
  await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: [ids[0]!] });
  assert.deepEqual([await f.status(), await f.statuses()], ['InService', 'Pending Running']);
  const { TargetCount, CurrentCount } = await f.group('a');
  assert.deepEqual([TargetCount, CurrentCount], [2, 2], 'the instance is there until it is terminated');
  await f.advance('10m');
  assert.equal((await f.group('a')).CurrentCount, 1);
  assert.deepEqual((await f.nodes())[0]!.InstanceStatus.Status, 'Pending');
  await f.settle();
  assert.equal((await f.group('a')).CurrentCount, 2);
});

test('a replacement that fails, by what is there to try it again', async (t) => {
  const table = {
    'continuous: it is tried again': [eks(group('a', 1)), 'Running'],
    'default mode, recovery Automatic: it is tried again': [onEks(group('a', 1)), 'Running'],
    'default mode, recovery None: it waits, and can be replaced once more': [
      { ...onEks(group('a', 1)), NodeRecovery: 'None' as const },
      'Failure',
    ],
  } as const;
  for (const [sentence, [cluster, status]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { f, ids } = await running(cluster);
      await f.fault({ type: 'replacement' }, { count: 1 });
      await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: ids });
      while ((await f.statuses()) !== 'Failure') await f.advance('1s');
      assert.match(
        (await f.nodes())[0]!.InstanceStatus.Message!,
        /^Instance replacement failed: EFA health checks/,
      );
      await f.settle();
      assert.equal(await f.statuses(), status);
    });
  }
});
