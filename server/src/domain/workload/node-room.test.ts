import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeLayout } from '../catalog/partition-layout.ts';
import type { PodSet, Workload } from '../scheduler/workload.ts';
import { NodeRoom } from './node-room.ts';
import type { RoomNode } from './node-slot.ts';

const type = 'ml.p4d.24xlarge';

function node(name: string, gpu: number, change: Partial<RoomNode['offer']> = {}): RoomNode {
  const amounts = { cpu: 96_000, memory: 1_000, pods: 110, 'nvidia.com/gpu': gpu };
  const layout = nodeLayout(type, undefined);
  return {
    node: name,
    instanceType: type,
    sequence: Number(name.slice(1)),
    offer: { allocatable: amounts, capacity: amounts, layout, labels: {}, taints: [], ...change },
  };
}

function room(...nodes: readonly RoomNode[]): NodeRoom {
  const made = new NodeRoom();
  for (const each of nodes) made.addNode(each);
  return made;
}

const workload = (
  key: string,
  ...podSets: readonly (Partial<PodSet> & { readonly gpu: number })[]
): Workload => ({
  key,
  uid: key,
  clusterQueue: 'q',
  priority: 0,
  createdAt: 0,
  podSets: podSets.map(({ gpu, ...rest }, i) => ({
    name: `set${i}`,
    count: 1,
    requests: { 'nvidia.com/gpu': gpu },
    ...rest,
  })),
});

const given = ({ podSets }: Workload) =>
  podSets.map(({ name, count }) => ({ name, count, flavors: { 'nvidia.com/gpu': type } }));

/** Puts it where it fits; answers the nodes of its replicas, or that there is no room. */
function put(into: NodeRoom, wanted: Workload): string {
  if (!into.fits(wanted, given(wanted))) return 'no room';
  into.place(wanted, given(wanted));
  return into
    .replicasOf(wanted.key)
    .map(({ node: name, accelerators = [] }) => `${name}:${accelerators.join('')}`)
    .join(' ');
}

test('replicas fill up what is most nearly full', () => {
  const nodes = room(node('n0', 8), node('n1', 8));
  assert.equal(put(nodes, workload('a', { gpu: 2 })), 'n0:01');
  assert.equal(put(nodes, workload('b', { gpu: 4 })), 'n0:2345');
  assert.equal(put(nodes, workload('c', { gpu: 8 })), 'n1:01234567');
  assert.equal(put(nodes, workload('d', { gpu: 2 })), 'n0:67');
  assert.equal(put(nodes, workload('e', { gpu: 1 })), 'no room');
});

test('a gang stands on as many nodes as it needs, all or none', () => {
  const nodes = room(node('n0', 8), node('n1', 8));
  assert.equal(put(nodes, workload('a', { gpu: 4, count: 3 })), 'n0:0123 n0:4567 n1:0123');
  assert.equal(put(nodes, workload('b', { gpu: 4, count: 2 })), 'no room');
  assert.equal(put(nodes, workload('c', { gpu: 3 }, { gpu: 1 })), 'n1:456 n1:7');
});

test('what a node does not let in', async (t) => {
  const taints = [{ key: 'team', value: 'a', effect: 'NoSchedule' }];
  const tolerations = [{ key: 'team', operator: 'Equal', value: 'a' }];
  const table: Record<string, [offer: object, podSet: object, expected: string]> = {
    'pods that do not tolerate its taint': [{ taints }, {}, 'no room'],
    'pods that do': [{ taints }, { tolerations }, 'n0:0'],
    'a taint that only prefers': [{ taints: [{ ...taints[0]!, effect: 'PreferNoSchedule' }] }, {}, 'n0:0'],
    'pods that want a label': [{}, { nodeSelector: { zone: 'a' } }, 'no room'],
    'pods that want the label it has': [{ labels: { zone: 'a' } }, { nodeSelector: { zone: 'a' } }, 'n0:0'],
    'more pods than a node holds': [
      { allocatable: { pods: 2, 'nvidia.com/gpu': 8 } },
      { count: 3 },
      'no room',
    ],
  };
  for (const [sentence, [offer, podSet, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.equal(put(room(node('n0', 8, offer)), workload('a', { gpu: 1, ...podSet })), expected);
    });
  }
});

test('a node that goes takes its places with it, and comes back empty', () => {
  const nodes = room(node('n0', 8), node('n1', 8));
  put(nodes, workload('a', { gpu: 8, count: 2 }));
  assert.deepEqual([...nodes.tasksOn('n0')], ['a']);
  nodes.removeNode('n0');
  assert.equal(put(nodes, workload('b', { gpu: 1 })), 'no room');
  nodes.leave('a');
  nodes.addNode(node('n0', 8));
  assert.equal(put(nodes, workload('c', { gpu: 8, count: 2 })), 'n0:01234567 n1:01234567');
});

test('whatever comes and goes, no GPU has two owners and what is free adds up', () => {
  const step = fc.record({
    what: fc.constantFrom('put', 'put', 'leave', 'look'),
    key: fc.integer({ min: 0, max: 9 }),
    gpu: fc.integer({ min: 1, max: 4 }),
    count: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const nodes = room(node('n0', 8), node('n1', 4), node('n2', 8));
      const present = new Set<string>();
      for (const { what, key, gpu, count } of steps) {
        const name = `w${key}`;
        if (what === 'put' && !present.has(name) && put(nodes, workload(name, { gpu, count })) !== 'no room')
          present.add(name);
        if (what === 'leave' && present.delete(name)) nodes.leave(name);
        if (what === 'look') {
          nodes.takeOut(name);
          nodes.putBack(name);
        }
        checkDevices(nodes, present);
      }
    }),
    { numRuns: 200 },
  );
});

function checkDevices(nodes: NodeRoom, present: ReadonlySet<string>): void {
  const owned = new Map<string, number>();
  const seen = new Set<string>();
  for (const key of present) {
    for (const { node: name, accelerators = [] } of nodes.replicasOf(key)) {
      owned.set(name, (owned.get(name) ?? 0) + accelerators.length);
      for (const gpu of accelerators) {
        assert.ok(!seen.has(`${name}/${gpu}`), `GPU ${gpu} of ${name} has two owners`);
        seen.add(`${name}/${gpu}`);
      }
    }
  }
  for (const { node: name, offer, free } of nodes.nodes()) {
    assert.equal(free['nvidia.com/gpu'], offer.allocatable['nvidia.com/gpu']! - (owned.get(name) ?? 0));
  }
}

test('a copy of a room is one to try something on', () => {
  const original = room(node('n1', 8), node('n2', 8));
  put(original, workload('a', { gpu: 6 }));
  const eight = workload('d', { gpu: 8 });
  const copy = original.copy();
  assert.deepEqual(copy.replicasOf('a'), original.replicasOf('a'));
  copy.leave('a');
  put(copy, workload('b', { gpu: 8 }));
  put(copy, workload('c', { gpu: 8 }));
  assert.equal(copy.fits(eight, given(eight)), false);
  assert.equal(original.fits(eight, given(eight)), true, 'it is as it was');
  assert.deepEqual(copy.replicasOf('b')[0]!.accelerators, [0, 1, 2, 3, 4, 5, 6, 7]);
  const again = copy.copy();
  again.leave('b');
  assert.equal(again.fits(eight, given(eight)), true);
  assert.equal(copy.fits(eight, given(eight)), false);
});

test('a task on GPUs that are to be split anew keeps others off the node, in a copy until it leaves that', () => {
  const original = room(node('n1', 7, { layout: nodeLayout(type, 'all-1g.5gb') }));
  const stranger = workload('a', { gpu: 1 });
  original.restore(
    stranger.key,
    [{ podSet: 'set0', index: 0, node: 'n1', accelerators: [0] }],
    () => stranger.podSets[0]!.requests,
  );
  const cpuOnly = workload('b', { gpu: 0, requests: { cpu: 1 } });
  const takes = (of: NodeRoom): boolean => of.fits(cpuOnly, given(cpuOnly));
  const copy = original.copy();
  assert.deepEqual([takes(original), takes(copy)], [false, false]);
  copy.leave(stranger.key);
  assert.deepEqual([takes(original), takes(copy)], [false, true]);
  copy.reset();
  assert.deepEqual([takes(original), takes(copy)], [false, false]);
  original.leave(stranger.key);
  assert.deepEqual([takes(original), takes(copy)], [true, false]);
});

test('a node whose GPUs could not be split says so to those who want GPUs', () => {
  const failed = {
    layout: nodeLayout(type, 'all-1g.6gb'),
    allocatable: { cpu: 96_000, memory: 1_000, pods: 110 },
  };
  const nodes = room(node('n0', 0, failed));
  const wanted = workload('a', { gpu: 1 });
  const [why] = Object.keys(nodes.shortage(wanted, given(wanted)).excluded);
  assert.match(
    why!,
    /^GPUs that could not be split: nvidia\.com\/mig\.config is 'all-1g\.6gb'.*Did you mean 'all-1g\.5gb'\?/,
  );
  const cpuOnly = workload('b', { gpu: 0, requests: { cpu: 97_000 } });
  assert.deepEqual(nodes.shortage(cpuOnly, given(cpuOnly)).excluded, { 'resource "cpu"': 1 });
});
