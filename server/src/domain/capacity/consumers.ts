import { availableIn, fail, giveBack, type InstancePool, recover, take, useSpare } from './instance-pool.ts';
import { currentBlock, type TrainingPlan } from './training-plan.ts';

/**
 * How those who run on a plan take its instances and give them back: instance groups, training jobs, endpoints.
 * Whoever takes gets a hold, which says of which block and of which of its pools the instances are, and gives that
 * back. At the end of a block its holds are over by themselves; to give one back then changes nothing.
 */
export interface Hold {
  /** The place of the block in the plan. */
  readonly block: number;
  /** One number for each pool of the block. */
  readonly counts: readonly number[];
}

/** One pool of a block. */
export interface PoolPlace {
  readonly block: number;
  readonly pool: number;
}

/**
 * Takes instances of the block that runs, or else of the next; undefined: it does not have as many. They come from
 * one UltraServer where one has them all, the one with the least to spare, so that others stay whole (our choice).
 */
export function takeInstances(
  plan: TrainingPlan,
  count: number,
  ultraServerId?: string,
): { readonly plan: TrainingPlan; readonly hold: Hold } | undefined {
  const block = currentBlock(plan);
  const { status, pools } = plan.capacities[block]!;
  if (status !== 'Active' && status !== 'Scheduled') return undefined;
  const counts = shares(pools, count, ultraServerId);
  if (counts === undefined) return undefined;
  const taken = withPools(
    plan,
    block,
    pools.map((pool, i) => take(pool, counts[i]!)),
  );
  return { plan: taken, hold: { block, counts } };
}

/** How many of each pool; undefined: there are not enough. */
function shares(
  pools: readonly InstancePool[],
  count: number,
  ultraServerId: string | undefined,
): readonly number[] | undefined {
  const free = pools.map((pool) =>
    ultraServerId === undefined || pool.ultraServerId === ultraServerId ? availableIn(pool) : 0,
  );
  let whole = -1;
  for (const [i, available] of free.entries())
    if (available >= count && (whole < 0 || available < free[whole]!)) whole = i;
  if (whole >= 0) return free.map((_, i) => (i === whole ? count : 0));
  let missing = count;
  const counts = free.map((available) => {
    const share = Math.min(available, missing);
    missing -= share;
    return share;
  });
  return missing === 0 ? counts : undefined;
}

/** Gives back what a hold says. Whoever waits for instances of the plan hears of it at the same instant. */
export function giveBackInstances(plan: TrainingPlan, { block, counts }: Hold, now: number): TrainingPlan {
  const { status, pools } = plan.capacities[block]!;
  if (status === 'Expired') return plan;
  const left = withPools(
    plan,
    block,
    pools.map((pool, i) => giveBack(pool, counts[i]!)),
  );
  return { ...left, freedAt: now };
}

/** An instance in use has failed: it is unhealthy, and its holder has one less. */
export const failInstance = (plan: TrainingPlan, place: PoolPlace): TrainingPlan =>
  changed(plan, place, fail);

/** An unhealthy instance is well again, or another stands in its place. */
export const recoverInstance = (plan: TrainingPlan, place: PoolPlace): TrainingPlan =>
  changed(plan, place, recover);

/** A spare comes into use for a holder that lost an instance; undefined where none is left. */
export function takeSpare(plan: TrainingPlan, place: PoolPlace): TrainingPlan | undefined {
  const pool = useSpare(plan.capacities[place.block]!.pools[place.pool]!);
  return pool && changed(plan, place, () => pool);
}

const changed = (
  plan: TrainingPlan,
  { block, pool }: PoolPlace,
  change: (pool: InstancePool) => InstancePool,
): TrainingPlan => {
  const { pools } = plan.capacities[block]!;
  return withPools(plan, block, pools.with(pool, change(pools[pool]!)));
};

const withPools = (plan: TrainingPlan, block: number, pools: readonly InstancePool[]): TrainingPlan => ({
  ...plan,
  capacities: plan.capacities.with(block, { ...plan.capacities[block]!, pools }),
});
