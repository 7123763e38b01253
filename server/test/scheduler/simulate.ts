/** Runs a scenario in virtual time and lets checkers look before and after every cycle and at rest. */
import type { CycleResult } from '../../src/domain/scheduler/cycle.ts';
import type { Gates } from '../../src/domain/scheduler/policy.ts';
import type { Room } from '../../src/domain/scheduler/room.ts';
import { policyOf, type Scenario, strategiesOf, workloadOf } from '../../src/domain/scheduler/scenario.ts';
import { Scheduler } from '../../src/domain/scheduler/scheduler.ts';

export interface Checkers {
  readonly atEvent?: (scheduler: Scheduler) => void;
  readonly beforeCycle?: (scheduler: Scheduler) => void;
  /** The victims have gone. */
  readonly afterCycle?: (scheduler: Scheduler, result: CycleResult) => void;
  readonly atRest?: (scheduler: Scheduler) => void;
}

const CYCLES_PER_INSTANT_MAX = 60;

/** Runs until nothing is left to happen, or to the instant that never comes to rest. */
export function simulate(
  scenario: Scenario,
  { atEvent, beforeCycle, afterCycle, atRest }: Checkers,
  room?: Room,
  gates?: Gates,
): void {
  const scheduler = new Scheduler({ ...policyOf(scenario, strategiesOf(scenario)), gates }, room);
  const durations = new Map(scenario.jobs.map(({ name, duration }) => [name, duration]));
  const due = new Map<string, number>();
  let waiting = [...scenario.jobs];
  for (;;) {
    const now = Math.min(...waiting.map(({ submit }) => submit), ...due.values());
    if (now === Number.POSITIVE_INFINITY) return;
    for (const [name, at] of due) {
      if (at === now && due.delete(name)) scheduler.finish(name);
    }
    for (const job of waiting) if (job.submit === now) scheduler.submit(workloadOf(job));
    waiting = waiting.filter(({ submit }) => submit !== now);
    atEvent?.(scheduler);
    for (let cycle = 0; scheduler.hasHeads; cycle += 1) {
      if (cycle === CYCLES_PER_INSTANT_MAX) return;
      beforeCycle?.(scheduler);
      const result = scheduler.cycle(now);
      const { admitted, preempted, parked, rotates } = result;
      for (const { workload } of admitted) due.set(workload, now + durations.get(workload)!);
      for (const { workload } of preempted) {
        due.delete(workload);
        scheduler.evicted(workload);
      }
      afterCycle?.(scheduler, result);
      if (admitted.length + preempted.length === 0 && !parked && !rotates) break;
    }
    atRest?.(scheduler);
  }
}
