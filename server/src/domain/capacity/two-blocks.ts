import { dayStart } from './calendar.ts';
import type { FreeZone } from './free-zone.ts';
import type { Block } from './offering.ts';
import type { Window } from './window.ts';

/**
 * The ways to have so many days in two blocks, for where no zone has them in one. The first block is as long as it can
 * be, and the second comes as soon as it can (our choice). Both lie in one zone or, where the plan may move, in any.
 *
 * A start that has all the days in a row is passed over, for that is an offering of one block. So in the zone of the
 * first block the second never begins where the first ends.
 */
export function twoBlocks(
  days: number,
  immediate: readonly number[],
  window: Window,
  zones: readonly FreeZone[],
  isOneZone: boolean,
  most: number,
): (readonly Block[])[] {
  const lanes = isOneZone ? zones.map((zone) => [zone]) : [zones];
  return lanes
    .flatMap((lane) => inLane(days, immediate, window, lane, most))
    .sort((a, b) => a[0]!.startAt - b[0]!.startAt || a[1]!.endAt - b[1]!.endAt)
    .slice(0, most);
}

/** The beginning of a first block. */
interface Opening {
  readonly startAt: number;
  /** Its first whole day. */
  readonly day: number;
  readonly zones: readonly FreeZone[];
  /** The whole days that are needed, and the fewest of them in the first block. */
  readonly days: number;
  readonly fewest: 0 | 1;
}

/** The zones that two blocks can be in together, with the longest run in any of them from each day on. */
interface Lane {
  readonly zones: readonly FreeZone[];
  readonly longest: readonly number[];
  /** From each day on, the longest of the runs that begin then or later. */
  readonly later: readonly number[];
}

function inLane(
  days: number,
  immediate: readonly number[],
  window: Window,
  zones: readonly FreeZone[],
  most: number,
): (readonly Block[])[] {
  const longest = Array.from({ length: window.starts }, (_, day) => longestRun(zones, day));
  const later = [...longest];
  for (let i = later.length - 2; i >= 0; i -= 1) later[i] = Math.max(later[i]!, later[i + 1]!);
  const found: (readonly Block[])[] = [];
  for (const opening of openings(days, immediate, window, zones)) {
    const blocks = completed(opening, { zones, longest, later }, window.firstDay);
    if (blocks !== undefined) found.push(blocks);
    if (found.length === most) break;
  }
  return found;
}

const longestRun = (zones: readonly FreeZone[], day: number): number =>
  zones.reduce((longest, { runs }) => Math.max(longest, runs[day] ?? 0), 0);

function* openings(
  days: number,
  immediate: readonly number[],
  { immediateAt, firstDay, starts }: Window,
  zones: readonly FreeZone[],
): Generator<Opening> {
  const [whole = 0] = immediate;
  const freeNow = zones.filter(({ isFreeNow }) => isFreeNow);
  if (whole > 0) yield { startAt: immediateAt!, day: 0, zones: freeNow, days: whole, fewest: 0 };
  for (let day = 0; day < starts; day += 1)
    yield { startAt: dayStart(firstDay + day), day, zones, days, fewest: 1 };
}

/** The opening with a second block; undefined where there is none, or none is needed. */
function completed(
  { startAt, day, zones, days, fewest }: Opening,
  lane: Lane,
  firstDay: number,
): readonly Block[] | undefined {
  const run = longestRun(zones, day);
  if (zones.length === 0 || run >= days) return undefined;
  for (let length = run; length >= fewest; length -= 1) {
    const rest = days - length;
    const second = firstRun(lane, day + length, rest);
    if (second === undefined) continue;
    return [
      { zone: zoneWith(zones, day, length), startAt, endAt: dayStart(firstDay + day + length) },
      {
        zone: zoneWith(lane.zones, second, rest),
        startAt: dayStart(firstDay + second),
        endAt: dayStart(firstDay + second + rest),
      },
    ];
  }
  return undefined;
}

/** The first day from one on that has a run of so many. */
function firstRun({ longest, later }: Lane, from: number, days: number): number | undefined {
  if ((later[from] ?? 0) < days) return undefined;
  let day = from;
  while (longest[day]! < days) day += 1;
  return day;
}

const zoneWith = (zones: readonly FreeZone[], day: number, days: number): string =>
  zones.find(({ runs }) => (runs[day] ?? 0) >= days)!.zone;
