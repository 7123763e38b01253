import { MINUTE_MS } from '../duration.ts';
import { unusedMs } from './letting-go.ts';
import type { Block, Target } from './offering.ts';

/** How long a plan of these blocks can be used. */
export const usableMs = (blocks: readonly Block[], targets: readonly Target[]): number =>
  blocks.reduce((sum, { startAt, endAt }) => sum + endAt - startAt - unusedMs(targets), 0);

/**
 * What a plan costs, with its cents: the rate, for each instance (or UltraServer) and each hour that can be used. Time
 * before the end in which those of the target must be gone is not charged: five fees observed of plans for clusters are
 * all rate x instances x (hours - 1); for the other targets this is our choice. `rate` is in ten-thousandths of a USD an hour, `ms` in whole minutes.
 */
export function upfrontFee(rate: number, count: number, ms: number): string {
  // A cent is a hundred ten-thousandths, an hour sixty minutes; all numbers are whole and below 2^53.
  const cents = Math.round((rate * count * (ms / MINUTE_MS)) / 6_000);
  return (cents / 100).toFixed(2);
}
