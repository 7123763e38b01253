import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { capacityArn, planArn, planKey, type TrainingPlan } from './training-plan.ts';

/** Forgets a plan with its tags. No operation does; a limit on those that are over may. */
export function dropPlan(draft: Draft, plan: TrainingPlan): void {
  dropTags(draft, planArn(plan));
  for (const index of plan.capacities.keys()) dropTags(draft, capacityArn(plan, index));
  draft.delete('trainingPlan', planKey(plan, plan.name));
}
