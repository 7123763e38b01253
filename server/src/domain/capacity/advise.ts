import type { Context } from '../context.ts';
import { DAY_MS, HOUR_MS } from '../duration.ts';
import { ADVISED_DAYS_MORE, PLAN_DAYS_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Asked } from './asked.ts';
import { upfrontFee, usableMs } from './fee.ts';
import { findOffers } from './find-offers.ts';
import { marketZones, rateOf } from './market.ts';
import type { Block, Target } from './offering.ts';

/** One way to have what is needed. */
export interface Advice {
  readonly target: Target;
  readonly blocks: readonly Block[];
  /** What DurationHours has to be in the search that offers it. */
  readonly durationHours: number;
  /** How much of it can be used: instances are taken some time before each block ends. */
  readonly usableMs: number;
  readonly upfrontFee: string;
}

/** What a piece of advice is ranked by. */
export const advicePriorities = ['fee', 'start', 'continuity'] as const;
export type AdvicePriority = (typeof advicePriorities)[number];

/**
 * Everything that has the hours needed, over targets, durations and zones, where a search answers one question at a
 * time. A search says how long a plan lasts; here the hours are those that can be used. So a day of work on a cluster
 * takes two days, or a part of today and one.
 */
export function advise(
  state: State,
  world: World,
  asked: Asked,
  context: Context,
  by: readonly AdvicePriority[],
): Advice[] {
  const type = asked.ultraServer?.type ?? asked.instanceType;
  const rate = rateOf(context.market, state, world.region, type);
  const count = asked.ultraServer?.count ?? asked.instanceCount;
  const found = new Map<string, Advice>();
  for (const target of asked.targets) {
    for (const { blocks, hours } of sweep(state, world, { ...asked, targets: [target] }, context)) {
      const usable = usableMs(blocks, [target]);
      if (usable < asked.hours * HOUR_MS) continue;
      const key = `${target} ${blocks.map(({ zone, startAt, endAt }) => `${zone} ${startAt} ${endAt}`).join(' ')}`;
      if (found.has(key)) continue;
      const fee = upfrontFee(rate, count, usable);
      found.set(key, { target, blocks, durationHours: hours, usableMs: usable, upfrontFee: fee });
    }
  }
  return [...found.values()].sort(rankedBy([...by, ...advicePriorities]));
}

/** The offers of each duration that may do, and of each zone by itself. */
function* sweep(
  state: State,
  world: World,
  asked: Asked,
  context: Context,
): Generator<{ readonly blocks: readonly Block[]; readonly hours: number }> {
  const zones = [undefined, ...marketZones(context.market, world.region)];
  const last = Math.min(asked.days + ADVISED_DAYS_MORE, PLAN_DAYS_MAX);
  for (let days = asked.days; days <= last; days += 1) {
    const hours = days === asked.days ? asked.hours : days * 24;
    for (const zone of zones)
      for (const blocks of findOffers(state, world, { ...asked, days, hours }, context, zone))
        yield { blocks, hours };
  }
}

const differences: Readonly<Record<AdvicePriority, (a: Advice, b: Advice) => number>> = {
  fee: (a, b) => Number(a.upfrontFee) - Number(b.upfrontFee),
  start: (a, b) => a.blocks[0]!.startAt - b.blocks[0]!.startAt,
  continuity: (a, b) => a.blocks.length - b.blocks.length || lasts(a) - lasts(b),
};

/** From the first start to the last end. */
const lasts = ({ blocks }: Advice): number => (blocks.at(-1)!.endAt - blocks[0]!.startAt) / DAY_MS;

function rankedBy(priorities: readonly AdvicePriority[]): (a: Advice, b: Advice) => number {
  return (a, b) => {
    for (const priority of priorities) {
      const difference = differences[priority](a, b);
      if (difference !== 0) return difference;
    }
    return a.blocks[0]!.zone < b.blocks[0]!.zone ? -1 : 1;
  };
}
