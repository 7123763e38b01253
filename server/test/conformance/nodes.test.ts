import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchAddClusterNodesCommand,
  type BatchAddClusterNodesCommandInput,
  BatchDeleteClusterNodesCommand,
  type BatchDeleteClusterNodesCommandInput,
  CreateClusterCommand,
  DescribeClusterNodeCommand,
  ListClusterNodesCommand,
  paginateListClusterNodes,
} from '@aws-sdk/client-sagemaker';
import { continuous, group, nodesOf, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const add = (input: BatchAddClusterNodesCommandInput) => client.send(new BatchAddClusterNodesCommand(input));
const remove = (input: BatchDeleteClusterNodesCommandInput) =>
  client.send(new BatchDeleteClusterNodesCommand(input));

test('every node that has an instance has a private DNS host name', async () => {
  await standing(service, client, continuous('hosts', [group('workers', 5)]));
  const nodes = await nodesOf(client, 'hosts');
  assert.equal(nodes.length, 5);
  for (const node of nodes) {
    assert.match(node.PrivateDnsHostname!, /^ip-10-\d{1,3}-\d{1,3}-\d{1,3}\.us-west-2\.compute\.internal$/);
    assert.match(node.InstanceId!, /^i-[0-9a-f]{17}$/);
    assert.equal(node.InstanceStatus!.Status, 'Running');
    assert.ok(!('NodeLogicalId' in node), 'logical ids are shown only when asked for');
  }
  assert.equal(new Set(nodes.map((node) => node.PrivateDnsHostname)).size, 5);
});

test('a page ends the list with an empty token', async () => {
  const { NextToken } = await client.send(new ListClusterNodesCommand({ ClusterName: 'hosts' }));
  assert.equal(NextToken, '');
});

test('nodes without an instance are listed with logical ids only', async () => {
  await client.send(new CreateClusterCommand(continuous('young')));
  await service.advance(66);
  assert.deepEqual(await nodesOf(client, 'young'), []);
  const nodes = await nodesOf(client, 'young', { IncludeNodeLogicalIds: true });
  assert.equal(nodes.length, 3);
  for (const node of nodes) {
    assert.match(node.NodeLogicalId!, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual(
      [node.InstanceId, node.PrivateDnsHostname, node.InstanceStatus!.Status],
      ['', undefined, 'Pending'],
    );
  }
});

test('lists are filtered and sorted', async (t) => {
  await standing(service, client, continuous('sorted', [group('zeta', 2), group('alpha', 2)]));
  await service.advance(60);
  await add({
    ClusterName: 'sorted',
    NodesToAdd: [{ InstanceGroupName: 'zeta', IncrementTargetCountBy: 1 }],
  });
  const middle = new Date((await service.control('GET', 'clock')).json.now);
  await service.settle();
  const all = ['zeta', 'zeta', 'alpha', 'alpha', 'zeta'];
  const table: Record<string, [object, string[]]> = {
    'by creation time, without being asked': [{}, all],
    'the newest first': [{ SortOrder: 'Descending' }, [...all].reverse()],
    'by name': [{ SortBy: 'NAME' }, [...all].sort()],
    'by name, from the end': [{ SortBy: 'NAME', SortOrder: 'Descending' }, [...all].sort().reverse()],
    'of groups whose name contains': [{ InstanceGroupNameContains: 'lph' }, ['alpha', 'alpha']],
    'of groups that do not exist': [{ InstanceGroupNameContains: 'beta' }, []],
    'created before a time': [{ CreationTimeBefore: middle }, all.slice(0, 4)],
    'created after a time': [{ CreationTimeAfter: new Date(middle.getTime() - 1) }, ['zeta']],
    'created after that very time': [{ CreationTimeAfter: middle }, []],
  };
  for (const [sentence, [change, groups]] of Object.entries(table)) {
    await t.test(sentence, async () =>
      assert.deepEqual(
        (await nodesOf(client, 'sorted', change)).map((node) => node.InstanceGroupName),
        groups,
      ),
    );
  }
});

test('a creation time is taken in every form', async (t) => {
  for (const form of [
    0,
    1,
    '0',
    '1970-01-01',
    '2014-10-01T20:30:00.000Z',
    '2014-10-01T12:30:00-08:00',
    1412195400.123,
  ]) {
    await t.test(String(form), async () => {
      const { status, json } = await service.raw({
        operation: 'ListClusterNodes',
        body: JSON.stringify({ ClusterName: 'hosts', CreationTimeAfter: form }),
      });
      assert.deepEqual([status, json.ClusterNodeSummaries.length], [200, 5]);
    });
  }
  await t.test('but not in any', async () => {
    const { status, json } = await service.raw({
      operation: 'ListClusterNodes',
      body: JSON.stringify({ ClusterName: 'hosts', CreationTimeAfter: 'yesterday' }),
    });
    assert.deepEqual([status, json.__type], [400, 'SerializationException']);
    assert.match(json.message, /Timestamp/);
  });
});

test('pages neither repeat nor skip a node while the fleet changes under them', async () => {
  await standing(service, client, continuous('moving', [group('workers', 30)]));
  const before = (await nodesOf(client, 'moving', { IncludeNodeLogicalIds: true })).map(
    (node) => node.NodeLogicalId!,
  );
  const seen: string[] = [];
  const removed = new Set<string>();
  const pages = paginateListClusterNodes(
    { client, pageSize: 7 },
    { ClusterName: 'moving', IncludeNodeLogicalIds: true },
  );
  for await (const page of pages) {
    seen.push(...page.ClusterNodeSummaries!.map((node) => node.NodeLogicalId!));
    const [victim, other] = before.filter((id) => !removed.has(id));
    for (const id of [victim!, before.at(-1 - removed.size)!, other!].slice(0, 2)) removed.add(id);
    await remove({ ClusterName: 'moving', NodeLogicalIds: [...removed].slice(-2) });
    await add({
      ClusterName: 'moving',
      NodesToAdd: [{ InstanceGroupName: 'workers', IncrementTargetCountBy: 1 }],
    });
    await service.settle();
  }
  assert.equal(new Set(seen).size, seen.length, 'a node came twice');
  assert.deepEqual(
    before.filter((id) => !removed.has(id) && !seen.includes(id)),
    [],
    'a node was missed',
  );
});

test('a token belongs to its request', async () => {
  const { NextToken } = await client.send(
    new ListClusterNodesCommand({ ClusterName: 'hosts', MaxResults: 2 }),
  );
  const again = (change: object) => nodesOf(client, 'hosts', { NextToken, MaxResults: 2, ...change });
  assert.equal((await again({})).length, 2);
  assert.equal((await again({ MaxResults: 100 })).length, 3);
  for (const change of [{ SortBy: 'NAME' as const }, { NextToken: 'made-up' }, { ClusterName: 'sorted' }]) {
    await assert.rejects(again(change), { name: 'ValidationException', message: /'nextToken'/ });
  }
});

test('a node is described by either of its names, not by both and not by none', async () => {
  const [node] = await nodesOf(client, 'hosts', { IncludeNodeLogicalIds: true });
  const look = async (input: object) =>
    (await client.send(new DescribeClusterNodeCommand({ ClusterName: 'hosts', ...input }))).NodeDetails;
  const byId = await look({ NodeId: node!.InstanceId });
  assert.deepEqual(await look({ NodeLogicalId: node!.NodeLogicalId }), byId);
  assert.equal(byId!.PrivateDnsHostname, node!.PrivateDnsHostname);
  assert.equal(byId!.PrivateDnsHostname!.split('.')[0], `ip-${byId!.PrivatePrimaryIp!.replaceAll('.', '-')}`);
  assert.match(byId!.Placement!.AvailabilityZone!, /^us-west-2[abc]$/);
  assert.match(byId!.Placement!.AvailabilityZoneId!, /^usw2-az[123]$/);
  await assert.rejects(look({}), { name: 'ValidationException', message: /neither is/ });
  const both = { NodeId: node!.InstanceId, NodeLogicalId: node!.NodeLogicalId };
  await assert.rejects(look(both), { name: 'ValidationException', message: /both are/ });
  await assert.rejects(look({ NodeId: 'i-00000000' }), { name: 'ResourceNotFound' });
});
