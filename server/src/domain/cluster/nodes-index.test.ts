import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Node, steps, type WorkKind } from './node.ts';
import { NodesIndex } from './nodes-index.ts';
import { oldImage } from './testing.ts';

const kinds = Object.keys(steps) as WorkKind[];
const work = fc.constantFrom(...kinds).map((kind) => ({
  ...{ kind, step: steps[kind][0], attempt: 1 },
  ...{ startedAt: 0, dueAt: 1 },
}));

const instancesOf = (sequence: number): string[] => [1, 2, 3].map((n) => `i-${sequence}-${n}`);

/** Some state of the node of that number: its group stays the same, and no two nodes share an instance id. */
const node = (sequence: number): fc.Arbitrary<Node> =>
  fc
    .record({
      instanceId: fc.constantFrom(undefined, ...instancesOf(sequence)),
      instanceType: fc.constantFrom('ml.c5.large', 'ml.p4d.24xlarge'),
      image: fc.constantFrom(oldImage, { ...oldImage, imageId: 'other' }),
      status: fc.constantFrom('Pending', 'Running', 'Failure'),
      joined: fc.boolean(),
      awaitsPlan: fc.constantFrom(undefined, true),
      place: fc.constantFrom(undefined, { plan: 'p', block: 0, pool: 0 }, { plan: 'p', block: 0, pool: 1 }),
      work: fc.option(work, { nil: undefined }),
    })
    .map((state) => ({
      ...{ clusterId: 'c', logicalId: `n${sequence}`, group: `g${sequence % 2}`, sequence },
      ...{ generation: 1, createdAt: 0, subnetIndex: 0 },
      ...state,
    }));

const write = fc
  .integer({ min: 0, max: 4 })
  .chain((sequence) =>
    fc.record({ sequence: fc.constant(sequence), node: fc.option(node(sequence), { nil: undefined }) }),
  );

/** All that an index can be asked; counts in whatever order. */
function answers(index: NodesIndex) {
  const instances = [0, 1, 2, 3, 4].flatMap(instancesOf);
  return {
    size: index.size,
    groups: new Map(
      [...index.groups].map(([name, group]) => [name, { ...group, entries: [...group.entries] }]),
    ),
    working: kinds.map((kind) => index.at(kind)),
    byInstanceId: instances.map((id) => index.byInstanceId(id)),
  };
}

test('an index that was written to again and again is one of the nodes that are there in the end', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
      const index = new NodesIndex();
      const there = new Map<string, Node>();
      for (const { sequence, node } of writes) {
        const id = `n${sequence}`;
        assert.equal(index.set(id, node), there.get(id), 'what was there before');
        if (node === undefined) there.delete(id);
        else there.set(id, node);
        assert.equal(index.get(id), node);
      }
      const anew = new NodesIndex();
      for (const node of there.values()) anew.set(node.logicalId, node);
      assert.deepEqual(answers(index), answers(anew));
    }),
  );
});
