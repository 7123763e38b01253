import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, type Input, ms } from '../../../test/fleet.ts';

type Ask = Omit<Input<'ListClusterNodes'>, 'ClusterName'>;
const list = async (f: Fleet, ask: Ask = {}) => f.call('ListClusterNodes', { ClusterName: 'ml', ...ask });

/** Three groups whose nodes came one after another: b, a, a, b, c. Named by group and order: a0, a1, … */
async function mixed(): Promise<{ f: Fleet; names: (ask?: Ask) => Promise<string> }> {
  const f = await fleet().with('ml', eks(group('b', 1)));
  const add = async (name: string) => {
    await f.advance('1h');
    await f.call('BatchAddClusterNodes', {
      ClusterName: 'ml',
      NodesToAdd: [{ InstanceGroupName: name, IncrementTargetCountBy: 1 }],
    });
    await f.settle();
  };
  await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 2)] });
  await f.settle();
  await add('b');
  await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('c', 1)] });
  await f.settle();
  const seen = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { InstanceId, InstanceGroupName } of (await list(f)).ClusterNodeSummaries) {
    const count = counts.get(InstanceGroupName) ?? 0;
    counts.set(InstanceGroupName, count + 1);
    seen.set(InstanceId, `${InstanceGroupName}${count}`);
  }
  const names = async (ask: Ask = {}) =>
    (await list(f, ask)).ClusterNodeSummaries.map(({ InstanceId }) => seen.get(InstanceId)).join(' ');
  return { f, names };
}

test('orders and filters', async (t) => {
  const { f, names } = await mixed();
  const createdAt = new Map(f.nodeDocuments().map((node) => [node.sequence, node.createdAt]));
  const table: Record<string, [ask: Ask, expected: string]> = {
    'by creation, ascending, unless asked otherwise (documented)': [{}, 'b0 a0 a1 b1 c0'],
    'by creation, descending': [{ SortBy: 'CREATION_TIME', SortOrder: 'Descending' }, 'c0 b1 a1 a0 b0'],
    'by name': [{ SortBy: 'NAME' }, 'a0 a1 b0 b1 c0'],
    'by name, descending': [{ SortBy: 'NAME', SortOrder: 'Descending' }, 'c0 b1 b0 a1 a0'],
    'one group': [{ InstanceGroupNameContains: 'a' }, 'a0 a1'],
    'no such group': [{ InstanceGroupNameContains: 'x' }, ''],
    'created after, not at': [{ CreationTimeAfter: createdAt.get(1)! }, 'b1 c0'],
    'created before, not at': [{ CreationTimeBefore: createdAt.get(3)! }, 'b0 a0 a1'],
    'between two times': [
      {
        CreationTimeAfter: createdAt.get(0)!,
        CreationTimeBefore: createdAt.get(4)!,
        SortOrder: 'Descending',
      },
      'b1 a1 a0',
    ],
  };
  for (const [sentence, [ask, expected]] of Object.entries(table)) {
    await t.test(sentence, async () => assert.equal(await names(ask), expected));
  }
});

test('a row without logical ids, and one with (documented)', async () => {
  const f = await fleet().create('ml', eks(group('a', 1)));
  await f.advance('65s');
  assert.deepEqual((await list(f)).ClusterNodeSummaries, [], 'no instance yet, no row');
  const [pending] = await f.nodes();
  assert.deepEqual([pending!.InstanceId, pending!.InstanceStatus.Status], ['', 'Pending']);
  assert.equal(pending!.PrivateDnsHostname, undefined);
  await f.settle();
  const [row] = (await list(f)).ClusterNodeSummaries;
  assert.equal(row!.NodeLogicalId, undefined);
  assert.deepEqual(row!.InstanceStatus, { Status: 'Running', Message: '' }, 'observed');
  assert.equal((await f.nodes())[0]!.NodeLogicalId, pending!.NodeLogicalId);
});

test('the message of a failure stays while it is tried again (observed), and goes with success', async () => {
  const f = fleet();
  await f.fault({ type: 'launch' }, { count: 1 });
  await f.create('ml', eks(group('a', 1)));
  for (const status of ['Failure', 'Pending']) {
    while ((await f.nodes())[0]?.InstanceStatus.Message === '' || (await f.statuses()) !== status)
      await f.advance('1s');
    assert.match((await f.nodes())[0]!.InstanceStatus.Message!, /^Request to service failed\./);
  }
  await f.settle();
  assert.deepEqual((await f.nodes())[0]!.InstanceStatus, { Status: 'Running', Message: '' });
});

test('pages', async (t) => {
  await t.test('100 rows unless asked otherwise, and an empty token on the last (observed)', async () => {
    const f = await fleet({ pace: 'brisk' }).with('ml', eks(group('a', 101)));
    const first = await list(f);
    assert.equal(first.ClusterNodeSummaries.length, 100);
    const last = await list(f, { NextToken: first.NextToken });
    assert.deepEqual([last.ClusterNodeSummaries.length, last.NextToken], [1, '']);
    assert.equal((await list(f, { NextToken: '' })).ClusterNodeSummaries.length, 100, 'as no token');
  });
  await t.test('a token belongs to its request, but for the page size', async () => {
    const { f } = await mixed();
    const { NextToken } = await list(f, { MaxResults: 1 });
    assert.equal((await list(f, { MaxResults: 3, NextToken })).ClusterNodeSummaries.length, 3);
    const input = { ClusterName: 'ml', SortBy: 'NAME' as const, NextToken };
    await f.refused(
      'ListClusterNodes',
      input,
      'ValidationException',
      /belongs to a request with other parameters/,
    );
    const spoilt = { ClusterName: 'ml', NextToken: 'spoilt' };
    await f.refused('ListClusterNodes', spoilt, 'ValidationException', /is not a token of this service/);
  });
  await t.test('a token outlives the node it ended with', async () => {
    const { f, names } = await mixed();
    const { NextToken, ClusterNodeSummaries } = await list(f, { MaxResults: 2 });
    await f.call('BatchDeleteClusterNodes', {
      ClusterName: 'ml',
      NodeIds: [ClusterNodeSummaries[1]!.InstanceId],
    });
    await f.advance(ms('10m'));
    assert.equal(await names({ MaxResults: 2, NextToken }), 'a1 b1');
  });
});

test('one node is described by either name, not by both (documented)', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const [row] = await f.nodes();
  const byId = await f.call('DescribeClusterNode', { ClusterName: 'ml', NodeId: row!.InstanceId });
  const NodeLogicalId = row!.NodeLogicalId!;
  assert.deepEqual(await f.call('DescribeClusterNode', { ClusterName: 'ml', NodeLogicalId }), byId);
  assert.equal(byId.NodeDetails.NodeLogicalId, NodeLogicalId);
  assert.match(byId.NodeDetails.Placement!.AvailabilityZone!, /^us-west-2[abc]$/);
  assert.match(byId.NodeDetails.Placement!.AvailabilityZoneId!, /^usw2-az[123]$/);
  const refuse = (names: object, code: 'ValidationException' | 'ResourceNotFound', text: RegExp) =>
    f.refused('DescribeClusterNode', { ClusterName: 'ml', ...names }, code, text);
  await refuse({}, 'ValidationException', /Exactly one of NodeId and NodeLogicalId .* neither is/);
  await refuse({ NodeId: row!.InstanceId, NodeLogicalId }, 'ValidationException', /both are/);
  await refuse({ NodeId: 'i-00000000' }, 'ResourceNotFound', /'i-00000000' does not exist in cluster 'ml'/);
  await refuse({ NodeLogicalId: 'nobody' }, 'ResourceNotFound', /'nobody' does not exist/);
});
