import { HOUR_MS, MINUTE_MS } from './calendar.ts';
import type { Block, Target } from './offering.ts';

/**
 * What a plan costs: the rate, for each instance (or UltraServer) and each hour that can be used. From a cluster the
 * instances are taken an hour before a block ends, from a training job half an hour (documented), and neither is
 * charged: five fees observed of plans for clusters are all rate x instances x (hours - 1). For the other targets no
 * such end is documented, and all of the time is charged (our choice).
 */
const UNUSED_MS: Readonly<Record<Target, number>> = {
  'hyperpod-cluster': HOUR_MS,
  'training-job': 30 * MINUTE_MS,
  endpoint: 0,
  'studio-apps': 0,
};

/** The time of a block that can be used; for several targets the longest of theirs. */
export const usableMs = ({ startAt, endAt }: Block, targets: readonly Target[]): number =>
  endAt - startAt - Math.min(...targets.map((target) => UNUSED_MS[target]));

/** The fee with its cents. `rate` is in ten-thousandths of a USD an hour. */
export function upfrontFee(
  rate: number,
  count: number,
  blocks: readonly Block[],
  targets: readonly Target[],
): string {
  const minutes = blocks.reduce((sum, block) => sum + usableMs(block, targets), 0) / MINUTE_MS;
  // Whole numbers below 2^53 all the way: a cent is a hundred ten-thousandths, an hour sixty minutes.
  const cents = Math.round((rate * count * minutes) / 6_000);
  return (cents / 100).toFixed(2);
}
