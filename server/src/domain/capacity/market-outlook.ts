import { dayOf, dayStart } from './calendar.ts';
import { freeSteps, type Shelf, supplySteps } from './free-capacity.ts';
import { marketZones, type SupplyStep } from './market.ts';

/** A week of the market in one zone: from one 11:30 UTC to another; the first is what is left of it. */
export interface MarketWeek {
  readonly from: number;
  readonly until: number;
  /** The least and the most that the zone has, sold or not. */
  readonly supplyLeast: number;
  readonly supplyMost: number;
  /** The least that is free: what can be had for the whole week. */
  readonly freeLeast: number;
  /** The most that is free at some time of the week. */
  readonly freeMost: number;
}

/** What there is of a type in each zone, week by week from an instant on. */
export function outlook(
  shelf: Shelf,
  from: number,
  weeks: number,
): { readonly zone: string; readonly weeks: readonly MarketWeek[] }[] {
  const bounds = Array.from({ length: weeks + 1 }, (_, i) =>
    i === 0 ? from : dayStart(dayOf(from) + i * 7),
  );
  return marketZones(shelf.market, shelf.world.region).map((zone) => ({
    zone,
    weeks: bounds.slice(1).map((until, i) => {
      const start = bounds[i]!;
      const supply = supplySteps(shelf, zone, start, until);
      const free = freeSteps(shelf, zone, start, until);
      return {
        from: start,
        until,
        supplyLeast: least(supply),
        supplyMost: most(supply),
        freeLeast: Math.max(0, least(free)),
        freeMost: Math.max(0, most(free)),
      };
    }),
  }));
}

const least = (steps: readonly SupplyStep[]): number => Math.min(...steps.map(({ count }) => count));
const most = (steps: readonly SupplyStep[]): number => Math.max(...steps.map(({ count }) => count));
