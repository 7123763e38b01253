import { openBlock } from '../capacity/letting-go.ts';
import { savePlan } from '../capacity/save-plan.ts';
import { planArn, planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state.ts';
import { place } from './placement.ts';
import { planOf } from './plan-of.ts';
import { prepare } from './prepare.ts';
import type { TrainingJob } from './training-job.ts';

/**
 * Gives the instances of a plan to the jobs that wait for them: first come, first served, and what is too little for
 * the first goes to a later one that needs less (documented: backfill). A job that was interrupted keeps its place.
 */
export function seatWaiting(draft: Draft, plan: TrainingPlan | undefined, context: Context): void {
  if (plan === undefined || openBlock(plan, 'training-job') === undefined) return;
  if (planCounts(plan).available === 0) return;
  for (const job of jobsOn(draft.state, plan)) {
    if (job.step?.kind !== 'Wait') continue;
    const present = planOf(draft.state, job)!;
    if (planCounts(present).available === 0) return;
    seat(draft, job, present, context);
  }
}

/** Gives the job what it needs of the plan, if that is free. */
export function seat(draft: Draft, job: TrainingJob, plan: TrainingPlan, context: Context): void {
  const placed = place(plan, job);
  if (placed === undefined) return;
  savePlan(draft, placed.plan, context);
  prepare(draft, { ...job, hold: placed.hold }, context);
}

/** The jobs that name a plan, in order of creation. */
export function jobsOn(state: State, plan: TrainingPlan): readonly TrainingJob[] {
  const jobs = [...state.planUsers.of(planArn(plan), 'trainingJob')].map(
    (key) => state.get('trainingJob', key)!,
  );
  return jobs.sort((a, b) => a.sequence - b.sequence);
}
