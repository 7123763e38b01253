/** Random scenarios in the recorded form: small trees under contention, where rules meet. */
import fc from 'fast-check';
import type { FairStrategy } from '../../src/domain/scheduler/policy.ts';
import type {
  RecordedCohort,
  RecordedGroup,
  RecordedJob,
  RecordedQueue,
  Scenario,
} from '../../src/domain/scheduler/scenario.ts';
import type { RoomNode } from '../../src/domain/scheduler/testing-room.ts';

/** What to leave out of the random scenarios. */
export interface Shape {
  /** Only BestEffortFIFO queues that reclaim from anyone: Kueue then reserves nothing for those that wait. */
  readonly reservesNothing?: boolean;
  /** Borrowing counts as better than preemption, as it does by default. */
  readonly prefersBorrowing?: boolean;
  /** Default 3. */
  readonly flavorsMax?: number;
}

const STRATEGIES: readonly (readonly FairStrategy[])[] = [
  ['LessThanOrEqualToFinalShare', 'LessThanInitialShare'],
  ['LessThanInitialShare'],
  ['LessThanOrEqualToFinalShare'],
];

/** A scenario. */
export function scenarios(shape: Shape = {}): fc.Arbitrary<Scenario> {
  return fc
    .record({
      fairSharing: fc.boolean(),
      strategies: fc.constantFrom(...STRATEGIES),
      flavors: fc.integer({ min: 1, max: shape.flavorsMax ?? 3 }),
      cohorts: fc.integer({ min: 1, max: 3 }),
      queues: fc.integer({ min: 2, max: 5 }),
    })
    .chain(({ fairSharing, strategies, flavors, cohorts, queues }) => {
      const names = Array.from({ length: flavors }, (_, i) => `f${i}`);
      const cohortNames = Array.from({ length: cohorts }, (_, i) => `co${i}`);
      const queueNames = Array.from({ length: queues }, (_, i) => `q${i}`);
      return fc
        .record({
          cohorts: fc.tuple(...cohortNames.map((name, i) => cohort(name, cohortNames.slice(0, i), names))),
          clusterQueues: fc.tuple(...queueNames.map((name) => queue(name, cohortNames, names, shape))),
          jobs: jobs(queueNames),
        })
        .map((rest) => ({ fairSharing, preemptionStrategies: strategies, flavors: names, ...rest }));
    });
}

function cohort(
  name: string,
  above: readonly string[],
  flavors: readonly string[],
): fc.Arbitrary<RecordedCohort> {
  const parents = above.map((parent) => fc.constant<string | undefined>(parent));
  return fc.record({
    name: fc.constant(name),
    parent: above.length === 0 ? fc.constant(undefined) : fc.oneof(...parents),
    fairWeight: fc.constantFrom('0', '1', '2'),
    resourceGroups: fc.option(fc.tuple(group(flavors, 4)), { nil: undefined, freq: 1 }),
  }) as fc.Arbitrary<RecordedCohort>;
}

function queue(
  name: string,
  cohorts: readonly string[],
  flavors: readonly string[],
  { reservesNothing = false, prefersBorrowing = false }: Shape,
): fc.Arbitrary<RecordedQueue> {
  const reclaim = ['Any', 'Any', 'LowerPriority', 'Never'] as const;
  const strategies = ['BestEffortFIFO', 'StrictFIFO'] as const;
  return fc.record({
    name: fc.constant(name),
    cohort: fc.constantFrom(...cohorts),
    fairWeight: fc.constantFrom('0', '500m', '1', '4'),
    queueingStrategy: reservesNothing ? fc.constant('BestEffortFIFO') : fc.constantFrom(...strategies),
    preemption: fc.record({
      withinClusterQueue: fc.constantFrom(
        'Never',
        'LowerPriority',
        'LowerPriority',
        'LowerOrNewerEqualPriority',
      ),
      reclaimWithinCohort: reservesNothing ? fc.constant('Any') : fc.constantFrom(...reclaim),
      borrowWithinCohort: fc.record({
        policy: fc.constantFrom('Never', 'LowerPriority'),
        maxPriorityThreshold: fc.constantFrom(undefined, 0, 50, 100),
      }),
    }),
    flavorFungibility: fc.record({
      whenCanBorrow: fc.constantFrom('MayStopSearch', 'TryNextFlavor'),
      whenCanPreempt: fc.constantFrom('MayStopSearch', 'TryNextFlavor'),
      preference: prefersBorrowing
        ? fc.constant('BorrowingOverPreemption')
        : fc.constantFrom('BorrowingOverPreemption', 'PreemptionOverBorrowing'),
    }),
    resourceGroups: fc.tuple(group(flavors, 8)),
  }) as fc.Arbitrary<RecordedQueue>;
}

function group(flavors: readonly string[], max: number): fc.Arbitrary<RecordedGroup> {
  const quota = (name: string) =>
    fc.record({
      name: fc.constant(name),
      nominal: fc.integer({ min: 0, max }).map(String),
      borrowingLimit: fc.option(fc.integer({ min: 0, max: 6 }).map(String), { nil: undefined, freq: 2 }),
      lendingLimit: fc.option(fc.integer({ min: 0, max: 6 }).map(String), { nil: undefined, freq: 2 }),
    });
  return fc.tuple(
    ...flavors.map((flavor) =>
      fc.record({ flavor: fc.constant(flavor), resources: fc.tuple(quota('cpu'), quota('gpu')) }),
    ),
  );
}

/** A few nodes of each flavor, larger and smaller ones. */
export function nodes(): fc.Arbitrary<readonly RoomNode[]> {
  const node = fc.record({
    flavor: fc.constantFrom('f0', 'f0', 'f1', 'f2'),
    cpu: fc.constantFrom(500, 1000, 2000, 4000),
    gpu: fc.integer({ min: 0, max: 4 }),
  });
  return fc.array(node, { minLength: 1, maxLength: 8 });
}

/** Many small jobs that fill the queues, and large ones that matter more and come later. */
function jobs(queues: readonly string[]): fc.Arbitrary<RecordedJob[]> {
  const small = job(queues, {
    priorities: [0, 0, 50, 100],
    submit: [0, 10],
    cpus: ['250m', '500m', '1'],
    gpus: [undefined, undefined, '0', '1'],
  });
  const large = job(queues, {
    priorities: [50, 100, 200],
    submit: [5, 30],
    cpus: ['1', '2', '4'],
    gpus: [undefined, '1', '2'],
  });
  return fc
    .tuple(fc.array(small, { minLength: 4, maxLength: 14 }), fc.array(large, { minLength: 1, maxLength: 6 }))
    .map(([few, many]) =>
      [...few, ...many].map((one, i) => ({ name: `w${String(i).padStart(2, '0')}`, ...one })),
    );
}

interface JobRange {
  readonly priorities: readonly number[];
  readonly submit: readonly [min: number, max: number];
  readonly cpus: readonly string[];
  readonly gpus: readonly (string | undefined)[];
}

function job(queues: readonly string[], range: JobRange): fc.Arbitrary<Omit<RecordedJob, 'name'>> {
  const podSet = fc
    .record({
      count: fc.integer({ min: 1, max: 3 }),
      partial: fc.boolean(),
      cpu: fc.constantFrom(...range.cpus),
      gpu: fc.constantFrom(...range.gpus),
    })
    .map(({ count, partial, cpu, gpu }) => ({
      name: 'main',
      count,
      ...(partial && { minCount: 1 }),
      requests: { cpu, ...(gpu !== undefined && { gpu }) },
    }));
  return fc.record({
    clusterQueue: fc.constantFrom(...queues),
    priority: fc.constantFrom(...range.priorities),
    submit: fc.integer({ min: range.submit[0], max: range.submit[1] }),
    duration: fc.constantFrom(3, 20, 60),
    podSets: fc.tuple(podSet),
  });
}
