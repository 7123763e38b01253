/** What one decision costs as the queue grows: a queue in which each round one workload finishes and one comes. */
import { Scheduler } from '../server/src/domain/scheduler/scheduler.ts';
import { settle } from '../server/src/domain/scheduler/settle.ts';
import type { Workload } from '../server/src/domain/scheduler/workload.ts';
import { policyOf } from './kueue-generators.ts';

/** The cost of one decision with so many waiting. */
export interface DecisionCost {
  readonly pending: number;
  readonly microseconds: number;
}

/** Workloads that wait. */
const SIZES = [100, 1_000, 10_000, 100_000];
const DECISIONS = 2_000;
const ROUNDS = 9;

/** All waiting workloads alike, or of many different shapes; the best of some rounds, since the rest is the machine's. */
export function decisionCosts(): Readonly<Record<'alike' | 'different', readonly DecisionCost[]>> {
  const costs = (milliCpuOf: (index: number) => number): readonly DecisionCost[] => {
    for (const pending of SIZES) decisionCost(pending, milliCpuOf);
    return SIZES.map((pending) => {
      const rounds = Array.from({ length: ROUNDS }, () => decisionCost(pending, milliCpuOf));
      return { pending, microseconds: Math.min(...rounds) };
    });
  };
  return { alike: costs(() => 1), different: costs((i) => 1 + (i % 10_007)) };
}

/** How much more a decision costs with the most waiting than with the fewest. */
export function growthOf(costs: readonly DecisionCost[]): number {
  return costs.at(-1)!.microseconds / costs[0]!.microseconds;
}

/** What a logarithm would make of that. */
export const LOGARITHMIC_GROWTH = Math.log(SIZES.at(-1)!) / Math.log(SIZES[0]!);

/** A full queue of one cohort: each round a workload finishes, one comes, and the next is admitted. */
function decisionCost(pending: number, milliCpuOf: (index: number) => number): number {
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
  return (user + system) / decisions;
}
