import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group } from '../../../test/fleet.ts';

const gb200 = (name: string, count: number) => group(name, count, { InstanceType: 'ml.p6e-gb200.36xlarge' });

/** How many nodes of a group stand in each UltraServer, fullest first. */
async function ultraServers(f: Fleet, name: string): Promise<number[]> {
  const counts = new Map<string, number>();
  for (const { UltraServerInfo } of await f.nodes(name)) {
    assert.equal(UltraServerInfo?.Type, 'ml.u-p6e-gb200x72');
    counts.set(UltraServerInfo.Id!, (counts.get(UltraServerInfo.Id!) ?? 0) + 1);
  }
  return [...counts.values()].sort((a, b) => b - a);
}

test('GB200 nodes stand in UltraServers of 18, each group in its own', async () => {
  const f = await fleet().with('ml', eks(gb200('a', 20), gb200('b', 17)));
  assert.deepEqual(await ultraServers(f, 'a'), [18, 2]);
  assert.deepEqual(await ultraServers(f, 'b'), [17]);
});

test('a node that comes later takes a free place', async () => {
  const f = await fleet().with('ml', eks(gb200('a', 19)));
  const [first] = await f.nodes('a');
  await f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', NodeLogicalIds: [first!.NodeLogicalId!] });
  await f.settle();
  await f.call('BatchAddClusterNodes', {
    ClusterName: 'ml',
    NodesToAdd: [{ InstanceGroupName: 'a', IncrementTargetCountBy: 1 }],
  });
  assert.deepEqual(await ultraServers(f, 'a'), [18, 1]);
});

test('a replaced node stays in its UltraServer; other nodes are in none', async () => {
  const f = await fleet().with('ml', eks(gb200('a', 1), group('c', 1)));
  const [before, other] = await f.nodes();
  await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: [before!.InstanceId] });
  await f.settle();
  assert.deepEqual((await f.nodes())[0]!.UltraServerInfo, before!.UltraServerInfo);
  assert.equal(other!.UltraServerInfo, undefined);
});
