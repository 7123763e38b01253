/**
 * Replays a recorded trace the way it was recorded: at each instant first what finishes, then the wake-ups, then
 * what is submitted, then scheduling cycles until a run of them has changed nothing. Victims lose their quota
 * right after the cycle that preempted them. Every step and every state is compared with the recording.
 */
import TinyQueue from 'tinyqueue';
import type { CycleResult } from './cycle.ts';
import { type Livelock, LivelockDetector } from './livelock.ts';
import { type ObservedState, observe } from './observation.ts';
import { policyOf, type Scenario, strategiesOf, workloadOf } from './scenario.ts';
import { Scheduler } from './scheduler.ts';
import { compareText, type WorkloadInfo } from './workload.ts';

/** Cycles at one instant after which the recording gave up: Kueue never comes to rest there. */
export const CYCLES_PER_INSTANT_MAX = 60;

export interface RecordedStep {
  readonly t: number;
  readonly cycle: number;
  readonly admitted?: readonly RecordedAdmission[];
  readonly preempted?: readonly { readonly workload: string; readonly reason: string }[];
}

export interface RecordedAdmission {
  readonly workload: string;
  readonly flavors: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** One line of a trace file. */
export interface RecordedTrace {
  readonly name: string;
  readonly kueue?: string;
  /** Kueue never came to rest at the last instant. */
  readonly livelock: boolean;
  readonly scenario: Scenario;
  readonly observed: { readonly steps: readonly RecordedStep[]; readonly states: readonly ObservedState[] };
}

/** What a replay shows. */
export interface Replayed {
  readonly steps: readonly RecordedStep[];
  readonly states: readonly ObservedState[];
  readonly livelock: boolean;
  /** The loops that were proven on the way, whether or not the last instant came to rest. */
  readonly loops: readonly Livelock[];
  readonly cycles: number;
}

interface Finish {
  readonly t: number;
  readonly name: string;
  /** The reservation that this end belongs to; another one since means that the job was preempted. */
  readonly reservation: WorkloadInfo['reservation'];
}

/** Runs a scenario from its first submission until nothing is left to happen. */
export function replay(scenario: Scenario): Replayed {
  const scheduler = new Scheduler(policyOf(scenario, strategiesOf(scenario)));
  const durations = new Map(scenario.jobs.map(({ name, duration }) => [name, duration]));
  const submissions = [...scenario.jobs].sort((a, b) => a.submit - b.submit || compareText(a.name, b.name));
  const finishes = new TinyQueue<Finish>([], (a, b) => a.t - b.t || compareText(a.name, b.name));
  const idleMax = 2 * scenario.flavors.length + 3;
  const steps: RecordedStep[] = [];
  const states: ObservedState[] = [];
  const detector = new LivelockDetector();
  const loops: Livelock[] = [];
  let cycles = 0;
  let submitted = 0;
  for (;;) {
    const t = Math.min(submissions[submitted]?.submit ?? Infinity, finishes.peek()?.t ?? Infinity);
    if (t === Infinity) return { steps, states, livelock: false, loops, cycles };
    while (finishes.peek()?.t === t) {
      const { name, reservation } = finishes.pop()!;
      if (reservation !== undefined && scheduler.get(name)?.reservation === reservation)
        scheduler.finish(name);
    }
    for (; submissions[submitted]?.submit === t; submitted += 1)
      scheduler.submit(workloadOf(submissions[submitted]!));
    detector.forgetAll();
    const instant = runInstant(scheduler, t, idleMax, (result) =>
      loops.push(...detector.observe(scheduler, result)),
    );
    cycles += instant.cycles;
    steps.push(...instant.steps);
    if (!instant.rests) return { steps, states, livelock: true, loops, cycles };
    const admitted = instant.steps.flatMap((step) => step.admitted?.map(({ workload }) => workload) ?? []);
    for (const name of new Set(admitted)) {
      const { reservation } = scheduler.get(name)!;
      finishes.push({ t: t + durations.get(name)!, name, reservation });
    }
    states.push(observe(scheduler, t));
  }
}

function runInstant(
  scheduler: Scheduler,
  t: number,
  idleMax: number,
  onCycle: (result: CycleResult) => void,
): { readonly steps: readonly RecordedStep[]; readonly rests: boolean; readonly cycles: number } {
  const steps: RecordedStep[] = [];
  let idle = 0;
  for (let cycle = 0; cycle < CYCLES_PER_INSTANT_MAX; cycle += 1) {
    if (!scheduler.hasHeads || idle >= idleMax) return { steps, rests: true, cycles: cycle };
    const result = scheduler.cycle(t);
    const { admitted, preempted } = result;
    for (const { workload } of preempted) scheduler.evicted(workload);
    onCycle(result);
    if (admitted.length + preempted.length === 0) {
      idle += 1;
      continue;
    }
    idle = 0;
    steps.push({
      t,
      cycle,
      ...(admitted.length > 0 && {
        admitted: admitted
          .map(({ workload, podSets }) => ({
            workload,
            flavors: Object.fromEntries(podSets.map(({ name, flavors }) => [name, flavors])),
            counts: Object.fromEntries(podSets.map(({ name, count }) => [name, count])),
          }))
          .sort((a, b) => compareText(a.workload, b.workload)),
      }),
      ...(preempted.length > 0 && {
        preempted: preempted
          .map(({ workload, reason }) => ({ workload, reason }))
          .sort((a, b) => compareText(a.workload, b.workload)),
      }),
    });
  }
  return { steps, rests: false, cycles: CYCLES_PER_INSTANT_MAX };
}
