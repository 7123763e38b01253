/**
 * One cohort as task governance makes it, and large: 1,000 teams that share, 10,000 tasks waiting, fair sharing on.
 * Most teams use all of their own; a few use nothing, and others borrow that. What is measured is what a server does
 * again and again: a task comes, a task ends, nodes change.
 */
import {
  DEFAULT_FUNGIBILITY,
  DEFAULT_STRATEGIES,
  type Policy,
} from '../server/src/domain/scheduler/policy.ts';
import { Scheduler } from '../server/src/domain/scheduler/scheduler.ts';
import { settle } from '../server/src/domain/scheduler/settle.ts';
import type { Workload } from '../server/src/domain/scheduler/workload.ts';

/** Milliseconds of one core. */
export interface OneCohortResult {
  readonly teams: number;
  readonly pending: number;
  /** From a server's start, with who runs and who waits known, to rest. */
  readonly settleFromColdMs: number;
  /** Nodes changed, and all that waits is tried again. */
  readonly settleAfterWakeUpMs: number;
  /** A task ends: all are tried again, some are admitted, and some preempt. */
  readonly finishMs: number;
  /** A task comes and must wait. */
  readonly submissionMs: number;
  /** A task comes and preempts: victims go, and all are tried again. */
  readonly preemptionMs: number;
}

const TEAMS = 1_000;
const PENDING = 10_000;
const GPUS = 8;

/** Runs it. */
export function runOneCohort(): OneCohortResult {
  const first = filled();
  settle(first, 0, { evictAtOnce: true });
  const cold = first.withPolicy(policy());
  const settleFromColdMs = costMs(() => settle(cold, 1, { evictAtOnce: true }));
  const pending = [...first.workloads()].filter(({ reservation }) => reservation === undefined).length;
  const settleAfterWakeUpMs = meanCostMs(10, (i) => {
    first.wakeAll();
    settle(first, 2 + i, { evictAtOnce: true });
  });
  const { submissionMs, preemptionMs } = submissions(first);
  const running = [...first.workloads()].filter(({ reservation }) => reservation !== undefined);
  const finishMs = meanCostMs(10, (i) => {
    first.finish(running[i * 37]!.workload.key);
    settle(first, 1_000 + i, { evictAtOnce: true });
  });
  return {
    teams: TEAMS,
    pending,
    settleFromColdMs,
    settleAfterWakeUpMs,
    finishMs,
    submissionMs,
    preemptionMs,
  };
}

/** What a task costs that comes, by what becomes of it. */
function submissions(scheduler: Scheduler): Pick<OneCohortResult, 'submissionMs' | 'preemptionMs'> {
  const waits: number[] = [];
  const preempts: number[] = [];
  for (let i = 0; i < 500; i += 1) {
    scheduler.submit(task(`late-${i}`, i % TEAMS, 1 + (i % GPUS), 20_000 + i));
    let preempted = 0;
    const ms = costMs(() => {
      preempted = settle(scheduler, 20 + i, { evictAtOnce: true }).preempted.length;
    });
    (preempted > 0 ? preempts : waits).push(ms);
  }
  return { submissionMs: mean(waits), preemptionMs: mean(preempts) };
}

/** Nine teams of ten run on their own quota; of the tenth, half is borrowed by others. */
function filled(): Scheduler {
  const scheduler = new Scheduler(policy());
  for (let team = 0; team < TEAMS; team += 1) {
    const gpus = team % 10 === 9 ? 0 : GPUS + (team % 10 < 2 ? 2 : 0);
    for (let i = 0; i < gpus; i += 2) {
      const one = task(`run-${team}-${i}`, team, 2, 0, 1);
      const flavors = Object.fromEntries(Object.keys(one.podSets[0]!.requests).map((name) => [name, 'node']));
      scheduler.restore(one, { podSets: [{ name: 'main', count: 1, flavors }], reservedAt: -i });
    }
  }
  for (let i = 0; i < PENDING; i += 1) {
    const team = i % TEAMS;
    // Teams that lend wait for more than they could have.
    const gpu = team % 10 === 9 ? 2 * GPUS : 1 + (Math.floor(i / TEAMS) % GPUS);
    scheduler.submit(task(`wait-${i}`, team, gpu, i));
  }
  return scheduler;
}

function task(key: string, team: number, gpu: number, createdAt: number, priority = 0): Workload {
  const requests = { 'nvidia.com/gpu': gpu, cpu: gpu * 12_000, memory: gpu * 144 * 2 ** 30 };
  const podSets = [{ name: 'main', count: 1, requests }];
  return { key, uid: key, clusterQueue: `team-${team}`, priority, createdAt, podSets };
}

function policy(): Policy {
  return {
    fairSharing: { preemptionStrategies: DEFAULT_STRATEGIES },
    flavors: [{ name: 'node' }],
    cohorts: [],
    clusterQueues: Array.from({ length: TEAMS }, (_, team) => ({
      name: `team-${team}`,
      cohort: 'shared-pool',
      fairWeight: team % 3,
      queueingStrategy: 'BestEffortFIFO',
      preemption: {
        withinClusterQueue: 'LowerPriority',
        reclaimWithinCohort: 'Any',
        borrowWithinCohort: { policy: 'Never' },
      },
      flavorFungibility: DEFAULT_FUNGIBILITY,
      resourceGroups: [[{ flavor: 'node', resources: quotas() }]],
    })),
  };
}

function quotas() {
  const amounts = { 'nvidia.com/gpu': GPUS, cpu: GPUS * 12_000, memory: GPUS * 144 * 2 ** 30 };
  return Object.entries(amounts).map(([name, nominal]) => ({ name, nominal, borrowingLimit: nominal / 2 }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanCostMs(times: number, run: (index: number) => void): number {
  return costMs(() => Array.from({ length: times }, (_, i) => run(i))) / times;
}

function costMs(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}
