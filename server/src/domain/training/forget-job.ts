import { recoverInstance } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { jobArn, jobKey, planArnOf, type TrainingJob } from './training-job.ts';

/** Forgets a job that has ended, with its tags. Instances that failed under it are well again at that. */
export function forgetJob(draft: Draft, job: TrainingJob): void {
  for (const place of job.repairs ?? []) {
    const plan = planCalled(draft.state, planArnOf(job)!, job);
    if (plan?.capacities[place.block]?.status !== 'Active') continue;
    draft.put('trainingPlan', `${plan.account}/${plan.region}/${plan.name}`, recoverInstance(plan, place));
  }
  dropTags(draft, jobArn(job));
  draft.delete('trainingJob', jobKey(job, job.name));
}
