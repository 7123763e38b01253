/**
 * How fast the scheduler decides: the workloads of Kueue's own performance tests in virtual time, and the cost
 * of one decision as the queue grows. Kueue publishes 351 s and 1,179 s of wall time for the first two.
 */
import { DEFAULT_FUNGIBILITY, type Policy } from '../server/src/domain/scheduler/policy.ts';
import { Scheduler } from '../server/src/domain/scheduler/scheduler.ts';
import { settle } from '../server/src/domain/scheduler/settle.ts';
import type { Workload } from '../server/src/domain/scheduler/workload.ts';

interface WorkloadClass {
  readonly name: string;
  readonly count: number;
  readonly everyMs: number;
  readonly runtimeMs: number;
  readonly priority: number;
  readonly cpu: number;
}

interface Generator {
  readonly cohorts: number;
  readonly queues: number;
  readonly classes: readonly WorkloadClass[];
}

/** test/performance/scheduler/configs/baseline of Kueue: 15,000 workloads in 30 queues. */
const BASELINE: Generator = {
  cohorts: 5,
  queues: 6,
  classes: [
    { name: 'small', count: 350, everyMs: 100, runtimeMs: 200, priority: 50, cpu: 1 },
    { name: 'medium', count: 100, everyMs: 500, runtimeMs: 500, priority: 100, cpu: 5 },
    { name: 'large', count: 50, everyMs: 1200, runtimeMs: 1000, priority: 200, cpu: 20 },
  ],
};

/** …/configs/large-scale: 50,000 workloads in 1,000 queues. */
const LARGE_SCALE: Generator = {
  cohorts: 10,
  queues: 100,
  classes: [
    { name: 'small', count: 35, everyMs: 60, runtimeMs: 150, priority: 50, cpu: 1 },
    { name: 'medium', count: 11, everyMs: 300, runtimeMs: 350, priority: 100, cpu: 5 },
    { name: 'large', count: 4, everyMs: 700, runtimeMs: 700, priority: 200, cpu: 20 },
  ],
};

/** One run of a generator. */
export interface GeneratorResult {
  readonly workloads: number;
  /** Of one core. */
  readonly seconds: number;
  readonly workloadsPerSecond: number;
  readonly cycles: number;
  readonly admissions: number;
  readonly evictions: number;
  /** From the first submission to the last finish, in virtual time. */
  readonly makespanMs: number;
  /** By class: creation to last admission. */
  readonly meanTimeToAdmissionMs: Readonly<Record<string, number>>;
}

/** The cost of one decision with so many waiting. */
export interface DecisionCost {
  readonly pending: number;
  readonly microseconds: number;
}

export interface SchedulerBench {
  readonly baseline: GeneratorResult;
  readonly largeScale: GeneratorResult;
  /** All waiting workloads alike, and all of them different. */
  readonly decision: { readonly alike: readonly DecisionCost[]; readonly different: readonly DecisionCost[] };
}

/** Runs all of it. */
export function benchScheduler(): SchedulerBench {
  runGenerator({ ...BASELINE, cohorts: 1 });
  return {
    baseline: runGenerator(BASELINE),
    largeScale: runGenerator(LARGE_SCALE),
    decision: {
      alike: [100, 1_000, 10_000, 100_000].map((pending) => decisionCost(pending, () => 1)),
      different: [100, 1_000, 10_000, 100_000].map((pending) =>
        decisionCost(pending, (i) => 1 + (i % 10_007)),
      ),
    },
  };
}

interface Job extends Workload {
  readonly className: string;
  readonly runtimeMs: number;
}

interface Finish {
  readonly key: string;
  readonly admittedAt: number;
}

/** Runs the workloads of a generator in virtual time: victims go and wake-ups come at once. */
export function runGenerator(generator: Generator): GeneratorResult {
  const jobs = jobsOf(generator);
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const admittedAt = new Map<string, number>();
  /** By instant; there are few, since all times of a generator are multiples of one. */
  const finishes = new Map<number, Finish[]>();
  const scheduler = new Scheduler(policyOf(generator));
  const totals = { cycles: 0, admissions: 0, evictions: 0, now: 0 };
  const started = process.cpuUsage();
  for (let submitted = 0; submitted < jobs.length || finishes.size > 0; ) {
    const now = Math.min(jobs[submitted]?.createdAt ?? Infinity, ...finishes.keys());
    for (const { key, admittedAt: since } of finishes.get(now) ?? []) {
      if (admittedAt.get(key) === since && scheduler.get(key)?.reservation) scheduler.finish(key);
    }
    finishes.delete(now);
    for (; jobs[submitted]?.createdAt === now; submitted += 1) scheduler.submit(jobs[submitted]!);
    const { cycles, admitted, preempted } = settle(scheduler, now, { evictAtOnce: true });
    for (const { workload } of admitted) {
      admittedAt.set(workload, now);
      const at = now + byKey.get(workload)!.runtimeMs;
      const due = finishes.get(at);
      if (due === undefined) finishes.set(at, [{ key: workload, admittedAt: now }]);
      else due.push({ key: workload, admittedAt: now });
    }
    totals.cycles += cycles;
    totals.admissions += admitted.length;
    totals.evictions += preempted.length;
    totals.now = now;
  }
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  return {
    workloads: jobs.length,
    seconds,
    workloadsPerSecond: Math.round(jobs.length / seconds),
    cycles: totals.cycles,
    admissions: totals.admissions,
    evictions: totals.evictions,
    makespanMs: totals.now,
    meanTimeToAdmissionMs: Object.fromEntries(
      generator.classes.map(({ name }) => {
        const waits = jobs
          .filter(({ className }) => className === name)
          .map(({ key, createdAt }) => admittedAt.get(key)! - createdAt);
        return [name, Math.round(waits.reduce((sum, wait) => sum + wait, 0) / waits.length)];
      }),
    ),
  };
}

function jobsOf({ cohorts, queues, classes }: Generator): readonly Job[] {
  const jobs: Job[] = [];
  for (const queue of queueNames(cohorts, queues)) {
    for (const { name, count, everyMs, runtimeMs, priority, cpu } of classes) {
      for (let i = 0; i < count; i += 1) {
        const key = `${queue}-${name}-${String(i).padStart(3, '0')}`;
        const podSets = [{ name: 'main', count: 1, requests: { cpu: cpu * 1000 } }];
        const createdAt = (i + 1) * everyMs;
        jobs.push({
          key,
          uid: key,
          clusterQueue: queue,
          priority,
          createdAt,
          podSets,
          className: name,
          runtimeMs,
        });
      }
    }
  }
  return jobs.sort((a, b) => a.createdAt - b.createdAt);
}

function policyOf({ cohorts, queues }: Pick<Generator, 'cohorts' | 'queues'>): Policy {
  return {
    flavors: [{ name: 'rf' }],
    cohorts: [],
    clusterQueues: queueNames(cohorts, queues).map((name) => ({
      name,
      cohort: name.split('-cq')[0],
      queueingStrategy: 'BestEffortFIFO',
      preemption: {
        withinClusterQueue: 'LowerPriority',
        reclaimWithinCohort: 'Any',
        borrowWithinCohort: { policy: 'Never' },
      },
      flavorFungibility: DEFAULT_FUNGIBILITY,
      resourceGroups: [
        [{ flavor: 'rf', resources: [{ name: 'cpu', nominal: 20_000, borrowingLimit: 100_000 }] }],
      ],
    })),
  };
}

function queueNames(cohorts: number, queues: number): readonly string[] {
  return Array.from(
    { length: cohorts * queues },
    (_, i) => `cohort${Math.floor(i / queues)}-cq${i % queues}`,
  );
}

const DECISIONS = 2_000;

/** A full queue of one cohort: each round a workload finishes, one comes, and the next is admitted. */
function decisionCost(pending: number, milliCpuOf: (index: number) => number): DecisionCost {
  const policy = policyOf({ cohorts: 1, queues: 2 });
  const queue = policy.clusterQueues[0]!.name;
  const scheduler = new Scheduler(policy);
  const workload = (index: number): Workload => {
    const key = `w${String(index).padStart(7, '0')}`;
    const podSets = [{ name: 'main', count: 1, requests: { cpu: 1000 + milliCpuOf(index) } }];
    return { key, uid: key, clusterQueue: queue, priority: 0, createdAt: index, podSets };
  };
  const running: string[] = [];
  for (let index = 0; index < 15; index += 1) scheduler.submit(workload(index));
  for (const { workload: key } of settle(scheduler, 0, { evictAtOnce: true }).admitted) running.push(key);
  for (let index = 15; index < pending + 15; index += 1) scheduler.submit(workload(index));
  let decisions = 0;
  const started = process.cpuUsage();
  for (let round = 0; decisions < DECISIONS; round += 1) {
    scheduler.finish(running.shift() ?? '');
    scheduler.submit(workload(pending + 15 + round));
    while (scheduler.hasHeads && decisions < DECISIONS) {
      const result = scheduler.cycle(round);
      decisions += result.tried.length;
      for (const { workload: key } of result.admitted) running.push(key);
    }
  }
  const { user, system } = process.cpuUsage(started);
  return { pending, microseconds: (user + system) / decisions };
}
