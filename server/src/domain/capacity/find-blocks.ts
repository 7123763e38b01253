import { DAY_MS, dayOf, dayStart, firstDayFrom, HOUR_MS, immediateStart } from './calendar.ts';
import type { Block } from './offering.ts';

/** What blocks are looked for. */
export interface Wanted {
  readonly now: number;
  readonly startAfter: number;
  readonly endBefore: number;
  /** As asked, before they are rounded. */
  readonly hours: number;
  readonly days: number;
  readonly instanceCount: number;
}

/** The part of the calendar in which they may lie. */
export interface Window {
  /** When capacity that is free now can be had, where that may be the start. */
  readonly immediateAt?: number;
  readonly firstDay: number;
  /** How many days from the first on may be a block's first. */
  readonly starts: number;
  /** How many days from the first on may be part of a block. */
  readonly days: number;
}

/** A zone's free capacity over a window. */
export interface ZoneRuns {
  readonly zone: string;
  /** There is enough from the immediate start to the first day. */
  readonly isFreeNow: boolean;
  /** For each day: on how many days from it on there is enough. */
  readonly runs: Int32Array;
  /** For each day: how much there is. */
  readonly least: Float64Array;
}

export const OFFERINGS_PER_SEARCH_MAX = 3;

export function windowOf({ now, startAfter, endBefore, days }: Wanted, horizonMs: number): Window {
  const soonest = immediateStart(now);
  const begin = Math.max(soonest, startAfter);
  const firstDay = firstDayFrom(begin);
  const isImmediate = begin === soonest && dayStart(firstDay) !== soonest;
  const lastStart = dayOf(now + horizonMs);
  const lastEnd = Number.isFinite(endBefore) ? dayOf(endBefore) : Number.POSITIVE_INFINITY;
  return {
    ...(isImmediate && { immediateAt: soonest }),
    firstDay,
    starts: Math.max(0, Math.min(lastStart, lastEnd - 1) - firstDay + 1),
    days: Math.max(0, Math.min(lastStart + days, lastEnd - 1) - firstDay + 1),
  };
}

/** For each day, how many days in a row from it on have at least so much. */
export function runsOf(least: Float64Array, wanted: number): Int32Array {
  const runs = new Int32Array(least.length);
  for (let i = least.length - 1; i >= 0; i -= 1) runs[i] = least[i]! < wanted ? 0 : (runs[i + 1] ?? 0) + 1;
  return runs;
}

/** A start and a length, and the zones that have the capacity. */
interface Slot {
  readonly startAt: number;
  readonly endAt: number;
  readonly zones: readonly ZoneRuns[];
}

/** The ways to have the time in one block, the earliest first. */
export function continuousBlocks(wanted: Wanted, window: Window, zones: readonly ZoneRuns[]): Block[][] {
  const slots: Slot[] = [];
  for (const slot of slotsInOrder(wanted, window, zones)) {
    if (slot.zones.length > 0) slots.push(slot);
    if (slots.length === OFFERINGS_PER_SEARCH_MAX) break;
  }
  return chooseZones(slots);
}

/**
 * Starts and lengths, the earliest first. At once there are a part of today and whole days after it: a day less than
 * asked where that still makes the hours asked, and as many (observed: 15 h 51 min and 39 h 51 min for 15 h).
 */
function* slotsInOrder(wanted: Wanted, window: Window, zones: readonly ZoneRuns[]): Generator<Slot> {
  const { immediateAt, firstDay } = window;
  if (immediateAt !== undefined) {
    for (const days of immediateDays(wanted, window)) {
      const free = zones.filter(({ isFreeNow, runs }) => isFreeNow && (days === 0 || runs[0]! >= days));
      yield { startAt: immediateAt, endAt: dayStart(firstDay + days), zones: free };
    }
  }
  for (let i = 0; i < window.starts; i += 1) {
    const free = zones.filter(({ runs }) => runs[i]! >= wanted.days);
    yield { startAt: dayStart(firstDay + i), endAt: dayStart(firstDay + i + wanted.days), zones: free };
  }
}

/** How many whole days may follow on a part of today. */
function immediateDays({ hours, days }: Wanted, { immediateAt, firstDay, days: room }: Window): number[] {
  const partMs = dayStart(firstDay) - immediateAt!;
  return [days - 1, days].filter((whole) => whole <= room && whole * DAY_MS + partMs >= hours * HOUR_MS);
}

/** A zone for each slot, rather one that was not named yet; what is left of the offerings are further zones of them. */
function chooseZones(slots: readonly Slot[]): Block[][] {
  const named = new Set<string>();
  const blocks = slots.map(({ startAt, endAt, zones }) => {
    const { zone } = zones.find((one) => !named.has(one.zone)) ?? zones[0]!;
    named.add(zone);
    return { zone, startAt, endAt };
  });
  for (const { startAt, endAt, zones } of slots) {
    for (const { zone } of zones) {
      if (blocks.length >= OFFERINGS_PER_SEARCH_MAX) break;
      const isThere = blocks.some(
        (block) => block.zone === zone && block.startAt === startAt && block.endAt === endAt,
      );
      if (!isThere) blocks.push({ zone, startAt, endAt });
    }
  }
  return blocks.sort((a, b) => a.startAt - b.startAt || a.endAt - b.endAt).map((block) => [block]);
}
