import { HOUR_MS, MINUTE_MS } from '../duration.ts';
import type { Block, Target } from './offering.ts';

/**
 * What a plan costs: the rate, for each instance (or UltraServer) and each hour that can be used. From a cluster the
 * instances are taken an hour before a block ends, from a training job half an hour (documented), and that time is not
 * charged: five fees observed of plans for clusters are all rate x instances x (hours - 1). For the other targets no
 * such end is documented, and all of the time is charged (our choice).
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

/** How long a plan of these blocks can be used. */
export const usableMs = (blocks: readonly Block[], targets: readonly Target[]): number =>
  blocks.reduce((sum, { startAt, endAt }) => sum + endAt - startAt - unusedMs(targets), 0);

/** The fee with its cents. `rate` is in ten-thousandths of a USD an hour, `ms` in whole minutes. */
export function upfrontFee(rate: number, count: number, ms: number): string {
  // A cent is a hundred ten-thousandths, an hour sixty minutes; all numbers are whole and below 2^53.
  const cents = Math.round((rate * count * (ms / MINUTE_MS)) / 6_000);
  return (cents / 100).toFixed(2);
}
