import { HOUR_MS } from '../../duration.ts';
import { acceleratorsOf } from '../quota-arithmetic.ts';

/**
 * Who lends to whom? Quota is borrowed from the cohort, and not from a team; so all that have idle quota of a thing
 * lend of it in proportion to how much they have idle (our choice: there is no truer answer). Then one number is
 * enough for all of them: the share of idle quota that is lent. The pool sums that share up over time, and what a
 * team has lent between two instants is its idle quota times what the sum grew by, however often others came and
 * went meanwhile.
 *
 * Where more is used than there is quota, as after a cut, only as much is borrowed as there is to lend: the pool
 * keeps the covered share of what goes beyond quota in the same way, and borrowed equals lent at every instant.
 */
export interface LendingPool extends PoolKey {
  readonly clusterId: string;
  /** Units that their owners have quota for and do not use. */
  readonly idle: number;
  /** Units that are used beyond the quota of those who use them. */
  readonly over: number;
  readonly at: number;
  /** Until `at`: for how many hours a unit of idle quota was lent. */
  readonly lentHours: number;
  /** Until `at`: for how many hours a unit of use beyond quota was borrowed. */
  readonly borrowedHours: number;
}

/** A cohort lends each resource of each flavor for itself. */
export interface PoolKey {
  readonly cohort: string;
  readonly flavor: string;
  readonly resource: string;
}

export const lendingPoolKey = (clusterId: string, { cohort, flavor, resource }: PoolKey): string =>
  `${clusterId}/${cohort}/${flavor}/${resource}`;

/** The pool later on, if nobody's idle quota and nobody's use changes until then. */
export function poolAt(pool: LendingPool, at: number): LendingPool {
  const hours = (at - pool.at) / HOUR_MS;
  const lent = Math.min(pool.idle, pool.over);
  return {
    ...pool,
    at,
    lentHours: pool.lentHours + (lent === 0 ? 0 : (lent / pool.idle) * hours),
    borrowedHours: pool.borrowedHours + (lent === 0 ? 0 : (lent / pool.over) * hours),
  };
}

export const emptyPool = (clusterId: string, key: PoolKey, at: number): LendingPool => ({
  clusterId,
  ...key,
  idle: 0,
  over: 0,
  at,
  lentHours: 0,
  borrowedHours: 0,
});

/** How many accelerators a unit of the resource is: 1, a share of one, or 0 where it is something else. */
export const acceleratorsEach = (resource: string): number => acceleratorsOf({ [resource]: 1 });
