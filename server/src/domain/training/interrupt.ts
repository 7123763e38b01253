import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { endJob, offInstances } from './end-job.ts';
import { stepEndsAt } from './job-pace.ts';
import { statusMessages } from './messages.ts';
import { withoutHold } from './plan-of.ts';
import { inStatus, saveJob } from './save-job.ts';
import { accounted } from './training.ts';
import type { TrainingJob } from './training-job.ts';
import { waitForCapacity } from './wait.ts';

/** It has lost its instances; of the work there is what the last checkpoint has. */
export function interrupted(job: TrainingJob, message: string, now: number): TrainingJob {
  const { launchedAt: _launched, reuses: _reuses, ...off } = offInstances(accounted(job, now), now);
  return { ...inStatus(off, 'Interrupted', message, now), attempt: job.attempt + 1 };
}

/** The block is over for training jobs: the job waits for the next; one that was stopping has stopped. */
export function leaveBlock(draft: Draft, job: TrainingJob, message: string, context: Context): void {
  if (job.ending !== undefined)
    return endJob(draft, job, { secondary: job.ending, keepsPool: false }, context);
  const off = interrupted(withoutHold(draft, job, context), message, context.now);
  saveJob(draft, off, context);
  waitForCapacity(draft, off, context);
}

/** The job begins anew, from its last checkpoint (documented: its secondary status is Starting again). */
export function startAgain(draft: Draft, job: TrainingJob, context: Context): void {
  const { now } = context;
  const dueAt = stepEndsAt(job, 'Start', context);
  const starting = inStatus(job, 'Starting', statusMessages.starting, now);
  saveJob(draft, { ...starting, step: { kind: 'Start', dueAt } }, context);
}
