import { HOUR_MS, MINUTE_MS } from '../duration.ts';
import type { Target } from './offering.ts';
import { isStanding } from './plan-status.ts';
import type { ReservedCapacity, TrainingPlan } from './training-plan.ts';

/**
 * Before a block ends, those who run on it must go: instances of a cluster an hour before the end, training jobs half
 * an hour (documented). Of endpoints and Studio apps no such time is documented: they stay to the end (our choice).
 */
const unused: Readonly<Record<Target, number>> = {
  'hyperpod-cluster': HOUR_MS,
  'training-job': 30 * MINUTE_MS,
  endpoint: 0,
  'studio-apps': 0,
};

/** The end of a block that cannot be used; for several targets the shortest of theirs. */
export const unusedMs = (targets: readonly Target[]): number =>
  Math.min(...targets.map((target) => unused[target]));

/** When those of a target who run on a block must go. */
export const letsGoAt = ({ endAt }: Pick<ReservedCapacity, 'endAt'>, target: Target): number =>
  endAt - unused[target];

/** The block whose instances the target can use now, by its place in the plan; undefined: there is none. */
export function openBlock({ capacities }: TrainingPlan, target: Target): number | undefined {
  const block = capacities.findIndex(
    ({ status, letGo }) => status === 'Active' && letGo?.includes(target) !== true,
  );
  return block < 0 ? undefined : block;
}

/**
 * Whether those of a target can still run on a plan, now or later. An extension that is being paid for may give it
 * more.
 */
export function hasTimeLeft(plan: TrainingPlan, target: Target): boolean {
  if (openBlock(plan, target) !== undefined) return true;
  if (plan.extensions.some(({ payment }) => payment === 'Pending')) return true;
  return plan.capacities.some(({ status }) => isStanding(status) && status !== 'Active');
}

/** The block with the targets noted whose time is up in it. An extension gives them time again. */
export function withLetGo(
  block: ReservedCapacity,
  targets: readonly Target[],
  now: number,
): ReservedCapacity {
  if (block.status !== 'Active') return block;
  const letGo = targets.filter((target) => letsGoAt(block, target) <= now);
  return letGo.length === (block.letGo?.length ?? 0) ? block : { ...block, letGo };
}

/** When the next target's time in a block is up; Infinity: none is to come. */
export function nextLetGoAt(block: ReservedCapacity, targets: readonly Target[]): number {
  let at = Number.POSITIVE_INFINITY;
  if (block.status !== 'Active') return at;
  for (const target of targets)
    if (block.letGo?.includes(target) !== true) at = Math.min(at, letsGoAt(block, target));
  return at;
}
