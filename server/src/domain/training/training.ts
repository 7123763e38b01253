import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { endJob } from './end-job.ts';
import { faultOf, strike, trainingFailures } from './job-faults.ts';
import { stepEndsAt } from './job-pace.ts';
import { failureReasons, statusMessages } from './messages.ts';
import { inStatus, saveJob } from './save-job.ts';
import { beginStop } from './stop-job.ts';
import { jobKey, type TrainingJob } from './training-job.ts';

/** One day where nothing is said (documented). */
export const DEFAULT_RUNTIME_SECONDS = 86_400;

/** The container runs: to the end of its work, of the time it may take, or to the moment that a fault strikes. */
export function beginTraining(draft: Draft, job: TrainingJob, context: Context): void {
  const training = inStatus(job, 'Training', statusMessages.training, context.now);
  saveJob(draft, { ...training, step: trainStep(draft, job, context) }, context);
}

function trainStep(draft: Draft, job: TrainingJob, context: Context) {
  const { now } = context;
  const endsAt = now + Math.max(0, Math.min(workLeftMs(job), runtimeLeftMs(job)));
  const since = now;
  if (faultOf(draft, job, trainingFailures) === undefined || endsAt === now)
    return { kind: 'Train', since, dueAt: endsAt } as const;
  const draw = context.random('strike', jobKey(job, job.name), job.sequence, job.attempt, now);
  const strikeAt = now + draw.between(1, endsAt - now);
  return { kind: 'Train', since, dueAt: strikeAt, strikeAt } as const;
}

const workLeftMs = ({ run, savedMs }: TrainingJob): number => run.workMs - savedMs;

/** MaxRuntimeInSeconds is about the time spent in Training, all attempts together (documented of retries). */
const runtimeLeftMs = ({ spec, trainedMs }: TrainingJob): number =>
  (spec.StoppingCondition?.MaxRuntimeInSeconds ?? DEFAULT_RUNTIME_SECONDS) * 1_000 - trainedMs;

/** What a job that trains has come to: the time counts, and of the work what a checkpoint has. */
export function accounted(job: TrainingJob, now: number): TrainingJob {
  if (job.step?.kind !== 'Train') return job;
  const ranMs = now - job.step.since;
  const every = job.run.checkpointEveryMs;
  const keptMs = every === undefined ? 0 : Math.floor(ranMs / every) * every;
  return { ...job, trainedMs: job.trainedMs + ranMs, savedMs: job.savedMs + keptMs };
}

/** The moment that training was to last to. */
export function trainingIsDue(draft: Draft, job: TrainingJob, context: Context): void {
  if (job.step?.kind !== 'Train') return;
  const { now } = context;
  const { since, strikeAt } = job.step;
  if (strikeAt !== undefined) {
    const fault = faultOf(draft, job, trainingFailures);
    if (fault !== undefined) return strike(draft, job, fault, context);
  }
  const ranMs = now - since;
  if (ranMs >= workLeftMs(job)) return workIsDone(draft, accounted(job, now), context);
  if (ranMs >= runtimeLeftMs(job)) return beginStop(draft, job, 'MaxRuntimeExceeded', context);
  const dueAt = since + Math.min(workLeftMs(job), runtimeLeftMs(job));
  saveJob(draft, { ...job, step: { kind: 'Train', since, dueAt } }, context);
}

function workIsDone(draft: Draft, job: TrainingJob, context: Context): void {
  const { exitCode } = job.run;
  if (exitCode !== 0) {
    const reason = failureReasons.exit(exitCode);
    return endJob(draft, job, { secondary: 'Failed', reason, keepsPool: true }, context);
  }
  const uploading = inStatus(job, 'Uploading', statusMessages.uploading, context.now);
  const dueAt = stepEndsAt(job, 'Upload', context);
  saveJob(draft, { ...uploading, step: { kind: 'Upload', dueAt } }, context);
}
