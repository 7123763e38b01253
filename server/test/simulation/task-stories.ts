import fc from 'fast-check';
import type { Pace } from '../../src/domain/fleet/pace.ts';
import type { Command, GroupPlan, Kind, Step, Story, TaskPlan } from './steps.ts';
import {
  addNodes,
  checkHealth,
  cluster,
  few,
  happenings,
  maybe,
  nodesOf,
  update,
  updateSoftware,
} from './story-parts.ts';

/** Quotas, policies and tasks; and stories that are about them. */
export const act = fc.constantFrom<('create' | 'update' | 'delete')[]>(
  'create',
  'create',
  'update',
  'delete',
);
const stale = fc.constantFrom(false, false, false, true);
export const quota = (what: typeof act) =>
  fc.record({
    do: fc.constant('quota'),
    cluster,
    act: what,
    team: few(2),
    count: few(3),
    of: fc.constantFrom('instances', 'all', 'all', 'all'),
    strategy: fc.constantFrom('Lend', 'DontLend', 'LendAndBorrow', 'LendAndBorrow', 'LendAndBorrow'),
    borrowLimit: fc.constantFrom(0, 50, 100, 200),
    never: fc.constantFrom(false, false, true),
    disabled: fc.constantFrom(false, false, false, false, true),
    stale,
  });

const taskPlan: fc.Arbitrary<TaskPlan> = fc.record({
  form: fc.constantFrom('cpu', 'cpu', 'whole', 'gpu', 'gpu', 'slice', 'any type'),
  amount: fc.integer({ min: 1, max: 4 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  min: maybe(fc.constant(1), 4),
});
/** Nearly always a cluster that exists. */
const known = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 1, 5);
export const submit = fc.record({
  do: fc.constant('submit'),
  cluster: known,
  team: fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 2, 2, 3),
  sets: fc.oneof(
    { weight: 5, arbitrary: fc.tuple(taskPlan) },
    { weight: 1, arbitrary: fc.tuple(taskPlan, taskPlan) },
  ),
  priorityClass: maybe(fc.constantFrom('low', 'high'), 2),
  seconds: maybe(fc.constantFrom(1, 60, 600, 7_200), 1),
  checkpointSeconds: maybe(fc.constantFrom(7, 300), 2),
});
export const endTask = fc.record({
  do: fc.constantFrom('cancel task', 'cancel task', 'complete task'),
  cluster: known,
  task: few(20),
  failed: fc.boolean(),
});
export const govern = fc.record({
  do: fc.constant('policy'),
  cluster,
  act,
  fair: fc.boolean(),
  idle: fc.boolean(),
  high: fc.constantFrom(5, 50, 90),
  stale,
});

/** A cluster on EKS with GPUs whole and split; with others as well where there are several types. */
const governed = (several: boolean): fc.Arbitrary<Command> =>
  fc.record({
    do: fc.constant('create'),
    cluster: fc.constant(0),
    kind: fc.constantFrom<Kind>('eks', 'eks', 'eks default'),
    automatic: fc.boolean(),
    groups: fc
      .tuple(few(2), few(2), few(2))
      .map(([cpu, gpu, split]): GroupPlan[] => [
        ...(several ? [{ name: 'a', count: cpu + 1, traits: [], role: 'Compute' } as const] : []),
        { name: 'b', count: gpu + 1, traits: ['gpu'], role: 'Compute' },
        { name: 'c', count: split, traits: ['split'], role: 'Compute' },
      ]),
  });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 24, arbitrary: submit },
  { weight: 5, arbitrary: endTask },
  { weight: 4, arbitrary: quota(act) },
  { weight: 2, arbitrary: govern },
  { weight: 2, arbitrary: addNodes },
  { weight: 1, arbitrary: nodesOf('delete nodes') },
  { weight: 2, arbitrary: nodesOf('reboot') },
  { weight: 2, arbitrary: nodesOf('replace') },
  { weight: 1, arbitrary: update },
  { weight: 1, arbitrary: updateSoftware },
  { weight: 1, arbitrary: checkHealth },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: command },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('together'),
      commands: fc.array(command, { minLength: 2, maxLength: 4 }),
    }),
  },
  ...happenings,
);

/** With one instance type quotas are of GPUs alone: a queue of one flavor is at rest only when nothing more fits. */
const only =
  (several: boolean) =>
  (told: Step): Step => {
    if (told.do === 'quota' && !several) return { ...told, of: 'GPUs', count: Math.max(1, told.count) };
    return told.do === 'together'
      ? { ...told, commands: told.commands.map(only(several)) as Command[] }
      : told;
  };

const first = { cluster: 0, act: 'create' } as const;

/** The life of a cluster whose teams have quotas and whose nodes are there, most of the time. */
export const taskStory = (maxLength: number): fc.Arbitrary<Story> =>
  fc.boolean().chain((several) =>
    fc.record({
      seed: fc.nat({ max: 1_000 }),
      pace: fc.constantFrom<Pace>('realistic', 'brisk', 'instant'),
      restarting: fc.constantFrom(false, false, false, true),
      steps: fc
        .tuple(
          governed(several),
          maybe(submit),
          fc.tuple(
            ...[0, 1, 2].map((team) =>
              quota(fc.constant('create')).map((told) => ({ ...told, ...first, team, disabled: false })),
            ),
          ),
          maybe(
            govern.map((told) => ({ ...told, ...first })),
            9,
          ),
          fc.array(step, { maxLength, size: 'max' }),
        )
        .map(([create, early, quotas, policy, steps]) => [
          create,
          ...(early === undefined ? [] : [early]),
          { do: 'settle' } as const,
          ...quotas,
          ...(policy === undefined ? [] : [policy]),
          { do: 'settle' } as const,
          ...steps,
        ])
        .map((steps) => steps.map(only(several))),
    }),
  );
