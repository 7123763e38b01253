import { planArn, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { reconcile } from './reconcile.ts';

/**
 * A training plan has moved: the clusters with groups on it do what follows, the eldest first, and no others are
 * looked at. The order is one that a restart does not change, as that of an index may be.
 */
export function clustersHear(draft: Draft, plan: TrainingPlan, context: Context): void {
  const clusters = [...draft.state.planUsers.of(planArn(plan), 'cluster')].map(
    (id) => draft.get('cluster', id)!,
  );
  clusters.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  for (const { id } of clusters) reconcile(draft, id, context);
}
