import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reduce } from './pod-set-reducer.ts';

const podSets = (...counts: readonly (readonly [count: number, minCount?: number])[]) =>
  counts.map(([count, minCount], i) => ({ name: `p${i}`, count, minCount, requests: {} }));

test('the largest counts that work', async (t) => {
  const table: Record<
    string,
    [podSets: ReturnType<typeof podSets>, most: number, counts: readonly number[] | undefined]
  > = {
    'all, where all work': [podSets([5, 1]), 9, [5]],
    'as many as work': [podSets([5, 1]), 3, [3]],
    'the least allowed': [podSets([5, 2]), 2, [2]],
    'none, where the least is too much': [podSets([5, 2]), 1, undefined],
    'none, where nothing may shrink': [podSets([5], [2, 2]), 3, undefined],
    'all pod sets shrink in proportion': [podSets([10, 2], [5, 1]), 9, [6, 3]],
    'one that may not shrink stays': [podSets([4, 1], [2]), 4, [2, 2]],
  };
  for (const [sentence, [sets, most, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const found = reduce(sets, (counts) => (counts.reduce((a, b) => a + b) <= most ? counts : undefined));
      assert.deepEqual(found, expected);
    });
  }
});
