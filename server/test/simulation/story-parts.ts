import fc from 'fast-check';
import type { FaultPlan, GroupPlan, Kind, Naming, Pick, Policy, Step } from './steps.ts';

/** What fast-check draws the steps of a simulation from: clusters, their nodes, and what goes wrong with them. */
export const few = (max: number) => fc.nat({ max });
export const maybe = <T>(value: fc.Arbitrary<T>, freq = 3) => fc.option(value, { nil: undefined, freq });
/** Five of six mean a cluster that exists, if any does; the last means a name that may not. */
export const cluster = few(5);
export const groupName = fc.constantFrom('a', 'b', 'c');

const groupPlan: fc.Arbitrary<GroupPlan> = fc.record({
  name: groupName,
  count: few(4),
  min: maybe(few(4), 2),
  traits: fc.uniqueArray(
    fc.constantFrom(
      ...(['flexible', 'checks', 'no script', 'gpu', 'spot', 'custom image', 'scheduled', 'split'] as const),
      ...(['planned', 'planned', 'planned'] as const),
    ),
    { maxLength: 2 },
  ),
  role: fc.constantFrom('Controller', 'Login', 'Compute'),
});
export const groups = (min: number) =>
  fc.uniqueArray(groupPlan, { minLength: min, maxLength: 3, selector: ({ name }) => name });

const pick: fc.Arbitrary<Pick> = fc.record({
  node: few(9),
  by: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<Naming>('id', 'logical id') },
    { weight: 3, arbitrary: fc.constantFrom<Naming>('former id', 'both', 'twice', 'unknown') },
  ),
});

export const policy: fc.Arbitrary<Policy> = fc.record({
  size: fc.integer({ min: 1, max: 3 }),
  percent: fc.boolean(),
  waitSeconds: fc.constantFrom(0, 60, 3600),
  alarm: fc.boolean(),
});

export const fault: fc.Arbitrary<FaultPlan> = fc.record({
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
    'training-job',
    'endpoint',
  ),
  needs: fc.constantFrom('Reboot', 'Replacement', 'Nothing'),
  scope: fc.constantFrom('all', 'cluster', 'group', 'node'),
  node: few(9),
  rollback: fc.boolean(),
  count: maybe(fc.integer({ min: 1, max: 4 }), 2),
  minutes: maybe(fc.constantFrom(1, 20, 300), 2),
});

export const nodesOf = (name: 'delete nodes' | 'reboot' | 'replace') =>
  fc.record({ do: fc.constant(name), cluster, picks: fc.array(pick, { minLength: 1, maxLength: 4 }) });

export const create = fc.record({
  do: fc.constant('create'),
  cluster,
  kind: fc.constantFrom<Kind>('eks', 'eks', 'eks default', 'slurm', 'slurm', 'classic', 'restricted'),
  automatic: fc.boolean(),
  groups: groups(1),
});

export const addNodes = fc.record({
  do: fc.constant('add nodes'),
  cluster,
  entries: fc.array(fc.record({ group: few(4), count: fc.integer({ min: 1, max: 3 }), zone: fc.boolean() }), {
    minLength: 1,
    maxLength: 2,
  }),
  token: maybe(fc.constantFrom('one', 'two'), 2),
});

export const update = fc.record({
  do: fc.constant('update'),
  cluster,
  groups: groups(0),
  remove: fc.uniqueArray(groupName, { maxLength: 1 }),
  automatic: maybe(fc.boolean()),
});

export const updateSoftware = fc.record({
  do: fc.constant('update software'),
  cluster,
  release: maybe(few(3)),
  policy: maybe(policy),
});

export const checkHealth = fc.record({
  do: fc.constant('check health'),
  cluster,
  groups: fc.array(few(4), { minLength: 1, maxLength: 2 }),
  one: fc.boolean(),
});

/** Time passes, faults come and end, the server and its store do not always do as they should. */
export const happenings = [
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
  { weight: 3, arbitrary: fc.record({ do: fc.constant('appointment') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('break store'), commits: fc.integer({ min: 1, max: 2 }) }),
  },
] satisfies readonly { weight: number; arbitrary: fc.Arbitrary<Step> }[];
