/**
 * How long it takes to explain a task that waits, with the smallest changes that would admit it, in a large cluster
 * at rest: 1,000 queues of one cohort, 10,000 workloads, four flavors of five resources. Half of the queues borrow
 * from the other half; half of the workloads hold quota.
 */
import { explain } from '../server/src/domain/scheduler/explain.ts';
import {
  DEFAULT_FUNGIBILITY,
  DEFAULT_STRATEGIES,
  type Policy,
} from '../server/src/domain/scheduler/policy.ts';
import { Scheduler } from '../server/src/domain/scheduler/scheduler.ts';
import { settle } from '../server/src/domain/scheduler/settle.ts';
import { smallestChanges } from '../server/src/domain/scheduler/smallest-changes.ts';
import { Trials } from '../server/src/domain/scheduler/trial.ts';

const FLAVORS = ['f0', 'f1', 'f2', 'f3'];
const RESOURCES = ['cpu', 'memory', 'nvidia.com/gpu', 'vpc.amazonaws.com/efa', 'aws.amazon.com/neurondevice'];
const GPU = 'nvidia.com/gpu';
/** Tasks that are explained. */
const TASKS = 15;
/** Cycles to bring the cluster to rest, at most. */
const CYCLES_MAX = 100;

export interface ExplainBench {
  readonly queues: number;
  readonly workloads: number;
  readonly medianMs: number;
  readonly worstMs: number;
  /** Changes proposed for one task, all of them verified. */
  readonly changes: number;
  /** Bringing the same cluster to rest from its start, beside it. */
  readonly settleMs: number;
}

/**
 * CPU time of the thread that explains, which is what a caller waits for: compiler and collector mostly run beside it.
 * The first of them all, for which nothing is compiled yet, counts like the others. Classical order and fair sharing
 * apart.
 */
export function benchExplain(): Readonly<Record<'classical' | 'fair', ExplainBench>> {
  return { classical: measure(false), fair: measure(true) };
}

function measure(fair: boolean): ExplainBench {
  const [queues, workloads] = [1_000, 10_000];
  const scheduler = clusterOf(queues, workloads, fair);
  const settleMs = cpuMs(() => settle(scheduler, 0, { evictAtOnce: true, cyclesMax: CYCLES_MAX }));
  const waiting = [...scheduler.workloads()].filter(({ reservation }) => reservation === undefined);
  const picked = Array.from(
    { length: TASKS },
    (_, i) => waiting[Math.floor(((i + 0.5) * waiting.length) / TASKS)]!,
  );
  const explainOne = (key: string): number =>
    smallestChanges(new Trials(scheduler, key, { scope: 'OwnQueue', now: 0 }), explain(scheduler, key)!)
      .length;
  let changes = 0;
  const times = picked.map(({ workload }) =>
    cpuMs(() => {
      changes += explainOne(workload.key);
    }),
  );
  times.sort((a, b) => a - b);
  return {
    queues,
    workloads,
    medianMs: times[Math.floor(TASKS / 2)]!,
    worstMs: times.at(-1)!,
    changes: changes / TASKS,
    settleMs,
  };
}

function cpuMs(run: () => unknown): number {
  const started = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(started);
  return (user + system) / 1_000;
}

function policyOf(queues: number, fair: boolean): Policy {
  const quotas = RESOURCES.map((name) => ({
    name,
    nominal: name === GPU ? 8 : 8_000,
    borrowingLimit: name === GPU ? 4 : 4_000,
  }));
  return {
    fairSharing: fair ? { preemptionStrategies: DEFAULT_STRATEGIES } : undefined,
    flavors: FLAVORS.map((name) => ({ name, nodeLabels: { type: name } })),
    cohorts: [],
    clusterQueues: Array.from({ length: queues }, (_, i) => ({
      name: `q${i}`,
      cohort: 'all',
      fairWeight: 1 + (i % 5),
      queueingStrategy: 'BestEffortFIFO',
      preemption: {
        withinClusterQueue: 'LowerPriority',
        reclaimWithinCohort: 'Any',
        borrowWithinCohort: { policy: 'Never' },
      },
      flavorFungibility: DEFAULT_FUNGIBILITY,
      resourceGroups: [FLAVORS.map((flavor) => ({ flavor, resources: quotas }))],
    })),
  };
}

function clusterOf(queues: number, workloads: number, fair: boolean): Scheduler {
  const scheduler = new Scheduler(policyOf(queues, fair));
  const each = workloads / queues;
  for (let index = 0; index < workloads; index += 1) {
    const [queue, i] = [index % queues, Math.floor(index / queues)];
    const key = `t${index}`;
    const flavor = FLAVORS[i % FLAVORS.length]!;
    const holds = i < each / 2;
    const gpu = holds ? heldGpu(i, queue) : 6 + (i % 3);
    const requests = { cpu: gpu * 1_000, memory: gpu * 900, [GPU]: gpu };
    const nodeSelector = i % 2 === 0 ? undefined : { type: flavor };
    const podSets = [{ name: 'main', count: 1, requests, nodeSelector }];
    const workload = {
      key,
      uid: key,
      clusterQueue: `q${queue}`,
      priority: (i % 3) * 50,
      createdAt: index,
      podSets,
    };
    const flavors = Object.fromEntries(Object.keys(requests).map((name) => [name, flavor]));
    if (holds)
      scheduler.restore(workload, { podSets: [{ name: 'main', count: 1, flavors }], reservedAt: index });
    else scheduler.submit(workload);
  }
  return scheduler;
}

/** Of each flavor the even queues hold two more than they own, and the odd ones two less. */
function heldGpu(i: number, queue: number): number {
  if (i >= FLAVORS.length) return 0;
  return queue % 2 === 0 ? 10 : 6;
}
