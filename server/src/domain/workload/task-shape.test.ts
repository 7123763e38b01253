import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskPodSet } from './task.ts';
import { SHAPE_CHARS_MAX, SHAPES_KNOWN_MAX, shapeOf } from './task-shape.ts';

const asking = (cpu: number, more: Partial<TaskPodSet> = {}): readonly TaskPodSet[] => [
  { name: 'main', replicas: 2, requests: { cpu }, ...more },
];

test('tasks that ask for the same share one description, and others have their own', () => {
  const first = shapeOf(asking(1));
  assert.equal(shapeOf(asking(1)), first);
  assert.equal(shapeOf(first.asked), first);
  for (const other of [
    asking(2),
    asking(1, { minReplicas: 1 }),
    asking(1, { instanceTypes: ['ml.g5.8xlarge'] }),
  ])
    assert.notEqual(shapeOf(other), first);
});

test('a description says in the words of the scheduler what was asked', () => {
  const tolerations = [{ operator: 'Exists' }];
  const asked = asking(3, { minReplicas: 1, instanceTypes: ['ml.g5.8xlarge'], tolerations });
  assert.deepEqual(shapeOf(asked).podSets, [
    {
      name: 'main',
      count: 2,
      minCount: 1,
      requests: { cpu: 3 },
      nodeAffinity: { 'node.kubernetes.io/instance-type': ['ml.g5.8xlarge'] },
      tolerations,
    },
  ]);
  assert.equal(shapeOf(asking(3)).podSets[0]!.nodeAffinity, undefined);
});

test('no more are remembered than the limit says, and none that take more to say than theirs', () => {
  const before = shapeOf(asking(4));
  for (let n = 0; n < SHAPES_KNOWN_MAX; n += 1) shapeOf(asking(100 + n));
  assert.notEqual(shapeOf(asking(4)), before);
  const of = (chars: number) => {
    const label = (value: string) => asking(5, { nodeSelector: { label: value } });
    return label('x'.repeat(chars - JSON.stringify(label('')).length));
  };
  assert.equal(shapeOf(of(SHAPE_CHARS_MAX)), shapeOf(of(SHAPE_CHARS_MAX)));
  assert.notEqual(shapeOf(of(SHAPE_CHARS_MAX + 1)), shapeOf(of(SHAPE_CHARS_MAX + 1)));
});
