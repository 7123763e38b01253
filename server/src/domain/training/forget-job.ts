import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { jobArn, jobKey, type TrainingJob } from './training-job.ts';

/** Forgets a job that has ended, with its tags. */
export function forgetJob(draft: Draft, job: TrainingJob): void {
  dropTags(draft, jobArn(job));
  draft.delete('trainingJob', jobKey(job, job.name));
}
