import { planIsDue } from './capacity/plan-due.ts';
import type { TrainingPlan } from './capacity/training-plan.ts';
import { clustersHear } from './cluster/plan-moved.ts';
import type { Context } from './context.ts';
import type { Draft } from './draft.ts';
import { planMovedEndpoints } from './inference/plan-moved.ts';
import { jobsHear } from './training/plan-moved.ts';

/**
 * Who is told that a plan has moved: that it was paid for or failed, that a block began, that the time of its target
 * in a block is up or that it got more, that a block or the plan is over. They find their own in `state.planUsers`.
 */
const tellUsers: readonly ((draft: Draft, plan: TrainingPlan, context: Context) => void)[] = [
  clustersHear,
  planMovedEndpoints,
  jobsHear,
];

/** Something of a plan falls due, and those who run on it hear what became of it. */
export function planMoves(draft: Draft, key: string, context: Context): void {
  planIsDue(draft, key, context);
  const plan = draft.get('trainingPlan', key);
  if (plan !== undefined) for (const tell of tellUsers) tell(draft, plan, context);
}
