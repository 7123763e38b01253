import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { stepEndsAt } from './job-pace.ts';
import { statusMessages } from './messages.ts';
import { waitedUntil } from './prepare.ts';
import { inStatus, saveJob } from './save-job.ts';
import { accounted } from './training.ts';
import type { Ending, TrainingJob } from './training-job.ts';

/**
 * A job is to stop. One that trains is given 120 seconds, and then saves what it has (documented); what uploads
 * finishes that; the rest has nothing to save.
 */
export function beginStop(
  draft: Draft,
  job: TrainingJob,
  ending: Ending,
  context: Context,
  message: string = statusMessages.stopping,
): void {
  const { now } = context;
  const { step } = job;
  const stopping: TrainingJob = {
    ...inStatus(accounted(job, now), 'Stopping', message, now, 'Stopping'),
    waitedMs: waitedUntil(job, now),
    ending,
  };
  const trains = step?.kind === 'Train';
  const dueAt =
    step?.kind === 'Upload'
      ? step.dueAt
      : stepEndsAt(stopping, trains ? 'StopTraining' : 'StopEarly', context);
  saveJob(draft, { ...stopping, step: { kind: 'Stop', dueAt, saves: trains } }, context);
}
