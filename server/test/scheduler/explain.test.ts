/** What must hold of every explanation and every change that is proposed, in random scenarios. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Change, changePolicy } from '../../src/domain/scheduler/change.ts';
import type { CycleResult } from '../../src/domain/scheduler/cycle.ts';
import { explain } from '../../src/domain/scheduler/explain.ts';
import type { Usage } from '../../src/domain/scheduler/flavor-resource.ts';
import type { HoldingRule } from '../../src/domain/scheduler/holding-rule.ts';
import type { Scenario } from '../../src/domain/scheduler/scenario.ts';
import type { Scheduler } from '../../src/domain/scheduler/scheduler.ts';
import { settle } from '../../src/domain/scheduler/settle.ts';
import { smallestChanges } from '../../src/domain/scheduler/smallest-changes.ts';
import { TRIAL_CYCLES_MAX, type TrialScope, Trials } from '../../src/domain/scheduler/trial.ts';
import type { Workload, WorkloadInfo } from '../../src/domain/scheduler/workload.ts';
import { scenarios } from './arbitraries.ts';
import { simulate } from './simulate.ts';

const seed = Number(process.env.SCHEDULER_SEED ?? 20_260_820);
const numRuns = Number(process.env.SCHEDULER_RUNS ?? 60);
const now = 1_000;

const holds = (arbitrary: fc.Arbitrary<Scenario>, property: (scenario: Scenario) => void): void =>
  fc.assert(fc.property(arbitrary, property), { seed, numRuns });

const trialsOf = (scheduler: Scheduler, key: string, scope: TrialScope): Trials =>
  new Trials(scheduler, key, { scope, now });

/** A few waiting workloads of every rest. */
function eachWaiting(scenario: Scenario, look: (scheduler: Scheduler, workload: WorkloadInfo) => void): void {
  simulate(scenario, {
    atRest: (scheduler) => {
      const waiting = [...scheduler.workloads()].filter(({ reservation }) => reservation === undefined);
      for (const workload of waiting.slice(0, 2)) look(scheduler, workload);
    },
  });
}

/** The change, made for good: whether the workload is admitted when everything has come to rest. */
function admittedFor(scheduler: Scheduler, { workload, queue }: WorkloadInfo, change: Change): boolean {
  const { policy, frs } = scheduler.tree;
  const next = scheduler.withPolicy(changePolicy(policy, queue.name, change, frs));
  if (change.kind === 'Priority') {
    next.finish(workload.key);
    next.submit({ ...workload, priority: change.priority });
  }
  const { livelocks } = settle(next, now, { evictAtOnce: true, cyclesMax: TRIAL_CYCLES_MAX });
  return livelocks.length === 0 && next.get(workload.key)!.reservation !== undefined;
}

test('explaining changes nothing: what is decided next is the same with and without', () => {
  const decisions = (scenario: Scenario, look: (scheduler: Scheduler) => void): readonly CycleResult[] => {
    const results: CycleResult[] = [];
    simulate(scenario, { beforeCycle: look, atRest: look, afterCycle: (_, result) => results.push(result) });
    return results;
  };
  const explainOne = (scheduler: Scheduler): void => {
    const waiting = [...scheduler.workloads()].find(({ reservation }) => reservation === undefined);
    const explanation = waiting && explain(scheduler, waiting.workload.key);
    if (explanation !== undefined)
      smallestChanges(trialsOf(scheduler, explanation.workload, 'OwnQueue'), explanation);
  };
  holds(scenarios(), (scenario) => {
    assert.deepEqual(
      decisions(scenario, explainOne),
      decisions(scenario, () => undefined),
    );
  });
});

test('who is admitted was said to fit before, and waited for its turn, for victims, or behind others', () => {
  const fits: readonly HoldingRule[] = ['NextInTurn', 'HeldBack', 'Parked', 'VictimsLeaving'];
  const met = new Set<HoldingRule>();
  holds(scenarios(), (scenario) => {
    const rules = new Map<string, HoldingRule>();
    simulate(scenario, {
      beforeCycle: (scheduler) => {
        rules.clear();
        for (const { workload, reservation } of scheduler.workloads()) {
          if (reservation === undefined) rules.set(workload.key, explain(scheduler, workload.key)!.rule);
        }
      },
      afterCycle: (_, { admitted }) => {
        for (const { workload } of admitted) {
          const rule = rules.get(workload)!;
          met.add(rule);
          assert.ok(fits.includes(rule), `${workload} was held by ${rule}, and is admitted`);
        }
      },
    });
  });
  assert.ok(met.has('NextInTurn') && met.has('HeldBack') && met.has('VictimsLeaving'), [...met].join(' '));
});

test('every change that is proposed, made for good, admits the workload', () => {
  let proposed = 0;
  holds(scenarios(), (scenario) => {
    eachWaiting(scenario, (scheduler, workload) => {
      const explanation = explain(scheduler, workload.workload.key)!;
      for (const { change } of smallestChanges(
        trialsOf(scheduler, explanation.workload, 'Everyone'),
        explanation,
      )) {
        proposed += 1;
        assert.ok(admittedFor(scheduler, workload, change), JSON.stringify(change));
      }
    });
  });
  assert.ok(proposed > numRuns, `${proposed} changes were proposed`);
});

test('a trial comes to the same after others on one copy as on a copy of its own', () => {
  const tried = new Map<string, number>();
  const each = (scheduler: Scheduler, { workload, queue }: WorkloadInfo, scope: TrialScope): void => {
    const trials = trialsOf(scheduler, workload.key, scope);
    const of = scheduler.tree.frs.all.slice(0, 2).map(({ index: fr }) => ({ fr, amount: 3 }));
    const changes: Change[] = [
      { kind: 'NominalQuota', amounts: of },
      { kind: 'Priority', priority: workload.priority + 100 },
      { kind: 'BorrowingLimit', amounts: of },
      { kind: 'FairWeight', weight: queue.fairWeight + 50 },
      { kind: 'NominalQuota', amounts: of.map(({ fr }) => ({ fr, amount: 100 })) },
    ];
    for (const change of [...changes, ...changes.toReversed()]) {
      const alone = trialsOf(scheduler, workload.key, scope);
      assert.equal(trials.mayWork(change), alone.mayWork(change));
      const trial = trials.run([change]);
      assert.deepEqual(trial, trialsOf(scheduler, workload.key, scope).run([change]));
      const outcome = `${trial.admitted ? 'admitted' : 'not'}, ${trial.evictions.length > 0 ? 'preempts' : 'alone'}`;
      tried.set(outcome, (tried.get(outcome) ?? 0) + 1);
    }
  };
  holds(scenarios(), (scenario) => {
    eachWaiting(scenario, (scheduler, workload) => {
      each(scheduler, workload, 'OwnQueue');
      each(scheduler, workload, 'Everyone');
    });
  });
  assert.equal(tried.size, 4, JSON.stringify([...tried]));
});

test('one unit less of quota or limit does not, where it waits alone and nobody can be preempted', () => {
  let judged = 0;
  holds(scenarios({ flavorsMax: 1 }), (random) => {
    const scenario = withoutPreemption(random);
    eachWaiting(scenario, (scheduler, workload) => {
      const explanation = explain(scheduler, workload.workload.key)!;
      const waiting = [...scheduler.workloads()].filter(({ reservation }) => reservation === undefined);
      if (waiting.length > 1) return;
      for (const { change } of smallestChanges(
        trialsOf(scheduler, explanation.workload, 'Everyone'),
        explanation,
      )) {
        if (change.kind !== 'NominalQuota' && change.kind !== 'BorrowingLimit') continue;
        for (const less of change.amounts) {
          const amounts: Usage = change.amounts.map((one) =>
            one === less ? { ...one, amount: one.amount - 1 } : one,
          );
          judged += 1;
          assert.ok(!admittedFor(scheduler, workload, { ...change, amounts }), JSON.stringify(change));
        }
      }
    });
  });
  assert.ok(judged > 0);
});

function withoutPreemption(scenario: Scenario): Scenario {
  return {
    ...scenario,
    clusterQueues: scenario.clusterQueues.map((queue) => ({
      ...queue,
      preemption: {
        withinClusterQueue: 'Never',
        reclaimWithinCohort: 'Never',
        borrowWithinCohort: { policy: 'Never' },
      },
    })),
    jobs: scenario.jobs.map((job) => ({
      ...job,
      podSets: job.podSets.map(({ minCount: _, ...podSet }) => podSet),
    })),
  };
}

/**
 * The run restricted to the own queue is not the full run: others may take what the change sets free, or take back
 * what the workload was given. How often is counted here, so that a change of it is seen.
 */
test('a run of the own queue agrees with the full run in at least 95 of 100 proposals', () => {
  let [agree, differ] = [0, 0];
  holds(scenarios(), (scenario) => {
    eachWaiting(scenario, (scheduler, workload) => {
      const { key }: Workload = workload.workload;
      for (const { change } of smallestChanges(
        trialsOf(scheduler, key, 'OwnQueue'),
        explain(scheduler, key)!,
      )) {
        if (trialsOf(scheduler, key, 'Everyone').run([change]).admitted) agree += 1;
        else differ += 1;
      }
    });
  });
  assert.ok(agree > numRuns);
  assert.ok(differ / (agree + differ) < 0.05, `${differ} of ${agree + differ} differ`);
});
