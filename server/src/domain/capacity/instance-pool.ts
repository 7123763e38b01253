/**
 * Instances that are counted together: all of a reserved capacity, or those of one of its UltraServers. Each is
 * in use, unhealthy, a spare, or (the rest, so that the counts always add up) available. An instance only ever
 * moves from one of the four to another; how many there are never changes.
 */
export interface InstancePool {
  /** Present where the pool is an UltraServer. */
  readonly ultraServerId?: string;
  readonly total: number;
  /** Kept back to replace what fails. */
  readonly configuredSpare: number;
  readonly inUse: number;
  readonly unhealthy: number;
  readonly spare: number;
}

/** A pool of which nothing is used and nothing has failed. */
export const newPool = (total: number, configuredSpare: number, ultraServerId?: string): InstancePool => ({
  ...(ultraServerId !== undefined && { ultraServerId }),
  total,
  configuredSpare,
  inUse: 0,
  unhealthy: 0,
  spare: configuredSpare,
});

export const availableIn = ({ total, inUse, unhealthy, spare }: InstancePool): number =>
  total - inUse - unhealthy - spare;

/** What each count of a pool may change by, and the sum over pools. */
export interface Counts {
  readonly total: number;
  readonly available: number;
  readonly inUse: number;
  readonly unhealthy: number;
  readonly spare: number;
}

export function countsOf(pools: readonly InstancePool[]): Counts {
  let [total, inUse, unhealthy, spare] = [0, 0, 0, 0];
  for (const pool of pools) {
    total += pool.total;
    inUse += pool.inUse;
    unhealthy += pool.unhealthy;
    spare += pool.spare;
  }
  return { total, available: total - inUse - unhealthy - spare, inUse, unhealthy, spare };
}

/** Available instances come into use. */
export const take = (pool: InstancePool, count: number): InstancePool =>
  sound({ ...pool, inUse: pool.inUse + count });

/** Instances in use are available again. */
export const giveBack = (pool: InstancePool, count: number): InstancePool =>
  sound({ ...pool, inUse: pool.inUse - count });

/** An instance in use fails. */
export const fail = (pool: InstancePool): InstancePool =>
  sound({ ...pool, inUse: pool.inUse - 1, unhealthy: pool.unhealthy + 1 });

/** A spare comes into use, in place of one that failed; undefined where none is left. */
export const useSpare = (pool: InstancePool): InstancePool | undefined =>
  pool.spare === 0 ? undefined : sound({ ...pool, spare: pool.spare - 1, inUse: pool.inUse + 1 });

/** An unhealthy instance is well again: a spare where spares are missing, and otherwise available. */
export const recover = (pool: InstancePool): InstancePool =>
  sound({
    ...pool,
    unhealthy: pool.unhealthy - 1,
    spare: Math.min(pool.configuredSpare, pool.spare + 1),
  });

/** Nothing runs in it any more. */
export const emptied = (pool: InstancePool): InstancePool => ({
  ...pool,
  inUse: 0,
  unhealthy: 0,
  spare: pool.configuredSpare,
});

/** No count is ever negative: whoever asks for more than there is has not looked. */
function sound(pool: InstancePool): InstancePool {
  if (pool.inUse < 0 || pool.unhealthy < 0 || pool.spare < 0 || availableIn(pool) < 0)
    throw new Error(`a pool does not add up: ${JSON.stringify(pool)}`);
  return pool;
}
