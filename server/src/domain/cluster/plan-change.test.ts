import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchReplaceClusterNodes } from './batch-replace-cluster-nodes.ts';
import { arnOf, Scene } from './plan-scene.ts';
import { testSpec } from './testing.ts';
import { updateCluster } from './update-cluster.ts';

/** Both plans have room for the group, which runs on `p` with two nodes. */
function running(): Scene {
  const s = new Scene();
  s.plans('p', 3, [[1, 49]]);
  s.plans('q', 3, [[1, 49]]);
  s.creates('ml', 2, 'p', {}, { NodeRecovery: 'None' });
  s.advanceHours(2);
  return s;
}

/** A plan has at every instant what it counts, and no node is in a place that its group does not hold. */
function checkPlaces(s: Scene): void {
  const { cluster } = s.entryOf('ml');
  for (const name of ['p', 'q']) {
    const [inUse = 0, unhealthy = 0, spare = 0, available = 0] = s.counts(name).split(' ').map(Number);
    const held = (cluster.planHolds ?? [])
      .filter(({ plan }) => plan === arnOf(name))
      .reduce((sum, { counts }) => sum + counts[0]!, 0);
    const placed = s.nodesOf('ml').filter(({ place }) => place?.plan === arnOf(name)).length;
    assert.deepEqual([inUse, inUse + unhealthy + spare + available], [held, 3], name);
    assert.ok(placed <= held, `${placed} nodes in ${held} places of ${name}`);
  }
}

/** Minutes from the request to replace a node: its instance goes, is gone, another comes, and is there. */
const moments = [0, 0.05, 0.5, 1, 2, 4, 8, 15, 20, 25, 30];

test('a node is being replaced while its group changes its plan: nothing of the former one stays taken', async (t) => {
  type Change = readonly [act: (s: Scene) => void, nodes: string, p: string, q: string];
  const table: Record<string, Change> = {
    'to another plan': [(s) => s.scales('ml', 2, 'q'), 'InService InService 2/2', '0 0 0 3', '2 0 0 1'],
    'to another plan, and grows': [
      (s) => s.scales('ml', 3, 'q'),
      'InService InService 3/3',
      '0 0 0 3',
      '3 0 0 0',
    ],
    'to another plan and back': [
      (s) => {
        s.scales('ml', 2, 'q');
        s.scales('ml', 2, 'p');
      },
      'InService InService 2/2',
      '2 0 0 1',
      '0 0 0 3',
    ],
    'to none': [(s) => s.scales('ml', 2, undefined), 'InService InService 2/2', '0 0 0 3', '0 0 0 3'],
    'to no nodes': [(s) => s.scales('ml', 0, 'p'), 'InService InService 0/0', '0 0 0 3', '0 0 0 3'],
  };
  for (const [sentence, [act, nodes, p, q]] of Object.entries(table)) {
    for (const minutes of moments) {
      await t.test(`${sentence}, ${minutes} minutes after`, () => {
        const s = running();
        s.call(batchReplaceClusterNodes, { ClusterName: 'ml', NodeIds: [s.nodesOf('ml')[0]!.instanceId!] });
        s.advance(minutes * 60_000);
        act(s);
        for (let i = 0; i < 60; i += 1) {
          checkPlaces(s);
          s.advance(60_000);
        }
        assert.equal(s.shows('ml'), nodes);
        s.advanceHours(3);
        checkPlaces(s);
        assert.deepEqual([s.shows('ml'), s.counts('p'), s.counts('q')], [nodes, p, q]);
      });
    }
  }
});

test('a node is being replaced while its group is deleted: its plan has everything back', async (t) => {
  for (const minutes of moments) {
    await t.test(`${minutes} minutes after`, () => {
      const s = running();
      s.call(batchReplaceClusterNodes, { ClusterName: 'ml', NodeIds: [s.nodesOf('ml')[0]!.instanceId!] });
      s.advance(minutes * 60_000);
      s.call(updateCluster, {
        ClusterName: 'ml',
        InstanceGroups: [{ ...testSpec('b'), InstanceCount: 1 }],
        InstanceGroupsToDelete: ['a'],
      });
      for (let i = 0; i < 30; i += 1) {
        checkPlaces(s);
        s.advance(60_000);
      }
      s.advanceHours(3);
      const { cluster } = s.entryOf('ml');
      const groups = cluster.groups.map(({ name }) => name);
      assert.deepEqual([groups, cluster.planHolds, s.counts('p')], [['b'], undefined, '0 0 0 3']);
    });
  }
});
