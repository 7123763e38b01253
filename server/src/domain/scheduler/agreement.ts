/** Compares a replay with its recording: every step, every state, and whether Kueue came to rest. */
import type { Livelock } from './livelock.ts';
import type { ObservedState } from './observation.ts';
import { type RecordedStep, type RecordedTrace, replay } from './replay.ts';
import { compareText } from './workload.ts';

/** Where two runs part. */
export interface Difference {
  readonly t: number;
  readonly cycle?: number;
  readonly what: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** How one trace compares. */
export interface Agreement {
  readonly name: string;
  readonly steps: { readonly recorded: number; readonly equal: number };
  readonly states: { readonly recorded: number; readonly equal: number };
  readonly livelock: { readonly recorded: boolean; readonly replayed: boolean };
  /** The loop behind a livelock. */
  readonly loop: Livelock | undefined;
  readonly cycles: number;
  readonly first: Difference | undefined;
}

/** Replays a trace and compares it with its recording. */
export function compareTrace(trace: RecordedTrace): Agreement {
  const { steps, states, livelock, loops, cycles } = replay(trace.scenario);
  const { observed } = trace;
  const differences: Difference[] = [];
  let equalSteps = 0;
  for (let i = 0; i < Math.max(steps.length, observed.steps.length); i += 1) {
    const difference = stepDifference(observed.steps[i], steps[i]);
    if (difference === undefined) equalSteps += 1;
    else differences.push(difference);
  }
  let equalStates = 0;
  for (let i = 0; i < Math.max(states.length, observed.states.length); i += 1) {
    const difference = stateDifference(observed.states[i], states[i]);
    if (difference === undefined) equalStates += 1;
    else differences.push(difference);
  }
  if (livelock !== trace.livelock) {
    differences.push({ t: Infinity, what: 'livelock', recorded: trace.livelock, replayed: livelock });
  }
  differences.sort((a, b) => a.t - b.t || (a.cycle ?? Infinity) - (b.cycle ?? Infinity));
  return {
    name: trace.name,
    steps: { recorded: observed.steps.length, equal: equalSteps },
    states: { recorded: observed.states.length, equal: equalStates },
    livelock: { recorded: trace.livelock, replayed: livelock },
    loop: loops[0],
    cycles,
    first: differences[0],
  };
}

function stepDifference(
  recorded: RecordedStep | undefined,
  replayed: RecordedStep | undefined,
): Difference | undefined {
  const { t, cycle } = (recorded?.t ?? Infinity) <= (replayed?.t ?? Infinity) ? recorded! : replayed!;
  if (recorded === undefined || replayed === undefined) return { t, cycle, what: 'step', recorded, replayed };
  for (const what of ['t', 'cycle', 'admitted', 'preempted'] as const) {
    if (canonical(recorded[what]) !== canonical(replayed[what])) {
      return { t, cycle, what, recorded: recorded[what], replayed: replayed[what] };
    }
  }
  return undefined;
}

function stateDifference(
  recorded: ObservedState | undefined,
  replayed: ObservedState | undefined,
): Difference | undefined {
  const t = Math.min(recorded?.t ?? Infinity, replayed?.t ?? Infinity);
  if (recorded === undefined || replayed === undefined) return { t, what: 'state', recorded, replayed };
  for (const what of Object.keys({ ...recorded, ...replayed }) as (keyof ObservedState)[]) {
    if (canonical(recorded[what]) !== canonical(replayed[what])) {
      return { t, what, recorded: recorded[what], replayed: replayed[what] };
    }
  }
  return undefined;
}

/** The value as text, whatever the order of its members. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) =>
      member !== null && typeof member === 'object' && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => compareText(a, b)))
        : member,
    ) ?? 'none'
  );
}
