import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, fleet, group, ms, onEks, slurm } from '../../../test/fleet.ts';

test('how long the parts of a creation take, by pace', async (t) => {
  const table = { realistic: ms('60400ms'), brisk: ms('1007ms'), instant: 0 } as const;
  for (const [pace, setup] of Object.entries(table)) {
    await t.test(`${pace}: in service after ${setup} ms`, async () => {
      const f = await fleet({ pace: pace as keyof typeof table }).create('ml', eks(group('a', 1)));
      if (setup > 0) await f.advance(setup - 1);
      if (setup > 0) assert.equal(await f.status(), 'Creating');
      await f.advance(1);
      assert.equal(await f.status(), 'InService');
    });
  }
});

test('at the instant pace the state after a call is final', async (t) => {
  await t.test('a creation', async () => {
    const f = await fleet({ pace: 'instant' }).create('ml', onEks(group('a', 3), group('b', 1)));
    assert.equal(await f.status(), 'InService');
    assert.equal(await f.statuses(), 'Running Running Running Running');
  });
  await t.test('a creation that waits for its controller', async () => {
    const f = await fleet({ pace: 'instant' }).create(
      'ml',
      slurm(
        group('head', 1, { SlurmConfig: { NodeType: 'Controller' } }),
        group('w', 2, { SlurmConfig: { NodeType: 'Compute' }, OnStartDeepHealthChecks: ['InstanceStress'] }),
      ),
    );
    assert.equal(await f.statuses(), 'Running Running Running');
  });
  await t.test('a quota, its update and its deletion', async () => {
    const f = await fleet({ pace: 'instant' }).create('ml', eks(group('a', 1)));
    const { ClusterArn } = await f.describe();
    const { ComputeQuotaId } = await f.call('CreateComputeQuota', {
      Name: 'a',
      ClusterArn,
      ComputeQuotaConfig: {},
      ComputeQuotaTarget: { TeamName: 'a' },
    });
    const describe = () => f.call('DescribeComputeQuota', { ComputeQuotaId });
    assert.equal((await describe()).Status, 'Created');
    await f.call('UpdateComputeQuota', { ComputeQuotaId, TargetVersion: 1, Description: 'x' });
    assert.equal((await describe()).Status, 'Updated');
    await f.call('DeleteComputeQuota', { ComputeQuotaId });
    await assert.rejects(describe(), /does not exist/);
  });
  await t.test('a failed creation', async () => {
    const f = fleet({ pace: 'instant' });
    await f.fault({ type: 'launch' });
    await f.create('ml', onEks(group('a', 1)));
    assert.equal(await f.status(), 'Failed');
    assert.deepEqual(await f.nodes(), []);
  });
  await t.test('scaling, adding, rebooting, replacing, deleting', async () => {
    const f = await fleet({ pace: 'instant' }).create('ml', eks(group('a', 2)));
    await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 3)] });
    assert.equal((await f.group('a')).CurrentCount, 3);
    await f.call('BatchAddClusterNodes', {
      ClusterName: 'ml',
      NodesToAdd: [{ InstanceGroupName: 'a', IncrementTargetCountBy: 1 }],
    });
    const [first, second, third] = await f.nodes();
    assert.equal((await f.nodes()).length, 4);
    await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [first!.InstanceId] });
    await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: [second!.InstanceId] });
    await f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', NodeIds: [third!.InstanceId] });
    const after = await f.nodes();
    assert.equal(await f.statuses(), 'Running Running Running');
    assert.equal(after[0]!.InstanceId, first!.InstanceId);
    assert.equal(after[1]!.NodeLogicalId, second!.NodeLogicalId);
    assert.notEqual(after[1]!.InstanceId, second!.InstanceId);
    await f.call('DeleteCluster', { ClusterName: 'ml' });
    await f.refused('DeleteCluster', { ClusterName: 'ml' }, 'ResourceNotFound', /does not exist/);
  });
  await t.test('a launch that cannot succeed is not tried for ever within the call', async () => {
    const f = fleet({ pace: 'instant' });
    const fault = await f.fault({ type: 'capacity' });
    await f.create('ml', eks(group('a', 1)));
    assert.equal(await f.statuses(), 'Failure');
    await f.endFault(fault);
    await f.advance(1_100);
    assert.equal(await f.statuses(), 'Running');
  });
});

test('a reset leaves what a first start leaves', async () => {
  const f = await fleet().with('ml', eks(group('a', 2)));
  const nodes = await f.nodes();
  await f.fault({ type: 'slow', factor: 2 });
  await f.engine.execute({ type: 'reset' });
  assert.deepEqual([...f.store.load()], []);
  assert.equal(f.engine.state.due.peek(), undefined);
  assert.equal(f.engine.state.nodeCount, 0);
  await f.with('ml', eks(group('a', 2)));
  const again = await f.nodes();
  assert.deepEqual(
    again.map(({ NodeLogicalId }) => NodeLogicalId),
    nodes.map(({ NodeLogicalId }) => NodeLogicalId),
    'a test suite that resets between its cases meets the same ids each time',
  );
});
