import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { simulate } from './simulate.ts';
import { story } from './stories.ts';

/**
 * Whatever is asked of a fleet and whatever goes wrong with it, in any order: what must hold, holds.
 * QUARTERMASTER_RUNS says how many stories are told; a failure shows the seed and the path of the shortest
 * one that fails, and what was done in it.
 */
const runs = Number(process.env.QUARTERMASTER_RUNS ?? 60);

test('after every step of any story all invariants hold, and at its end everything comes to rest', async () => {
  await fc.assert(
    fc.asyncProperty(story(60), async (told) => {
      await simulate(told);
    }),
    { numRuns: runs },
  );
});

test('the same seed and the same steps leave the same bytes in the store', async () => {
  await fc.assert(
    fc.asyncProperty(story(40), async (told) => {
      const [first, second] = [await simulate(told), await simulate(told)];
      assert.equal(first.store.contents, second.store.contents);
    }),
    { numRuns: Math.ceil(runs / 10) },
  );
});
