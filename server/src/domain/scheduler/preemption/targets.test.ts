import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy, Preemption } from '../policy.ts';
import {
  policy,
  type QueueOptions,
  type Quota,
  queue,
  running,
  type WorkloadOptions,
  workload,
} from '../testing.ts';
import type { Workload } from '../workload.ts';
import { preemptionTargets } from './targets.ts';

/** The victims of a workload `new` that wants so many GPUs in the first queue. */
function victims(
  of: Policy,
  holders: readonly Workload[],
  gpu: number,
  options: WorkloadOptions = {},
): string[] {
  const scheduler = running(of, holders);
  scheduler.submit(workload('new', of.clusterQueues[0]!.name, gpu, { createdAt: 50, ...options }));
  const usage = [{ fr: 0, amount: gpu }];
  return preemptionTargets(scheduler.get('new')!, { contested: [0], usage }, scheduler.tree).map(
    (target) => `${target.workload.workload.key}: ${target.reason}`,
  );
}

/** `own` with these rules and quota beside `other`, in one cohort. */
const pair = (
  preemption: Partial<Preemption>,
  own: number | Quota,
  other: number,
  options: QueueOptions = {},
): Policy =>
  policy([
    queue('own', own, { cohort: 'all', preemption, ...options }),
    queue('other', other, { cohort: 'all' }),
  ]);

test('victims in the own queue', async (t) => {
  const held = (priority: number): Workload[] => [
    workload('a', 'own', 2, { priority, createdAt: 10 }),
    workload('b', 'own', 2, { priority, createdAt: 60 }),
  ];
  const table: Record<
    string,
    [rule: Preemption['withinClusterQueue'], priority: number, expected: string[]]
  > = {
    'none by default': ['Never', -1, []],
    'of lower priority, the latest first': ['LowerPriority', -1, ['b: InClusterQueue']],
    'none of equal priority': ['LowerPriority', 0, []],
    'newer ones of equal priority, where that is allowed': [
      'LowerOrNewerEqualPriority',
      0,
      ['b: InClusterQueue'],
    ],
    'none of higher priority': ['LowerOrNewerEqualPriority', 1, []],
  };
  for (const [sentence, [withinClusterQueue, priority, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.deepEqual(
        victims(policy([queue('own', 4, { preemption: { withinClusterQueue } })]), held(priority), 2),
        expected,
      );
    });
  }
});

test('victims in the cohort', async (t) => {
  const borrowed = [workload('a', 'other', 2, { priority: 0 }), workload('b', 'other', 2, { priority: -1 })];
  const bold = { reclaimWithinCohort: 'Any', borrowWithinCohort: { policy: 'LowerPriority' } } as const;
  const table: Record<string, [of: Policy, holders: Workload[], gpu: number, expected: string[]]> = {
    'none by default': [pair({}, 4, 0), borrowed, 2, []],
    'whoever borrows, the least important first': [
      pair({ reclaimWithinCohort: 'Any' }, 4, 0),
      borrowed,
      2,
      ['b: InCohortReclamation'],
    ],
    'only the less important, where the rule says so': [
      pair({ reclaimWithinCohort: 'LowerPriority' }, 4, 0),
      borrowed,
      2,
      ['b: InCohortReclamation'],
    ],
    'none, if the less important do not suffice': [
      pair({ reclaimWithinCohort: 'LowerPriority' }, 4, 0),
      borrowed,
      4,
      [],
    ],
    'nobody within his own quota': [pair({ reclaimWithinCohort: 'Any' }, 2, 4), borrowed, 4, []],
    'none for what would be borrowed': [pair({ reclaimWithinCohort: 'Any' }, 1, 3), borrowed, 2, []],
    'the less important even for what is borrowed, where the rule says so': [
      pair(bold, 1, 3),
      borrowed,
      2,
      ['b: InCohortReclaimWhileBorrowing'],
    ],
    'nobody above the threshold': [
      pair({ ...bold, borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: -2 } }, 1, 3),
      borrowed,
      2,
      [],
    ],
  };
  for (const [sentence, [of, holders, gpu, expected]] of Object.entries(table)) {
    await t.test(sentence, () => assert.deepEqual(victims(of, holders, gpu), expected));
  }
});

test('victims under fair sharing', async (t) => {
  const rules = { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' } as const;
  const fair = (nominal: number, weight?: number, otherWeight?: number): Policy =>
    policy(
      [
        queue('own', nominal, { cohort: 'all', preemption: rules, weight }),
        queue('other', 0, { cohort: 'all', weight: otherWeight }),
        queue('bank', 6 - nominal, { cohort: 'all' }),
      ],
      { fair: true },
    );
  const held = ['a', 'b', 'c'].map((key) => workload(key, 'other', 2));
  const table: Record<string, [of: Policy, gpu: number, expected: string[]]> = {
    'one from the larger share': [fair(0), 2, ['c: InCohortFairSharing']],
    'as many as leave both equal, and no more': [fair(0), 4, []],
    'its own quota back, whatever the shares': [
      fair(4, 0),
      4,
      ['b: InCohortReclamation', 'c: InCohortReclamation'],
    ],
    'none without weight from those who have it': [fair(0, 0), 2, []],
    'from those without weight whatever they have': [fair(0, 1, 0), 2, ['c: InCohortFairSharing']],
  };
  for (const [sentence, [of, gpu, expected]] of Object.entries(table)) {
    await t.test(sentence, () => assert.deepEqual(victims(of, held, gpu).sort(), expected));
  }
});
