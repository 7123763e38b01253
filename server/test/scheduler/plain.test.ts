/**
 * Where the scheduler takes a short way, the straightforward one is written down in `plain/`, and both must
 * come to the same decisions, down to the order of victims.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Assignment, contested, nonZero } from '../../src/domain/scheduler/assignment.ts';
import { type Entry, entryOf } from '../../src/domain/scheduler/entry.ts';
import { dominantResourceShare } from '../../src/domain/scheduler/fair-sharing/dominant-resource-share.ts';
import { fairOrder } from '../../src/domain/scheduler/fair-sharing/tournament.ts';
import { assignFlavors } from '../../src/domain/scheduler/flavor-assigner.ts';
import { nominate } from '../../src/domain/scheduler/nominate.ts';
import { classicalTargets } from '../../src/domain/scheduler/preemption/classical.ts';
import { fairTargets } from '../../src/domain/scheduler/preemption/fair.ts';
import type { Preemptor, Target } from '../../src/domain/scheduler/preemption/target.ts';
import { NONE } from '../../src/domain/scheduler/preemption/targets.ts';
import { addAll, removeAll } from '../../src/domain/scheduler/resource-node.ts';
import type { Scenario } from '../../src/domain/scheduler/scenario.ts';
import type { Scheduler } from '../../src/domain/scheduler/scheduler.ts';
import type { WorkloadInfo } from '../../src/domain/scheduler/workload.ts';
import { scenarios } from './arbitraries.ts';
import { classicalTargets as plainClassicalTargets } from './plain/classical.ts';
import { fairTargets as plainFairTargets } from './plain/fair.ts';
import { assignFlavors as plainFlavors } from './plain/flavor-assigner.ts';
import { fairOrder as plainOrder } from './plain/tournament.ts';
import { simulate } from './simulate.ts';

const seed = Number(process.env.SCHEDULER_SEED ?? 20_260_820);
const numRuns = Number(process.env.SCHEDULER_RUNS ?? 200);

const everywhere = (fairSharing: boolean, property: (scenario: Scenario) => void): void =>
  fc.assert(
    fc.property(
      fc
        .tuple(scenarios(), fc.boolean())
        .map(([scenario, flat]) => ({ ...(flat ? flattened(scenario) : scenario), fairSharing })),
      property,
    ),
    { seed, numRuns },
  );

/** All queues in one cohort, as most clusters have them: there the search has ways of its own. */
const flattened = (scenario: Scenario): Scenario => ({
  ...scenario,
  cohorts: [],
  clusterQueues: scenario.clusterQueues.map((queue) => ({ ...queue, cohort: 'all' })),
});

const waiting = (scheduler: Scheduler): WorkloadInfo[] =>
  [...scheduler.workloads()].filter(({ reservation }) => reservation === undefined);

for (const [kind, fair] of [
  ['under fair sharing', true],
  ['of classical preemption', false],
] as const) {
  test(`victims ${kind}`, () => {
    const found = { some: 0, none: 0 };
    everywhere(fair, (scenario) =>
      simulate(scenario, {
        beforeCycle: (scheduler) => {
          const { tree } = scheduler;
          for (const workload of waiting(scheduler)) {
            const { assignment } = nominate(workload, { tree, cycle: 0, gone: NONE });
            if (assignment.mode !== 'Preempt') continue;
            const preemptor: Preemptor = {
              workload,
              queue: workload.queue,
              contested: contested(assignment),
              usage: nonZero(assignment.usage),
              gone: NONE,
              places: undefined,
              strategies: tree.policy.fairSharing?.preemptionStrategies,
            };
            const quick = fair ? fairTargets(preemptor, tree) : classicalTargets(preemptor);
            const plain = fair ? plainFairTargets(preemptor, tree) : plainClassicalTargets(preemptor);
            assert.deepEqual(named(quick), named(plain));
            found[plain.length > 0 ? 'some' : 'none'] += 1;
          }
        },
      }),
    );
    assert.ok(
      found.some > numRuns / 2 && found.none > numRuns / 2,
      `too few to tell: ${JSON.stringify(found)}`,
    );
  });
}

const named = (targets: readonly Target[]): string[] =>
  targets.map(({ workload, reason }) => `${workload.workload.key}: ${reason}`);

test('flavors, with every one rated or only where that decides', () => {
  let several = 0;
  everywhere(true, (scenario) =>
    simulate(scenario, {
      beforeCycle: (scheduler) => {
        const { tree } = scheduler;
        for (const workload of waiting(scheduler)) {
          const context = { tree, cycle: scheduler.cycleCount + 1, gone: NONE };
          const quick = assignFlavors(workload, context);
          const plain = plainFlavors(workload, context);
          assert.deepEqual(decided(quick), decided(plain));
          if (plain.mode === 'Preempt' && tree.flavors.size > 1) several += 1;
        }
      },
    }),
  );
  assert.ok(several > numRuns / 2, `${several} choices are too few to tell`);
});

/** All but the borrowing level, where nothing hangs on it. */
const decided = ({ podSets, mode, usage, last }: Assignment): unknown => [
  mode,
  usage,
  last.tried,
  podSets.map(({ flavors, obstacles, ratedFit }) => [
    obstacles,
    ratedFit,
    [...(flavors ?? [])].map(([name, flavor]) => [name, flavor.flavor, flavor.mode, flavor.tried]),
  ]),
];

test('shares that are kept', () => {
  const gates = { recomputeAssignmentUponPreemptionTargetsOverlap: true };
  let kept = 0;
  everywhere(true, (scenario) =>
    simulate(
      scenario,
      {
        afterCycle: ({ tree }) => {
          for (const node of [...tree.queues.values(), ...tree.cohorts.values()]) {
            if (node.share === undefined) continue;
            kept += 1;
            assert.deepEqual(node.share, dominantResourceShare(node, tree), node.name);
          }
        },
      },
      undefined,
      gates,
    ),
  );
  assert.ok(kept > numRuns, `${kept} shares are too few to tell`);
});

test('the order of heads under fair sharing', () => {
  let heads = 0;
  everywhere(true, (scenario) =>
    simulate(scenario, {
      beforeCycle: ({ tree }) => {
        const entries = [...tree.queues.values()].flatMap((queue) => {
          const head = [...queue.pending.workloads()].filter((one) => !queue.pending.isParked(one))[0];
          return head === undefined ? [] : [entryOf(head, nominate(head, { tree, cycle: 0, gone: NONE }))];
        });
        heads += entries.length;
        assert.deepEqual(inOrder(fairOrder(entries, tree)), inOrder(plainOrder(entries, tree)));
      },
    }),
  );
  assert.ok(heads > numRuns, `${heads} heads are too few to tell`);
});

/** The entries one by one, each taking what it asks for before the next is asked for. */
function inOrder(order: Iterable<Entry>): string[] {
  const processed: Entry[] = [];
  for (const entry of order) {
    processed.push(entry);
    if (entry.assignment.mode !== 'NoFit') addAll(entry.workload.queue, entry.assignment.usage);
  }
  for (const { workload, assignment } of processed) {
    if (assignment.mode !== 'NoFit') removeAll(workload.queue, assignment.usage);
  }
  return processed.map(({ workload }) => workload.workload.key);
}
