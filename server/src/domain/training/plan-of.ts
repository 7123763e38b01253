import { giveBackInstances } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state.ts';
import { planArnOf, type TrainingJob } from './training-job.ts';

/** The plan that a job runs on, as it is now; undefined: it runs on none. */
export function planOf(state: State, job: TrainingJob): TrainingPlan | undefined {
  const arn = planArnOf(job);
  return arn === undefined ? undefined : planCalled(state, arn, job);
}

/** Gives back what the job holds of its plan. */
export function withoutHold(draft: Draft, job: TrainingJob, context: Context): TrainingJob {
  const plan = planOf(draft.state, job);
  if (job.hold === undefined) return job;
  if (plan !== undefined) savePlan(draft, giveBackInstances(plan, job.hold, context.now), context);
  const { hold: _, ...rest } = job;
  return rest;
}
