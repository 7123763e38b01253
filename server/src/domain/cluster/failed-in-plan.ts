import { planArn, type TrainingPlan } from '../capacity/training-plan.ts';
import type { State } from '../state.ts';

/**
 * The pools of a block, by their place in it, in which an instance of a node is known to have failed that has not been
 * taken out of it yet. Until then the plan counts it as in use.
 */
export function failedInBlock(state: State, plan: TrainingPlan, block: number): ReadonlySet<number> {
  const arn = planArn(plan);
  const pools = new Set<number>();
  for (const id of state.planUsers.of(arn, 'cluster')) {
    for (const { place, ailment } of state.clusters.get(id)!.nodes.all()) {
      const isKnown = ailment?.needs === 'Replacement' && ailment.noticedAt === undefined;
      if (isKnown && place?.plan === arn && place.block === block) pools.add(place.pool);
    }
  }
  return pools;
}
