import fc from 'fast-check';
import type { Pace } from '../../src/domain/fleet/pace.ts';
import { deploy, reserve } from './endpoint-stories.ts';
import { endJob, train } from './job-stories.ts';
import type { Command, Step, Story } from './steps.ts';
import {
  addNodes,
  checkHealth,
  cluster,
  create,
  few,
  happenings,
  maybe,
  nodesOf,
  update,
  updateSoftware,
} from './story-parts.ts';
import { act, endTask, govern, quota, submit } from './task-stories.ts';

/** Stories of everything that can be asked of a fleet, and how often each. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: create },
  {
    weight: 4,
    arbitrary: update,
  },
  {
    weight: 2,
    arbitrary: updateSoftware,
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete cluster'), cluster }) },
  { weight: 3, arbitrary: addNodes },
  { weight: 3, arbitrary: nodesOf('delete nodes') },
  { weight: 3, arbitrary: nodesOf('reboot') },
  { weight: 4, arbitrary: nodesOf('replace') },
  {
    weight: 1,
    arbitrary: checkHealth,
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('attach', 'detach'), cluster, node: few(5), volume: few(2) }),
  },
  {
    weight: 7,
    arbitrary: quota(act),
  },
  {
    weight: 4,
    arbitrary: govern,
  },
  { weight: 14, arbitrary: submit },
  { weight: 4, arbitrary: endTask },
  { weight: 8, arbitrary: train },
  { weight: 3, arbitrary: endJob },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('search'),
      cluster,
      target: fc.constantFrom('hyperpod-cluster', 'training-job', 'training-job'),
      count: fc.constantFrom(1, 2, 4, 16),
      days: fc.constantFrom(1, 2, 7),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('extend'),
      cluster,
      plan: few(3),
      days: fc.constantFrom(1, 2, 7),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('buy'), cluster, offering: few(9), name: few(3) }) },
  { weight: 1, arbitrary: reserve },
  { weight: 4, arbitrary: deploy },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('tag', 'untag'),
      cluster,
      key: fc.constantFrom('team', 'owner', 'aws:x'),
    }),
  },
);

/** What makes nodes come, go and change. */
export const nodeSteps: fc.Arbitrary<Step> = fc.oneof(
  addNodes,
  nodesOf('delete nodes'),
  nodesOf('replace'),
  fc.record({ do: fc.constant('pass'), ms: fc.integer({ min: 0, max: 1_800_000 }) }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: command },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('together'),
      commands: fc.array(command, { minLength: 2, maxLength: 4 }),
    }),
  },
  ...happenings,
);

/** A plan that clusters can be created on. */
const purchase: fc.Arbitrary<Step[]> = fc
  .record({ cluster: few(2), count: fc.constantFrom(2, 4), days: fc.constantFrom(1, 2) })
  .map(({ cluster: number, count, days }) => [
    { do: 'search', cluster: number, target: 'hyperpod-cluster', count, days },
    { do: 'buy', cluster: number, offering: 0, name: 0 },
    { do: 'settle' },
  ]);

/** Begins with clusters, mostly whole ones and some with quotas, so that the other steps find something to work on. */
const beginning: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(purchase, { maxLength: 2 }),
    fc.array(create, { minLength: 1, maxLength: 2 }),
    maybe(fc.constant<Step>({ do: 'settle' }), 4),
    fc.array(quota(fc.constant('create')), { maxLength: 3 }),
    fc.array(govern, { maxLength: 1 }),
  )
  .map(([purchases, creates, settle, quotas, policies]) =>
    settle === undefined
      ? [...purchases.flat(), ...creates]
      : [...purchases.flat(), ...creates, settle, ...quotas, ...policies, settle],
  );

export const story = (maxLength: number): fc.Arbitrary<Story> =>
  fc.record({
    seed: fc.nat({ max: 1_000 }),
    pace: fc.constantFrom<Pace>('realistic', 'brisk', 'brisk', 'instant'),
    restarting: fc.constantFrom(false, false, false, true),
    steps: fc
      .tuple(beginning, fc.array(step, { maxLength, size: 'max' }))
      .map(([first, rest]) => [...first, ...rest]),
  });
