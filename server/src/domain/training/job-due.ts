import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { assertNever } from '../refusal.ts';
import { endJob } from './end-job.ts';
import { forgetJob } from './forget-job.ts';
import { faultOf, strike } from './job-faults.ts';
import { stepEndsAt } from './job-pace.ts';
import { statusMessages } from './messages.ts';
import { inStatus, saveJob } from './save-job.ts';
import { beginStop } from './stop-job.ts';
import { beginTraining, trainingIsDue } from './training.ts';
import { maxWaitAt, type TrainingJob } from './training-job.ts';
import { lookForCapacity, waitForCapacity } from './wait.ts';
import { terminatePool } from './warm-pool.ts';

/** Something of a job falls due: the end of its warm pool, of its patience, or of the step it is in. */
export function trainingJobIsDue(draft: Draft, key: string, context: Context): void {
  const { now } = context;
  const job = draft.get('trainingJob', key);
  if (job === undefined) return;
  if (job.warmPool?.status === 'Available' && job.warmPool.untilAt <= now)
    return terminatePool(draft, job, context);
  if (maxWaitAt(job) <= now) return beginStop(draft, job, 'MaxWaitTimeExceeded', context);
  if (job.step?.dueAt !== undefined && job.step.dueAt <= now) stepIsOver(draft, key, job, context);
}

function stepIsOver(draft: Draft, key: string, job: TrainingJob, context: Context): void {
  const { kind } = job.step!;
  switch (kind) {
    case 'Start':
      return waitForCapacity(draft, job, context);
    case 'Wait':
      return lookForCapacity(draft, key, context);
    case 'Prepare':
      return instancesAreReady(draft, job, context);
    case 'DownloadData':
      return downloadImage(draft, job, context);
    case 'DownloadImage':
      return beginTraining(draft, job, context);
    case 'Train':
      return trainingIsDue(draft, job, context);
    case 'Upload':
      return endJob(draft, job, { secondary: job.ending ?? 'Completed', keepsPool: true }, context);
    case 'Stop':
      return hasStopped(draft, job, context);
    case 'Delete':
      return forgetJob(draft, job);
    default:
      return assertNever(kind);
  }
}

/** From here on the job is on its instances, and is billed (documented). */
function instancesAreReady(draft: Draft, job: TrainingJob, context: Context): void {
  const { now } = context;
  const ready: TrainingJob = {
    ...job,
    startedAt: job.startedAt ?? now,
    onInstancesSince: now,
    launchedAt: job.launchedAt ?? now,
  };
  const fault = faultOf(draft, ready, ['start']);
  if (fault !== undefined) return strike(draft, ready, fault, context);
  const { InputDataConfig = [], AlgorithmSpecification } = job.spec;
  // Data that is streamed is not downloaded (documented: an optional stage of the input mode File).
  const mode = AlgorithmSpecification?.TrainingInputMode ?? 'File';
  if (!InputDataConfig.some(({ InputMode = mode }) => InputMode === 'File'))
    return downloadImage(draft, ready, context);
  const dueAt = stepEndsAt(ready, 'DownloadData', context);
  const step = { kind: 'DownloadData', dueAt } as const;
  saveJob(draft, { ...inStatus(ready, 'Downloading', statusMessages.data, now), step }, context);
}

function downloadImage(draft: Draft, job: TrainingJob, context: Context): void {
  const dueAt = stepEndsAt(job, job.reuses ? 'DownloadImageWarm' : 'DownloadImage', context);
  const step = { kind: 'DownloadImage', dueAt } as const;
  saveJob(draft, { ...inStatus(job, 'Downloading', statusMessages.image, context.now), step }, context);
}

/** What trained uploads what it has; the rest is over. */
function hasStopped(draft: Draft, job: TrainingJob, context: Context): void {
  const { step, ending = 'Stopped' } = job;
  if (step?.kind !== 'Stop' || !step.saves)
    return endJob(draft, job, { secondary: ending, keepsPool: true }, context);
  const dueAt = stepEndsAt(job, 'Upload', context);
  const uploading = inStatus(job, 'Uploading', statusMessages.uploading, context.now);
  saveJob(draft, { ...uploading, step: { kind: 'Upload', dueAt } }, context);
}
