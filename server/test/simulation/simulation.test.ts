import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isExpired } from '../../src/domain/inference/plan-holds.ts';
import { endpointStory } from './endpoint-stories.ts';
import { simulate } from './simulate.ts';
import type { Simulation } from './simulation.ts';
import { story } from './stories.ts';
import { taskStory } from './task-stories.ts';

/**
 * Whatever is asked of a fleet and whatever goes wrong with it, in any order: what must hold, holds.
 * QUARTERMASTER_RUNS says how many stories are told; a failure shows the seed and the path of the shortest
 * one that fails, and what was done in it.
 */
const runs = Number(process.env.QUARTERMASTER_RUNS ?? 60);
/** They are looked at more closely, and take longer. */
const taskRuns = Math.ceil(runs / 2);

test('after every step of any story all invariants hold, and at its end everything comes to rest', async () => {
  await fc.assert(
    fc.asyncProperty(story(60), async (told) => {
      await simulate(told);
    }),
    { numRuns: runs },
  );
});

test('whatever happens to tasks, they hold what they are said to hold, and wait only where they must', async () => {
  const seen = { all: 0, atRest: 0 };
  await fc.assert(
    fc.asyncProperty(taskStory(60), async (told) => {
      const { looks } = await simulate(told);
      seen.all += looks.all;
      seen.atRest += looks.atRest;
    }),
    { numRuns: taskRuns },
  );
  // A single short story may know no rest.
  if (taskRuns < 30) return;
  assert.ok(seen.atRest > seen.all / 200, `tasks waited at rest at ${seen.atRest} of ${seen.all} looks`);
});

test('whatever is deployed on whatever capacity, endpoints have what they are said to have', async () => {
  const met = { held: 0, expired: 0 };
  await fc.assert(
    fc.asyncProperty(endpointStory(60), async (told) => {
      const look = ({ state }: Simulation): void => {
        for (const endpoint of state.all('endpoint').values()) {
          met.held += endpoint.holds.length;
          if (isExpired(state, endpoint)) met.expired += 1;
        }
      };
      look(await simulate(told, look));
    }),
    { numRuns: taskRuns },
  );
  if (taskRuns < 30) return;
  assert.ok(met.held > 20 && met.expired > 5, JSON.stringify(met));
});

test('the same seed and the same steps leave the same bytes in the store', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(story(40), taskStory(40), taskStory(40), endpointStory(40)), async (told) => {
      const [first, second] = [await simulate(told), await simulate(told)];
      assert.equal(first.store.contents, second.store.contents);
    }),
    { numRuns: Math.ceil(runs / 8) },
  );
});
