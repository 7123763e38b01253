import type { Context } from '../context.ts';
import { waitMs } from '../fleet/pace.ts';
import { failInstance, type PoolPlace, recoverInstance } from './consumers.ts';
import type { TrainingPlan } from './training-plan.ts';

/**
 * An instance in use fails, and is repaired or another is put in its place; then it is a spare, or available. How
 * long that takes is not published (our choice: `instanceRepair` in fleet/pace.ts). At the end of a block nothing of
 * it is left.
 */
export function failForRepair(plan: TrainingPlan, place: PoolPlace, context: Context): TrainingPlan {
  const failed = failInstance(plan, place);
  const block = failed.capacities[place.block]!;
  const repair = { pool: place.pool, dueAt: context.now + waitMs('instanceRepair', context.pace) };
  const repairs = [...(block.repairs ?? []), repair];
  return { ...failed, capacities: failed.capacities.with(place.block, { ...block, repairs }) };
}

/** The plan with the repairs done that are due. */
export function withRepairsDone(plan: TrainingPlan, now: number): TrainingPlan {
  let repaired = plan;
  for (const [block, { repairs = [] }] of plan.capacities.entries()) {
    const done = repairs.filter(({ dueAt }) => dueAt <= now);
    if (done.length === 0) continue;
    for (const { pool } of done) repaired = recoverInstance(repaired, { block, pool });
    const left = repairs.filter(({ dueAt }) => dueAt > now);
    const capacity = { ...repaired.capacities[block]!, repairs: left.length === 0 ? undefined : left };
    repaired = { ...repaired, capacities: repaired.capacities.with(block, capacity) };
  }
  return repaired;
}
