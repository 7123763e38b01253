import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { nodeLayout } from '../catalog/partition-layout.ts';
import type { Workload } from '../scheduler/workload.ts';
import { KINDS_REMEMBERED_MAX } from './fit-indexes.ts';
import { NodeRoom } from './node-room.ts';

const types = ['ml.p4d.24xlarge', 'ml.g5.12xlarge'] as const;

const step = fc.record({
  what: fc.constantFrom('put', 'put', 'put', 'leave', 'look', 'add', 'remove', 'ask'),
  node: fc.integer({ min: 0, max: 7 }),
  key: fc.integer({ min: 0, max: 15 }),
  gpu: fc.integer({ min: 1, max: 3 }),
  cpu: fc.constantFrom(1, 30),
  count: fc.integer({ min: 1, max: 4 }),
  type: fc.constantFrom(0, 1),
  pool: fc.constantFrom(undefined, 'a'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function workloadOf({ key, gpu, cpu, count, pool }: Step): Workload {
  const nodeSelector = pool === undefined ? {} : { nodeSelector: { pool } };
  const requests = { cpu, 'nvidia.com/gpu': gpu };
  const podSets = [{ name: 'main', count, requests, ...nodeSelector }];
  return { key: `w${key}`, uid: `w${key}`, clusterQueue: 'q', priority: 0, createdAt: 0, podSets };
}

const givenOf = ({ type, count }: Step) => [{ name: 'main', count, flavors: { cpu: types[type]! } }];

/** The numbers of nodes come in no order, as those of groups that grow in turn. */
function add(room: NodeRoom, { node, type, pool }: Step): void {
  const amounts = { cpu: 96, pods: 5, 'nvidia.com/gpu': 1 + (node % 3) * 2 };
  room.addNode({
    node: `n${node}`,
    instanceType: types[type]!,
    sequence: (node * 5) % 8,
    offer: {
      allocatable: amounts,
      capacity: amounts,
      layout: nodeLayout(types[0], undefined),
      labels: pool === undefined ? {} : { pool },
      taints: [],
    },
  });
}

/** What a room that was never asked before finds: it looks at each node. */
function placesIn(room: NodeRoom, asked: Step): unknown {
  const workload = workloadOf(asked);
  const copy = room.copy();
  try {
    copy.place(workload, givenOf(asked));
  } catch {
    return 'no room';
  }
  return copy.replicasOf(workload.key);
}

function perform(room: NodeRoom, present: Set<string>, now: Step): void {
  const { what, node } = now;
  const workload = workloadOf(now);
  const isPresent = present.has(workload.key);
  if (what === 'add' && !room.has(`n${node}`)) add(room, now);
  if (what === 'remove') room.removeNode(`n${node}`);
  if (what === 'look' && isPresent) {
    room.takeOut(workload.key);
    room.fits(workload, givenOf(now));
    room.putBack(workload.key);
  }
  if (what === 'leave' && present.delete(workload.key)) room.leave(workload.key);
  if (what === 'ask' || (what === 'put' && !isPresent)) {
    const expected = placesIn(room, { ...now, key: 99 });
    assert.equal(room.fits(workload, givenOf(now)), expected !== 'no room');
    if (what === 'put' && expected !== 'no room') {
      room.place(workload, givenOf(now));
      assert.deepEqual(room.replicasOf(workload.key), expected);
      present.add(workload.key);
    }
  }
}

/** Nodes of both types, in turn. */
function roomOfSix(like: Step): NodeRoom {
  const room = new NodeRoom();
  for (let node = 0; node < 6; node += 1)
    add(room, { ...like, node, type: (node % 2) as 0 | 1, pool: undefined });
  return room;
}

test('a room that remembers what it was asked finds the places that a look at every node finds', () => {
  let indexed = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 120, size: 'max' }), (steps) => {
      const room = roomOfSix(steps[0]!);
      const present = new Set<string>();
      for (const each of steps) perform(room, present, each);
      indexed += present.size;
    }),
    { numRuns: 150 },
  );
  assert.ok(indexed > 0);
});

/** All that can be seen of a room. */
function seen(room: NodeRoom, questions: readonly Step[]): unknown {
  return {
    nodes: [...room.nodes()]
      .map(({ node, instanceType, sequence, free }) => ({ node, instanceType, sequence, free: { ...free } }))
      .sort((a, b) => a.node.localeCompare(b.node)),
    replicas: Array.from({ length: 16 }, (_, key) => room.replicasOf(`w${key}`)),
    tasks: Array.from({ length: 8 }, (_, node) => [...room.tasksOn(`n${node}`)].sort()),
    fits: questions.map((one) => room.fits(workloadOf(one), givenOf(one))),
    places: questions.map((one) => placesIn(room, { ...one, key: 99 })),
    capacity: [...room.capacity()].sort(),
  };
}

test('what is done to a copy is not seen in the room, nor the other way round, and a reset undoes it', () => {
  let differ = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 90, size: 'max' }), (steps) => {
      const room = roomOfSix(steps[0]!);
      const present = new Set<string>();
      const [first, second, third] = [0, 1, 2].map((part) => steps.filter((_, i) => i % 3 === part));
      for (const each of first!) perform(room, present, each);
      const before = seen(room, first!);
      const copy = room.copy();
      for (let round = 0; round < 2; round += 1) {
        const there = new Set(present);
        for (const each of second!) perform(copy, there, each);
        const after = seen(copy, first!);
        assert.deepEqual(seen(room, first!), before);
        if (round === 0 && !isDeepStrictEqual(after, before)) differ += 1;
        copy.reset();
        assert.deepEqual(seen(copy, first!), before);
      }
      for (const each of third!) perform(room, present, each);
      assert.deepEqual(seen(copy, first!), before);
    }),
    { numRuns: 100 },
  );
  assert.ok(differ > 50, String(differ));
});

test('a kind of pods that was not asked for lately is looked for anew', () => {
  const room = new NodeRoom();
  const asked = (cpu: number): Step =>
    ({ what: 'ask', node: 1, key: 1, gpu: 1, cpu, count: 1, type: 0, pool: undefined }) as never;
  add(room, asked(1));
  for (let round = 0; round < 3; round += 1)
    for (let cpu = 1; cpu <= KINDS_REMEMBERED_MAX + 1; cpu += 1)
      assert.ok(room.fits(workloadOf(asked(cpu)), givenOf(asked(cpu))));
  room.removeNode('n1');
  assert.ok(!room.fits(workloadOf(asked(1)), givenOf(asked(1))));
  add(room, asked(1));
  assert.ok(room.fits(workloadOf(asked(1)), givenOf(asked(1))));
});
