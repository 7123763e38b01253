import { dayStart } from './calendar.ts';
import { freeSteps, leastByDay, leastFree, type Shelf } from './free-capacity.ts';
import { marketZones } from './market.ts';
import type { Window } from './window.ts';

/** Where in a window a zone has enough. */
export interface FreeZone {
  readonly zone: string;
  /** There is enough from the immediate start to the first day. */
  readonly isFreeNow: boolean;
  /** For each day of the window: on how many days in a row from it on there is enough. */
  readonly runs: Int32Array;
}

/** The zones of a region (or one alone), and where each has so many instances. */
export function freeZones(shelf: Shelf, instanceCount: number, window: Window, only?: string): FreeZone[] {
  const first = dayStart(window.firstDay);
  const from = window.immediateAt ?? first;
  const until = dayStart(window.firstDay + window.days);
  const zones = marketZones(shelf.market, shelf.world.region).filter((zone) => (only ?? zone) === zone);
  return zones.map((zone) => {
    const steps = freeSteps(shelf, zone, from, until);
    const isFreeNow = window.immediateAt !== undefined && leastFree(steps, from, first) >= instanceCount;
    return { zone, isFreeNow, runs: runsOf(leastByDay(steps, window.firstDay, window.days), instanceCount) };
  });
}

/** For each day, how many days in a row from it on have at least so much. */
function runsOf(least: Float64Array, wanted: number): Int32Array {
  const runs = new Int32Array(least.length);
  for (let i = least.length - 1; i >= 0; i -= 1) runs[i] = least[i]! < wanted ? 0 : (runs[i + 1] ?? 0) + 1;
  return runs;
}
