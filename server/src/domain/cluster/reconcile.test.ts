import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, ms, onEks, slurm } from '../../../test/fleet.ts';

/** In the default mode: two groups in service, and an update that lets the first grow. */
async function growing(fault: 'launch' | 'lifecycle-script'): Promise<Fleet> {
  const f = await fleet().with('ml', onEks(group('a', 2), group('b', 2)));
  await f.fault({ type: fault, instanceGroup: 'a' });
  await f.call('UpdateCluster', {
    ClusterName: 'ml',
    InstanceGroups: [group('a', 4), group('b', 1), group('c', 1)],
  });
  return f;
}

test('an update of the default mode', async (t) => {
  await t.test('shows Updating for the cluster and the groups that change (observed)', async () => {
    const f = await fleet().with('ml', onEks(group('a', 2), group('b', 1)));
    await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 3)] });
    assert.equal(await f.status(), 'Updating');
    const [a, b] = [await f.group('a'), await f.group('b')];
    assert.deepEqual([a.Status, a.CurrentCount, a.TargetCount], ['Updating', 2, 3]);
    assert.deepEqual([b.Status, b.CurrentCount, b.TargetCount], ['InService', 1, 1]);
    await f.settle();
    assert.equal(await f.status(), 'InService');
    assert.equal((await f.group('a')).CurrentCount, 3);
  });
  for (const fault of ['launch', 'lifecycle-script'] as const) {
    await t.test(`is rolled back as a whole where one group fails (${fault})`, async () => {
      const f = await growing(fault);
      const ids = (await f.nodes('a')).slice(0, 2).map(({ InstanceId }) => InstanceId);
      while ((await f.status()) === 'Updating') await f.advance('1s');
      assert.equal(await f.status(), 'RollingBack');
      await f.settle();
      const { ClusterStatus, FailureMessage, InstanceGroups } = await f.describe();
      assert.equal(ClusterStatus, 'InService');
      assert.match(FailureMessage!, /Lifecycle scripts did not|Request to service failed/);
      assert.deepEqual(
        InstanceGroups!.map((g) => [g.InstanceGroupName, g.CurrentCount, g.TargetCount]),
        [
          ['a', 2, 2],
          ['b', 2, 2],
        ],
        'groups, counts and all',
      );
      assert.deepEqual(
        (await f.nodes('a')).map(({ InstanceId }) => InstanceId),
        ids,
        'nodes from before stay',
      );
    });
  }
  await t.test('takes its other settings back with its groups', async () => {
    const f = await fleet().with('ml', onEks(group('a', 1)));
    await f.fault({ type: 'launch' });
    await f.call('UpdateCluster', {
      ClusterName: 'ml',
      NodeRecovery: 'None',
      InstanceGroups: [group('a', 2)],
    });
    assert.equal((await f.describe()).NodeRecovery, 'None');
    await f.settle();
    assert.equal((await f.describe()).NodeRecovery, 'Automatic');
  });
  await t.test('clears the message of the rollback before it', async () => {
    const f = await growing('launch');
    await f.settle();
    await f.call('UpdateCluster', { ClusterName: 'ml', NodeRecovery: 'None' });
    assert.equal((await f.describe()).FailureMessage, undefined);
  });
  await t.test('whose rollback cannot bring back a node leaves that to recovery', async () => {
    const f = await growing('launch');
    const fault = await f.fault({ type: 'launch', instanceGroup: 'b' });
    await f.advance('10m');
    assert.equal(await f.status(), 'InService');
    assert.equal((await f.group('b')).CurrentCount, 1);
    await f.endFault(fault);
    await f.advance('20m');
    assert.equal((await f.group('b')).CurrentCount, 2);
  });
  await t.test('does not give up a node that was being recovered when it began', async () => {
    const f = await fleet().with('ml', onEks(group('a', 2)));
    const [node] = await f.nodes();
    const fault = await f.fault({ type: 'launch' });
    const replacement = await f.fault({ type: 'replacement' });
    await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: [node!.InstanceId] });
    while (!(await f.statuses()).startsWith('Failure')) await f.advance('1s');
    await f.endFault(replacement);
    await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 1)] });
    await f.advance('30m');
    assert.equal(await f.status(), 'InService');
    await f.endFault(fault);
    await f.settle();
    assert.equal((await f.group('a')).CurrentCount, 1);
  });
});

test('continuous provisioning tries a failed launch again: after 62 s, then every 10 min (observed)', async () => {
  const f = fleet();
  const fault = await f.fault({ type: 'capacity' });
  await f.create('ml', eks(group('a', 1)));
  const failures: number[] = [];
  for (let tries = 0; tries < 4; tries += 1) {
    while ((await f.statuses()) !== 'Failure') await f.advance('1s');
    failures.push(f.now);
    assert.equal(await f.status(), 'InService');
    assert.equal((await f.group('a')).Status, 'Degraded');
    const [node] = await f.nodes();
    assert.match(node!.InstanceStatus.Message!, /^We currently do not have sufficient capacity/);
    while ((await f.statuses()) === 'Failure') await f.advance('1s');
    assert.equal((await f.nodes())[0]!.InstanceStatus.Status, 'Pending');
  }
  const waits = failures.slice(1).map((at, i) => Math.round((at - failures[i]!) / 60_000));
  assert.deepEqual(waits, [1, 10, 10]);
  await f.endFault(fault);
  await f.settle();
  assert.equal(await f.statuses(), 'Running');
  assert.equal((await f.group('a')).Status, 'InService');
});

test('the cleaning up after a failed launch leaves a blank where the id would be (observed)', async () => {
  const f = fleet();
  await f.fault({ type: 'launch' }, { count: 1 });
  await f.with('ml', eks(group('a', 1)));
  const texts = f.events();
  const from = texts.indexOf('Failed to provision EC2 Instance in Cluster ml and InstanceGroup a');
  assert.deepEqual(texts.slice(from, from + 4), [
    'Failed to provision EC2 Instance in Cluster ml and InstanceGroup a',
    'Instance creation in Cluster ml and InstanceGroup a failed',
    'EC2 Instance  successfully terminated in Cluster ml and InstanceGroup a',
    'Instance deletion in Cluster ml and InstanceGroup a completed successfully',
  ]);
});

test('MinInstanceCount (documented)', async (t) => {
  const cluster = eks(group('a', 3, { MinInstanceCount: 2 }), group('b', 1));
  await t.test('keeps cluster and group Creating until it is met', async () => {
    const f = await fleet().create('ml', cluster);
    await f.advance('70s');
    assert.equal(await f.status(), 'Creating');
    assert.equal((await f.group('a')).Status, 'Creating');
    while ((await f.group('a')).CurrentCount! < 2) await f.advance('1s');
    assert.equal(await f.status(), 'InService');
    assert.equal((await f.group('a')).Status, 'InService');
  });
  await t.test(
    'missed for 3 h by a new group: the group has nothing, and is in service at once',
    async () => {
      const f = fleet();
      await f.fault({ type: 'launch', instanceGroup: 'a' });
      await f.create('ml', cluster);
      await f.advance('179m');
      assert.equal(await f.status(), 'Creating');
      await f.advance('1m');
      const { TargetCount, MinCount, Status } = await f.group('a');
      assert.deepEqual([await f.status(), TargetCount, MinCount, Status], ['InService', 0, 0, 'InService']);
      await f.settle();
      assert.equal(await f.statuses('a'), '');
      assert.equal(await f.statuses('b'), 'Running');
    },
  );
  await t.test('missed by a group that stood: it returns to what it was', async () => {
    const f = await fleet().with('ml', eks(group('a', 1)));
    await f.fault({ type: 'launch' });
    await f.call('UpdateCluster', {
      ClusterName: 'ml',
      InstanceGroups: [group('a', 4, { MinInstanceCount: 3 })],
    });
    assert.deepEqual([await f.status(), (await f.group('a')).Status], ['Updating', 'Updating']);
    f.restart();
    await f.advance(ms('3h'));
    const { TargetCount, CurrentCount, MinCount } = await f.group('a');
    assert.deepEqual([await f.status(), TargetCount, CurrentCount, MinCount], ['InService', 1, 1, undefined]);
  });
  await t.test(
    'changed while it is waited for: the clock starts anew, a new group still ends at nothing',
    async () => {
      const f = await fleet().with('ml', eks(group('a', 1)));
      await f.fault({ type: 'launch' });
      const update = (min: number) =>
        f.call('UpdateCluster', {
          ClusterName: 'ml',
          InstanceGroups: [group('n', 3, { MinInstanceCount: min })],
        });
      await update(3);
      await f.advance('2h');
      await update(2);
      assert.equal((await f.group('n')).Status, 'Creating');
      await f.advance('2h');
      assert.equal(await f.status(), 'Updating');
      await f.advance('1h');
      assert.deepEqual([await f.status(), (await f.group('n')).TargetCount], ['InService', 0]);
    },
  );
  await t.test('refuses what has to wait for it, but never the deletion', async () => {
    const f = fleet();
    await f.fault({ type: 'launch' });
    await f.create('ml', cluster);
    await f.advance('10m');
    await f.refused('UpdateClusterSoftware', { ClusterName: 'ml' }, 'ConflictException', /is Creating/);
    const added = await f.call('BatchAddClusterNodes', {
      ClusterName: 'ml',
      NodesToAdd: [{ InstanceGroupName: 'a', IncrementTargetCountBy: 1 }],
    });
    assert.equal(added.Failed?.[0]?.ErrorCode, 'InvalidInstanceGroupStatus');
    const [node] = await f.nodes();
    const deletion = { ClusterName: 'ml', NodeLogicalIds: [node!.NodeLogicalId!] };
    await f.refused('BatchDeleteClusterNodes', deletion, 'ValidationException', /InvalidNodeStatus/);
    await f.call('DeleteCluster', { ClusterName: 'ml' });
    assert.equal(await f.status(), 'Deleting');
  });
  await t.test('is 1 by itself for a Slurm controller and for logins', async () => {
    const head = (name: string, NodeType: 'Controller' | 'Login' | 'Compute') =>
      group(name, 2, { SlurmConfig: { NodeType } });
    const f = await fleet().create(
      'ml',
      slurm(head('c', 'Controller'), head('l', 'Login'), head('w', 'Compute')),
    );
    const groups = (await f.describe()).InstanceGroups!;
    assert.deepEqual(
      groups.map(({ MinCount }) => MinCount),
      [1, 1, undefined],
    );
  });
});
