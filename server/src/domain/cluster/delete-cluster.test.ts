import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classic, eks, type Fleet, fleet, group, onEks } from '../../../test/fleet.ts';

const remove = (f: Fleet) => f.call('DeleteCluster', { ClusterName: 'ml' });

test('a deletion lets every node go, then the cluster, then is forgotten', async () => {
  const f = await fleet().with('ml', eks(group('a', 2)));
  const { ClusterArn } = await f.describe();
  await f.call('AddTags', { ResourceArn: ClusterArn, Tags: [{ Key: 'team', Value: 'x' }] });
  await f.call('BatchAddClusterNodes', {
    ClusterName: 'ml',
    ClientToken: 'token',
    NodesToAdd: [{ InstanceGroupName: 'a', IncrementTargetCountBy: 1 }],
  });
  await remove(f);
  assert.deepEqual(
    [await f.status(), await f.statuses()],
    ['Deleting', 'ShuttingDown ShuttingDown ShuttingDown'],
  );
  assert.equal((await f.group('a')).Status, 'Deleting');
  await f.settle();
  await f.refused('DescribeCluster', { ClusterName: 'ml' }, 'ResourceNotFound', /'ml' does not exist/);
  const left = [...f.store.load()].map(({ kind }) => kind);
  assert.deepEqual([...new Set(left)], ['setting'], 'nodes, events, tags and tokens have gone as well');
  assert.equal(f.engine.state.due.peek(), undefined);
});

test('in which states a cluster can be deleted', async (t) => {
  const inService = async (f: Fleet) => void (await f.settle());
  const failed = async (f: Fleet) => {
    await f.fault({ type: 'launch' });
    await f.settle();
  };
  const deleting = async (f: Fleet) => {
    await f.settle();
    await remove(f);
  };
  const yes = /^$/;
  const table: Record<
    string,
    [cluster: ReturnType<typeof eks>, reach: (f: Fleet) => Promise<unknown>, refusal: RegExp]
  > = {
    InService: [onEks(group('a', 1)), inService, yes],
    Failed: [onEks(group('a', 1)), failed, yes],
    Creating: [
      onEks(group('a', 1)),
      (f) => f.advance('90s'),
      /is Creating: DeleteCluster needs it to be InService/,
    ],
    'Creating, continuous, while it is set up': [eks(group('a', 1)), (f) => f.advance('30s'), /is Creating/],
    'Creating, continuous, while a minimum is waited for (documented)': [
      eks(group('a', 2, { MinInstanceCount: 2 })),
      (f) => f.advance('90s'),
      yes,
    ],
    'InService, continuous, with nodes to come (observed)': [
      eks(group('a', 1)),
      (f) => f.advance('70s'),
      yes,
    ],
    Updating: [
      onEks(group('a', 1)),
      async (f) => {
        await f.settle();
        await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 2)] });
      },
      /is Updating/,
    ],
    RollingBack: [
      onEks(group('a', 1)),
      async (f) => {
        await f.settle();
        await f.fault({ type: 'launch' });
        await f.call('UpdateCluster', { ClusterName: 'ml', InstanceGroups: [group('a', 2)] });
        while ((await f.status()) !== 'RollingBack') await f.advance('1s');
      },
      /is RollingBack/,
    ],
    SystemUpdating: [
      eks(group('a', 1, { ImageReleaseVersion: '1.1.0' })),
      async (f) => {
        await f.settle();
        await f.call('UpdateClusterSoftware', { ClusterName: 'ml' });
      },
      /is SystemUpdating/,
    ],
    Deleting: [classic(group('a', 1)), deleting, /is already being deleted/],
  };
  for (const [state, [cluster, reach, refusal]] of Object.entries(table)) {
    await t.test(`${state}: ${refusal === yes ? 'yes' : 'no'}`, async () => {
      const f = await fleet().create('ml', cluster);
      await reach(f);
      assert.equal(await f.status(), state.split(',')[0]);
      if (refusal === yes) await remove(f);
      else await f.refused('DeleteCluster', { ClusterName: 'ml' }, 'ConflictException', refusal);
    });
  }
});

test('a deletion takes nodes along whatever is done to them', async () => {
  const f = await fleet().with('ml', eks(group('a', 4)));
  const ids = (await f.nodes()).map(({ InstanceId }) => InstanceId);
  await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [ids[0]!] });
  await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: [ids[1]!] });
  await f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', NodeIds: [ids[2]!] });
  await f.call('StartClusterHealthCheck', {
    ClusterName: 'ml',
    DeepHealthCheckConfigurations: [
      { InstanceGroupName: 'a', InstanceIds: [ids[3]!], DeepHealthChecks: ['InstanceStress'] },
    ],
  });
  await f.advance('30s');
  await remove(f);
  await f.settle();
  assert.equal(f.engine.state.clusters.size, 0);
});
