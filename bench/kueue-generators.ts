/**
 * The workloads of Kueue's own performance tests in virtual time. Kueue publishes 351 s and 1,179 s of wall time for
 * them, its controllers talking to an API server; here victims go and wake-ups come at once, so that what is left is
 * the policy and the cost of deciding.
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

export interface Generator {
  readonly cohorts: number;
  readonly queues: number;
  readonly classes: readonly WorkloadClass[];
}

/** test/performance/scheduler/configs/baseline of Kueue: 15,000 workloads in 30 queues. */
export const BASELINE: Generator = {
  cohorts: 5,
  queues: 6,
  classes: [
    { name: 'small', count: 350, everyMs: 100, runtimeMs: 200, priority: 50, cpu: 1 },
    { name: 'medium', count: 100, everyMs: 500, runtimeMs: 500, priority: 100, cpu: 5 },
    { name: 'large', count: 50, everyMs: 1200, runtimeMs: 1000, priority: 200, cpu: 20 },
  ],
};

/** …/configs/large-scale: 50,000 workloads in 1,000 queues. */
export const LARGE_SCALE: Generator = {
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
  /** By class: from creation to the first admission, and to the one that it ran to its end on. */
  readonly meanTimeToAdmissionMs: Readonly<Record<string, number>>;
  readonly meanTimeToLastAdmissionMs: Readonly<Record<string, number>>;
  /** Of all queues the least: what it used over the whole run, of its own quota. */
  readonly minQueueUsagePercent: number;
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
  const firstAdmittedAt = new Map<string, number>();
  /** By instant; there are few, since all times of a generator are multiples of one. */
  const finishes = new Map<number, Finish[]>();
  const scheduler = new Scheduler(policyOf(generator));
  const usage = new UsageMeter(scheduler);
  const totals = { cycles: 0, admissions: 0, evictions: 0, now: 0 };
  const started = process.cpuUsage();
  for (let submitted = 0; submitted < jobs.length || finishes.size > 0; ) {
    const now = Math.min(jobs[submitted]?.createdAt ?? Infinity, ...finishes.keys());
    usage.advanceTo(now);
    for (const { key, admittedAt: since } of finishes.get(now) ?? []) {
      if (admittedAt.get(key) === since && scheduler.get(key)?.reservation) scheduler.finish(key);
    }
    finishes.delete(now);
    for (; jobs[submitted]?.createdAt === now; submitted += 1) scheduler.submit(jobs[submitted]!);
    const { cycles, admitted, preempted } = settle(scheduler, now, { evictAtOnce: true });
    for (const { workload } of admitted) {
      admittedAt.set(workload, now);
      if (!firstAdmittedAt.has(workload)) firstAdmittedAt.set(workload, now);
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
    meanTimeToAdmissionMs: meanWaits(generator, jobs, firstAdmittedAt),
    meanTimeToLastAdmissionMs: meanWaits(generator, jobs, admittedAt),
    minQueueUsagePercent: usage.leastPercent(),
  };
}

function meanWaits(
  { classes }: Generator,
  jobs: readonly Job[],
  admittedAt: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    classes.map(({ name }) => {
      const waits = jobs
        .filter(({ className }) => className === name)
        .map(({ key, createdAt }) => admittedAt.get(key)! - createdAt);
      return [name, Math.round(waits.reduce((sum, wait) => sum + wait, 0) / waits.length)];
    }),
  );
}

/** Sums up what queues use over time; a class for the sums. */
class UsageMeter {
  readonly #queues: readonly { readonly usage: Float64Array; readonly nominal: Float64Array }[];
  readonly #used: Float64Array;
  #now = 0;

  constructor({ tree }: Scheduler) {
    this.#queues = [...tree.queues.values()];
    this.#used = new Float64Array(this.#queues.length);
  }

  advanceTo(now: number): void {
    for (const [i, { usage }] of this.#queues.entries()) this.#used[i]! += usage[0]! * (now - this.#now);
    this.#now = now;
  }

  leastPercent(): number {
    const shares = this.#queues.map(({ nominal }, i) => this.#used[i]! / (nominal[0]! * this.#now));
    return 100 * Math.min(...shares);
  }
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

export function policyOf({ cohorts, queues }: Pick<Generator, 'cohorts' | 'queues'>): Policy {
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
