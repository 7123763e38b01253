/**
 * Runs scheduling cycles until nothing more would change. Kueue itself never stops; it would only repeat what
 * it has just done, or rotate through flavors that it has tried. A livelock is stopped and reported.
 */
import type { Admission, Eviction } from './cycle.ts';
import { type Livelock, LivelockDetector } from './livelock.ts';
import type { Scheduler } from './scheduler.ts';

/** What happened on the way to rest. */
export interface Settled {
  readonly cycles: number;
  readonly admitted: readonly Admission[];
  readonly preempted: readonly Eviction[];
  readonly livelocks: readonly Livelock[];
  /** False where it was stopped before: there is more to try. */
  readonly atRest: boolean;
}

/** How victims go. */
export interface SettleOptions {
  /** True: they are gone right after the cycle that preempted them. False: when `evicted` is called. */
  readonly evictAtOnce: boolean;
  /** Remembers loops across calls, where victims take their time. */
  readonly detector?: LivelockDetector | undefined;
  /** Stops before rest, once this is so. */
  readonly until?: (() => boolean) | undefined;
  /** Stops before rest after so many cycles. */
  readonly cyclesMax?: number | undefined;
  /** Stops before rest once so many workloads were tried, each as often as it was. */
  readonly triesMax?: number | undefined;
}

/** Brings the scheduler to rest at this time. */
export function settle(scheduler: Scheduler, now: number, options: SettleOptions): Settled {
  const { evictAtOnce, detector = new LivelockDetector(), until } = options;
  const { cyclesMax = Infinity, triesMax = Infinity } = options;
  const admitted: Admission[] = [];
  const preempted: Eviction[] = [];
  const livelocks: Livelock[] = [];
  const { idleMax } = scheduler;
  let [cycles, tries, atRest] = [0, 0, false];
  for (let idle = 0; !atRest && cycles < cyclesMax && tries < triesMax; cycles += 1) {
    if (until?.()) break;
    if (idle >= idleMax || !scheduler.hasHeads) {
      atRest = true;
      break;
    }
    const result = scheduler.cycle(now);
    tries += result.tried.length;
    for (const admission of result.admitted) admitted.push(admission);
    for (const eviction of result.preempted) {
      preempted.push(eviction);
      if (evictAtOnce) scheduler.evicted(eviction.workload);
    }
    for (const livelock of detector.observe(scheduler, result)) {
      livelocks.push(livelock);
      scheduler.stall(livelock.queues[0]!);
    }
    if (result.admitted.length + result.preempted.length > 0 || result.parked) idle = 0;
    else if (!result.rotates) atRest = true;
    else idle += 1;
  }
  return { cycles, admitted, preempted, livelocks, atRest };
}
