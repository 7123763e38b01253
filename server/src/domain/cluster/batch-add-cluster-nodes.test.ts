import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, type Input, ms, onEks } from '../../../test/fleet.ts';

type Entry = Input<'BatchAddClusterNodes'>['NodesToAdd'][number];
const entry = (name: string, by: number, more: Partial<Entry> = {}): Entry => ({
  InstanceGroupName: name,
  IncrementTargetCountBy: by,
  ...more,
});
const add = (f: Fleet, NodesToAdd: Entry[], ClientToken?: string) =>
  f.call('BatchAddClusterNodes', { ClusterName: 'ml', NodesToAdd, ClientToken });

test('nodes are added with their logical ids known at once, and come up like any other', async () => {
  const f = await fleet().with('ml', eks(group('a', 1), group('b', 1)));
  const { Successful, Failed } = await add(f, [entry('a', 2), entry('b', 1)]);
  assert.deepEqual(
    Successful!.map((row) => [row.InstanceGroupName, row.Status]),
    [
      ['a', 'Pending'],
      ['a', 'Pending'],
      ['b', 'Pending'],
    ],
  );
  assert.deepEqual(Failed, []);
  assert.deepEqual([(await f.group('a')).TargetCount, (await f.group('b')).TargetCount], [3, 2]);
  await f.settle();
  const listed = (await f.nodes()).map(({ NodeLogicalId }) => NodeLogicalId);
  for (const { NodeLogicalId } of Successful!) assert.ok(listed.includes(NodeLogicalId));
  assert.equal((await f.group('a')).CurrentCount, 3);
});

test('each entry is taken or refused by itself', async (t) => {
  const table: Record<string, [asked: Entry, code: string, text: RegExp]> = {
    'a group that does not exist': [
      entry('x', 2),
      'InstanceGroupNotFound',
      /'x' does not exist\. The cluster has 'a', 'd'/,
    ],
    'a group that is being deleted': [entry('d', 1), 'InvalidInstanceGroupStatus', /'d' is Deleting/],
    'a zone without a subnet of the group': [
      entry('a', 1, { AvailabilityZones: ['us-west-2z'] }),
      'IncompatibleAvailabilityZones',
      /has no subnet in us-west-2z\. Its subnets are in us-west-2/,
    ],
    'a type that the group does not take': [
      entry('a', 1, { InstanceTypes: ['ml.p5.48xlarge'] }),
      'IncompatibleInstanceTypes',
      /does not take ml\.p5\.48xlarge\. It takes ml\.c5\.large/,
    ],
  };
  for (const [sentence, [asked, code, text]] of Object.entries(table)) {
    await t.test(`${sentence}: ${code}`, async () => {
      const f = await fleet().with('ml', eks(group('a', 1), group('d', 1)));
      await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroupsToDelete: ['d'] });
      const { Successful, Failed } = await add(f, [asked, entry('a', 1)]);
      assert.equal(Successful!.length, 1);
      assert.equal(Failed!.length, 1, 'one row a group, not one a node');
      assert.deepEqual(
        [Failed![0]!.ErrorCode, Failed![0]!.FailedCount],
        [code, asked.IncrementTargetCountBy],
      );
      assert.match(Failed![0]!.Message!, text);
      assert.equal((await f.group('a')).TargetCount, 2);
    });
  }
});

test('zones and types that were asked for are kept to', async () => {
  const types = ['ml.c5.large', 'ml.m5.large'] as const;
  const f = await fleet().with('ml', eks(group('a', 1, { InstanceRequirements: { InstanceTypes: types } })));
  const [node] = await f.nodes();
  const { NodeDetails } = await f.call('DescribeClusterNode', {
    ClusterName: 'ml',
    NodeId: node!.InstanceId,
  });
  const zone = NodeDetails.Placement!.AvailabilityZone!;
  const { Successful } = await add(f, [
    entry('a', 3, { AvailabilityZones: [zone], InstanceTypes: ['ml.m5.large'] }),
  ]);
  await f.settle();
  for (const { NodeLogicalId } of Successful!) {
    const added = (await f.call('DescribeClusterNode', { ClusterName: 'ml', NodeLogicalId })).NodeDetails;
    assert.deepEqual([added.Placement!.AvailabilityZone, added.InstanceType], [zone, 'ml.m5.large']);
  }
});

test('the same token with the same parameters adds nothing again, for 8 hours (documented)', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const asked = [entry('a', 2), entry('x', 1)];
  const first = await add(f, asked, 'token');
  await f.settle();
  await f.call('BatchDeleteClusterNodes', {
    ClusterName: 'ml',
    NodeLogicalIds: [first.Successful![0]!.NodeLogicalId],
  });
  await f.settle();
  const again = await add(f, asked, 'token');
  const ids = (reply: typeof first) => reply.Successful!.map(({ NodeLogicalId }) => NodeLogicalId);
  assert.deepEqual(ids(again), ids(first));
  assert.deepEqual(
    again.Successful!.map(({ Status }) => Status),
    ['NotFound', 'Running'],
    'as they are now',
  );
  assert.deepEqual(again.Failed, first.Failed);
  assert.equal((await f.group('a')).TargetCount, 2);
  await f.refused(
    'BatchAddClusterNodes',
    { ClusterName: 'ml', NodesToAdd: [entry('a', 1)], ClientToken: 'token' },
    'ValidationException',
    /'token' was used within the last 8 hours with other parameters/,
  );
  f.restart();
  assert.deepEqual(ids(await add(f, asked, 'token')), ids(first), 'a restart forgets no token');
  const expiry = f.engine.state.all('token').values().next().value!.expiresAt;
  await f.advance(expiry - f.now - 1);
  assert.deepEqual(ids(await add(f, asked, 'token')), ids(first));
  await f.advance(1);
  assert.notDeepEqual(ids(await add(f, asked, 'token')), ids(first));
  assert.equal((await f.group('a')).TargetCount, 4);
});

test('a token is remembered for one cluster', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  await f.with('other', {
    ...eks(group('a', 1)),
    Orchestrator: { Eks: { ClusterArn: 'arn:aws:eks:us-west-2:111122223333:cluster/other' } },
  });
  await add(f, [entry('a', 1)], 'token');
  await f.call('BatchAddClusterNodes', {
    ClusterName: 'other',
    NodesToAdd: [entry('a', 3)],
    ClientToken: 'token',
  });
  assert.equal((await f.group('a', 'other')).TargetCount, 4);
});

test('what a cluster cannot take is refused as a whole', async (t) => {
  await t.test('the default mode', async () => {
    const f = await fleet().with('ml', onEks(group('a', 1)));
    const input = { ClusterName: 'ml', NodesToAdd: [entry('a', 1)] };
    await f.refused(
      'BatchAddClusterNodes',
      input,
      'ValidationException',
      /needs a cluster with NodeProvisioningMode Continuous/,
    );
  });
  await t.test('more than 50 nodes (documented)', async () => {
    const f = await fleet().with('ml', eks(group('a', 1)));
    const input = { ClusterName: 'ml', NodesToAdd: [entry('a', 50), entry('a', 1)] };
    await f.refused(
      'BatchAddClusterNodes',
      input,
      'ValidationException',
      /At most 50 nodes .* 51 are asked for/,
    );
    assert.equal((await add(f, [entry('a', 50)])).Successful!.length, 50);
  });
});

test('adding to a cluster that cannot launch: the nodes fail, and are tried again', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const fault = await f.fault({ type: 'capacity' });
  await add(f, [entry('a', 1)]);
  await f.advance('30s');
  assert.equal(await f.statuses(), 'Running Failure');
  assert.equal((await f.group('a')).Status, 'Degraded');
  assert.equal((await add(f, [entry('a', 1)])).Successful!.length, 1, 'a degraded group takes more');
  await f.endFault(fault);
  await f.advance(ms('20m'));
  assert.equal(await f.statuses(), 'Running Running Running');
});
