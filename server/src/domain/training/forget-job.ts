import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { planOf } from './plan-of.ts';
import { recover } from './recover.ts';
import { seatWaiting } from './seats.ts';
import { jobArn, jobKey, type TrainingJob } from './training-job.ts';

/** Forgets a job that has ended, with its tags. Instances that failed under it are well again at that. */
export function forgetJob(draft: Draft, job: TrainingJob, context: Context): void {
  for (const place of job.repairs ?? []) recover(draft, job, place, context);
  dropTags(draft, jobArn(job));
  draft.delete('trainingJob', jobKey(job, job.name));
  if (job.repairs !== undefined) seatWaiting(draft, planOf(draft.state, job), context);
}
