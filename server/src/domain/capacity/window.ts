import { DAY_MS, HOUR_MS } from '../duration.ts';
import type { Asked } from './asked.ts';
import { dayOf, dayStart, firstDayFrom, immediateStart } from './calendar.ts';

/** The part of the calendar in which the blocks of an offering may lie. */
export interface Window {
  /** When capacity that is free now can be had, where that may be the start. */
  readonly immediateAt?: number;
  /** The first day that begins within it. All other days are counted from this one. */
  readonly firstDay: number;
  /** How many of its days may be a block's first. */
  readonly starts: number;
  /** How many days may be part of a block. */
  readonly days: number;
}

/** `aheadMs`: how far ahead a block may begin. */
export function windowOf(
  { startAfter, endBefore, days }: Pick<Asked, 'startAfter' | 'endBefore' | 'days'>,
  now: number,
  aheadMs: number,
): Window {
  const soonest = immediateStart(now);
  const begin = Math.max(soonest, startAfter);
  const firstDay = firstDayFrom(begin);
  const isImmediate = begin === soonest && dayStart(firstDay) !== soonest && dayStart(firstDay) <= endBefore;
  const lastStart = dayOf(now + aheadMs);
  const lastDay = Number.isFinite(endBefore) ? dayOf(endBefore) - 1 : Number.POSITIVE_INFINITY;
  return {
    ...(isImmediate && { immediateAt: soonest }),
    firstDay,
    starts: Math.max(0, Math.min(lastStart, lastDay) - firstDay + 1),
    days: Math.max(0, Math.min(lastStart + days - 1, lastDay) - firstDay + 1),
  };
}

/**
 * How many whole days may follow on the part of today that an immediate start has: a day less than asked, where that
 * still makes the hours asked, and as many (observed: 15 h 51 min and 39 h 51 min for 15 h). `leastMs`: no block is
 * shorter.
 */
export function immediateDays(
  { hours, days }: Pick<Asked, 'hours' | 'days'>,
  { immediateAt, firstDay, days: room }: Window,
  leastMs: number,
  daysMax: number,
): readonly number[] {
  if (immediateAt === undefined) return [];
  const partMs = dayStart(firstDay) - immediateAt;
  return [days - 1, days].filter((whole) => {
    const ms = whole * DAY_MS + partMs;
    return whole <= room && ms >= Math.max(hours * HOUR_MS, leastMs) && ms <= daysMax * DAY_MS;
  });
}
