import type { Random } from '../random.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { dayOf, dayStart } from './calendar.ts';
import { type Market, marketZones, type SupplyStep } from './market.ts';
import { supplyKey } from './market-change.ts';
import { stretchEnd, supplyCurve, supplyOnDay } from './seeded-supply.ts';

/**
 * How much of a type is free, as a list of steps in order of time: what the seed says, over it what the market's
 * description says, over it what was changed since, and of all that what is not booked. It may be negative where supply
 * was taken away after it was sold.
 */
export interface Shelf {
  readonly market: Market;
  readonly state: State;
  readonly random: Random;
  readonly world: World;
  readonly instanceType: string;
}

/** The supply of one zone over a while, whatever is booked. */
export function supplySteps(shelf: Shelf, zone: string, from: number, until: number): SupplyStep[] {
  const { market, state, instanceType } = shelf;
  const seeded = market.isSeeded ? seededSteps(shelf, zone, from, until) : [{ from, until, count: 0 }];
  const key = supplyKey(zone, instanceType);
  const described = overlaid(seeded, market.supply.get(key) ?? []);
  return overlaid(described, state.get('marketSupply', key)?.steps ?? []);
}

/** What is free of it. */
export const freeSteps = (shelf: Shelf, zone: string, from: number, until: number): SupplyStep[] =>
  shelf.state.plans
    .booked(shelf.world, shelf.instanceType, zone)
    .leftOf(supplySteps(shelf, zone, from, until));

function seededSteps(
  { market, random, world, instanceType }: Shelf,
  zone: string,
  from: number,
  until: number,
) {
  const curve = supplyCurve(random, world.region, marketZones(market, world.region), zone, instanceType);
  const steps: SupplyStep[] = [];
  for (let [at, day] = [from, dayOf(from)]; at < until; ) {
    const next = stretchEnd(curve, day);
    const end = Math.min(until, dayStart(next));
    steps.push({ from: at, until: end, count: supplyOnDay(curve, day) });
    [at, day] = [end, next];
  }
  return steps;
}

/** The steps below, with those above in their place where there are any. */
export function overlaid(below: readonly SupplyStep[], above: readonly SupplyStep[]): SupplyStep[] {
  if (above.length === 0) return [...below];
  const steps: SupplyStep[] = [];
  let next = below.length === 0 ? 0 : firstEndingAfter(above, below[0]!.from);
  for (const { from, until, count } of below) {
    let at = from;
    for (let step = above[next]; step !== undefined && step.from < until; step = above[next]) {
      if (step.from > at) steps.push({ from: at, until: step.from, count });
      const end = Math.min(step.until, until);
      steps.push({ from: Math.max(at, step.from), until: end, count: step.count });
      at = end;
      if (step.until > until) break;
      next += 1;
    }
    if (at < until) steps.push({ from: at, until, count });
  }
  return steps;
}

/** The place of the first step that ends after an instant. */
function firstEndingAfter(steps: readonly SupplyStep[], at: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]!.until > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The least that is free at any instant of a while that the steps cover. */
export function leastFree(steps: readonly SupplyStep[], from: number, until: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const step of steps) if (step.from < until && step.until > from) least = Math.min(least, step.count);
  return least;
}

/** The least that is free on each of some days in a row. */
export function leastByDay(steps: readonly SupplyStep[], firstDay: number, days: number): Float64Array {
  const least = new Float64Array(days).fill(Number.POSITIVE_INFINITY);
  for (const { from, until, count } of steps) {
    const last = Math.min(days - 1, dayOf(until - 1) - firstDay);
    for (let i = Math.max(0, dayOf(from) - firstDay); i <= last; i += 1)
      least[i] = Math.min(least[i]!, count);
  }
  return least;
}
