/** What one decision costs as the queue grows: a queue in which each round one workload finishes and one comes. */
import { Scheduler } from '../server/src/domain/scheduler/scheduler.ts';
import { settle } from '../server/src/domain/scheduler/settle.ts';
import { policyOf } from './kueue-generators.ts';
import { median } from './requests.ts';

/** The cost of one decision with so many waiting. */
export interface DecisionCost {
  readonly pending: number;
  readonly microseconds: number;
}

/** Workloads that wait. */
const SIZES = [100, 1_000, 10_000, 100_000];
const DECISIONS = 2_000;
const ROUNDS = 9;

/**
 * All waiting workloads alike, or of many different shapes. The queues are made once and measured in turn, so that a
 * slow moment of the machine falls on all of them; the median of the rounds. The first one, in which the collector still
 * goes over a hundred thousand workloads that have just been made, is not counted.
 */
export function decisionCosts(): Readonly<Record<'alike' | 'different', readonly DecisionCost[]>> {
  const costs = (milliCpuOf: (index: number) => number): readonly DecisionCost[] => {
    const queues = SIZES.map((pending) => new FullQueue(pending, milliCpuOf));
    for (const queue of queues) queue.microsecondsADecision();
    const rounds = Array.from({ length: ROUNDS }, () => queues.map((queue) => queue.microsecondsADecision()));
    return SIZES.map((pending, i) => ({ pending, microseconds: median(rounds.map((costs) => costs[i]!)) }));
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
class FullQueue {
  readonly #scheduler: Scheduler;
  readonly #queue: string;
  readonly #milliCpuOf: (index: number) => number;
  readonly #running: string[] = [];
  #submitted = 0;
  #round = 0;

  constructor(pending: number, milliCpuOf: (index: number) => number) {
    const policy = policyOf({ cohorts: 1, queues: 2 });
    this.#queue = policy.clusterQueues[0]!.name;
    this.#scheduler = new Scheduler(policy);
    this.#milliCpuOf = milliCpuOf;
    for (let index = 0; index < 15; index += 1) this.#submit();
    const { admitted } = settle(this.#scheduler, 0, { evictAtOnce: true });
    for (const { workload: key } of admitted) this.#running.push(key);
    for (let index = 0; index < pending; index += 1) this.#submit();
  }

  #submit(): void {
    const key = `w${String(this.#submitted).padStart(7, '0')}`;
    const requests = { cpu: 1000 + this.#milliCpuOf(this.#submitted) };
    const podSets = [{ name: 'main', count: 1, requests }];
    const createdAt = this.#submitted;
    this.#scheduler.submit({ key, uid: key, clusterQueue: this.#queue, priority: 0, createdAt, podSets });
    this.#submitted += 1;
  }

  /** CPU of all threads over some thousand decisions. */
  microsecondsADecision(): number {
    let decisions = 0;
    const started = process.cpuUsage();
    while (decisions < DECISIONS) {
      this.#scheduler.finish(this.#running.shift() ?? '');
      this.#submit();
      this.#round += 1;
      while (this.#scheduler.hasHeads && decisions < DECISIONS) {
        const result = this.#scheduler.cycle(this.#round);
        decisions += result.tried.length;
        for (const { workload: key } of result.admitted) this.#running.push(key);
      }
    }
    const { user, system } = process.cpuUsage(started);
    return (user + system) / decisions;
  }
}
