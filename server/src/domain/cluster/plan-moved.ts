import { planArn, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { reconcile } from './reconcile.ts';

/** A training plan has moved: the clusters with groups on it do what follows, and no others are looked at. */
export function clustersHear(draft: Draft, plan: TrainingPlan, context: Context): void {
  for (const id of [...draft.state.planUsers.of(planArn(plan), 'cluster')]) reconcile(draft, id, context);
}
