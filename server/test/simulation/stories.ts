import fc from 'fast-check';
import type { Pace } from '../../src/domain/fleet/pace.ts';
import type { Command, FaultPlan, GroupPlan, Kind, Naming, Pick, Policy, Step, Story } from './steps.ts';

/** What fast-check draws the steps of a simulation from, and how often each. */
const few = (max: number) => fc.nat({ max });
const maybe = <T>(value: fc.Arbitrary<T>, freq = 3) => fc.option(value, { nil: undefined, freq });
/** Five of six mean a cluster that exists, if any does; the last means a name that may not. */
const cluster = few(5);
const groupName = fc.constantFrom('a', 'b', 'c');

const groupPlan: fc.Arbitrary<GroupPlan> = fc.record({
  name: groupName,
  count: few(4),
  min: maybe(few(4), 2),
  traits: fc.uniqueArray(
    fc.constantFrom('flexible', 'checks', 'no script', 'gpu', 'spot', 'custom image', 'scheduled'),
    { maxLength: 2 },
  ),
  role: fc.constantFrom('Controller', 'Login', 'Compute'),
});
const groups = (min: number) =>
  fc.uniqueArray(groupPlan, { minLength: min, maxLength: 3, selector: ({ name }) => name });

const pick: fc.Arbitrary<Pick> = fc.record({
  node: few(9),
  by: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<Naming>('id', 'logical id') },
    { weight: 3, arbitrary: fc.constantFrom<Naming>('former id', 'both', 'twice', 'unknown') },
  ),
});

const policy: fc.Arbitrary<Policy> = fc.record({
  size: fc.integer({ min: 1, max: 3 }),
  percent: fc.boolean(),
  waitSeconds: fc.constantFrom(0, 60, 3600),
  alarm: fc.boolean(),
});

const fault: fc.Arbitrary<FaultPlan> = fc.record({
  type: fc.constantFrom(
    'node',
    'node',
    'capacity',
    'launch',
    'replacement',
    'lifecycle-script',
    'deep-health-check',
    'software-update',
    'slow',
    'internal-error',
    'alarm',
    'governance',
    'training-plan',
  ),
  needs: fc.constantFrom('Reboot', 'Replacement', 'Nothing'),
  scope: fc.constantFrom('all', 'cluster', 'group', 'node'),
  node: few(9),
  rollback: fc.boolean(),
  count: maybe(fc.integer({ min: 1, max: 4 }), 2),
  minutes: maybe(fc.constantFrom(1, 20, 300), 2),
});

const nodesOf = (name: 'delete nodes' | 'reboot' | 'replace') =>
  fc.record({ do: fc.constant(name), cluster, picks: fc.array(pick, { minLength: 1, maxLength: 4 }) });

const create = fc.record({
  do: fc.constant('create'),
  cluster,
  kind: fc.constantFrom<Kind>('eks', 'eks', 'eks default', 'slurm', 'slurm', 'classic', 'restricted'),
  automatic: fc.boolean(),
  groups: groups(1),
});

const addNodes = fc.record({
  do: fc.constant('add nodes'),
  cluster,
  entries: fc.array(fc.record({ group: few(4), count: fc.integer({ min: 1, max: 3 }), zone: fc.boolean() }), {
    minLength: 1,
    maxLength: 2,
  }),
  token: maybe(fc.constantFrom('one', 'two'), 2),
});

const act = fc.constantFrom<('create' | 'update' | 'delete')[]>('create', 'create', 'update', 'delete');
const stale = fc.constantFrom(false, false, false, true);
const quota = (what: typeof act) =>
  fc.record({ do: fc.constant('quota'), cluster, act: what, team: few(2), count: few(3), stale });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: create },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('update'),
      cluster,
      groups: groups(0),
      remove: fc.uniqueArray(groupName, { maxLength: 1 }),
      automatic: maybe(fc.boolean()),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('update software'),
      cluster,
      release: maybe(few(3)),
      policy: maybe(policy),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete cluster'), cluster }) },
  { weight: 3, arbitrary: addNodes },
  { weight: 3, arbitrary: nodesOf('delete nodes') },
  { weight: 3, arbitrary: nodesOf('reboot') },
  { weight: 4, arbitrary: nodesOf('replace') },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('check health'),
      cluster,
      groups: fc.array(few(4), { minLength: 1, maxLength: 2 }),
      one: fc.boolean(),
    }),
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
    arbitrary: fc.record({ do: fc.constant('policy'), cluster, act, fair: fc.boolean(), stale }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('search'),
      cluster,
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
  { weight: 5, arbitrary: fc.record({ do: fc.constant('fault'), cluster, fault }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end fault'), fault: few(5) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.constantFrom(1_800_000, 4 * 3_600_000, 30 * 3_600_000),
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('break store'), commits: fc.integer({ min: 1, max: 2 }) }),
  },
);

/** Begins with clusters, mostly whole ones and some with quotas, so that the other steps find something to work on. */
const beginning: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(create, { minLength: 1, maxLength: 2 }),
    maybe(fc.constant<Step>({ do: 'settle' }), 4),
    fc.array(quota(fc.constant('create')), { maxLength: 2 }),
  )
  .map(([creates, settle, quotas]) =>
    settle === undefined ? creates : [...creates, settle, ...quotas, settle],
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
