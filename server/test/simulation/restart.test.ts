import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endpointStory } from './endpoint-stories.ts';
import { simulate } from './simulate.ts';
import type { Simulation } from './simulation.ts';
import type { Step } from './steps.ts';
import { story } from './stories.ts';

const runs = Number(process.env.QUARTERMASTER_RUNS ?? 60);

/** What is stored, whatever the order of members and whoever wrote it when. */
const documentsOf = ({ store }: Simulation): unknown[] =>
  [...store.load()].map(({ kind, key, doc }) => ({ kind, key, doc }));

/** Tasks are left out: which of them it has tried in vain, and how far it got, the scheduler forgets as Kueue does. */
const isAboutTasks = (step: Step): boolean =>
  step.do === 'submit' || (step.do === 'together' && step.commands.some(({ do: what }) => what === 'submit'));

test('a server that starts anew after every step does what one does that goes on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(story(40), endpointStory(40)), async (told) => {
      const steps = told.steps.filter((step) => !isAboutTasks(step));
      const goesOn = await simulate({ ...told, steps, restarting: false });
      const startsAnew = await simulate({ ...told, steps, restarting: true });
      assert.deepEqual(documentsOf(startsAnew), documentsOf(goesOn));
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
});
