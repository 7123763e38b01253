import type { CreateTrainingJobRequest } from '../../shapes/training-job.ts';
import { MINUTE_MS } from '../duration.ts';
import { TASK_DURATION_MAX_MS } from '../limits.ts';
import type { Stream } from '../random.ts';
import { jobRefusals } from './messages.ts';

/** What the embedded fleet plays of a job's container: there is none. */
export interface RunSpec {
  /** How long the work takes where nothing interrupts it. */
  readonly workMs: number;
  /** How often a checkpoint is written; absent: never. */
  readonly checkpointEveryMs?: number;
  /** What the container exits with at its end. */
  readonly exitCode: number;
}

/** With a CheckpointConfig that says no more, a checkpoint every ten minutes (our choice). */
const CHECKPOINT_EVERY_MS = 10 * MINUTE_MS;

/** The variables of Environment that the embedded fleet reads. */
export const runVariables = {
  seconds: 'QUARTERMASTER_RUN_SECONDS',
  checkpoint: 'QUARTERMASTER_CHECKPOINT_SECONDS',
  exitCode: 'QUARTERMASTER_EXIT_CODE',
} as const;

/**
 * How the job runs, from the variables of its container; without them it takes a drawn time within its stopping
 * condition and succeeds (our choice).
 */
export function runSpecOf(
  { Environment = {}, CheckpointConfig }: CreateTrainingJobRequest,
  maxRuntimeMs: number,
  draw: Stream,
): RunSpec {
  const seconds = numberIn(Environment, runVariables.seconds, 1, TASK_DURATION_MAX_MS / 1_000);
  const checkpoint = numberIn(Environment, runVariables.checkpoint, 1, TASK_DURATION_MAX_MS / 1_000);
  const exitCode = numberIn(Environment, runVariables.exitCode, 0, 255) ?? 0;
  if (checkpoint !== undefined && CheckpointConfig === undefined)
    throw jobRefusals.checkpointsNowhere(runVariables.checkpoint);
  const longest = Math.min(60 * MINUTE_MS, 0.8 * maxRuntimeMs);
  return {
    workMs: seconds === undefined ? Math.round(longest * (0.1 + 0.9 * draw.next())) : seconds * 1_000,
    ...(CheckpointConfig && {
      checkpointEveryMs: checkpoint === undefined ? CHECKPOINT_EVERY_MS : checkpoint * 1_000,
    }),
    exitCode,
  };
}

function numberIn(
  environment: Readonly<Record<string, string>>,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (text === undefined) return undefined;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw jobRefusals.badVariable(name, text, min, max);
}
