import type { Context } from '../context.ts';
import { MINUTE_MS } from '../duration.ts';
import { ADVANCE_BOOKING_MS, OFFERINGS_PER_SEARCH_MAX, PLAN_DAYS_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Asked } from './asked.ts';
import { continuousBlocks } from './continuous-blocks.ts';
import { freeZones } from './free-zone.ts';
import { unusedMs } from './letting-go.ts';
import type { Block, Target } from './offering.ts';
import { twoBlocks } from './two-blocks.ts';
import { immediateDays, windowOf } from './window.ts';

/**
 * What the market has of what is asked: at most three ways to have it, best first. One block is better than two
 * (documented: it is tried first), then an earlier start, then a shorter time; nothing is shorter than asked. Each
 * is possible by itself; nothing is taken. `only`: no other zone is looked at.
 */
export function findOffers(
  state: State,
  world: World,
  asked: Asked,
  { market, random, now }: Pick<Context, 'market' | 'random' | 'now'>,
  only?: string,
): readonly (readonly Block[])[] {
  const { instanceType, instanceCount, targets, days } = asked;
  const window = windowOf(asked, now, ADVANCE_BOOKING_MS);
  const leastMs = unusedMs(targets) + MINUTE_MS;
  const immediate = immediateDays(asked, window, leastMs, PLAN_DAYS_MAX);
  const zones = freeZones({ market, state, random, world, instanceType }, instanceCount, window, only);
  const whole = continuousBlocks(days, immediate, window, zones, OFFERINGS_PER_SEARCH_MAX);
  const lacking = OFFERINGS_PER_SEARCH_MAX - whole.length;
  if (lacking === 0) return whole;
  return [...whole, ...twoBlocks(days, immediate, window, zones, staysInZone(targets), lacking)];
}

/** Only training jobs move from zone to zone (documented of them and of clusters; of the others our choice). */
const staysInZone = (targets: readonly Target[]): boolean =>
  targets.some((target) => target !== 'training-job');
