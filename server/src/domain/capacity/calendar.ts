/**
 * The calendar of reserved capacity. Every plan ends at 11:30 UTC, and those that do not start at once start at 11:30
 * UTC too (documented), so that a day of the market runs from one 11:30 to the next, and counts from the epoch.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../duration.ts';

const TURN_MS = 11 * HOUR_MS + 30 * MINUTE_MS;

/** How long after the search capacity that is free now can be had (documented: about 30 minutes). */
const LEAD_MS = 30 * MINUTE_MS;

/** The day that an instant lies in. */
export const dayOf = (at: number): number => Math.floor((at - TURN_MS) / DAY_MS);

/** When a day begins, and the one before it ends. */
export const dayStart = (day: number): number => day * DAY_MS + TURN_MS;

/** The first day that begins at that instant or later. */
export const firstDayFrom = (at: number): number => Math.ceil((at - TURN_MS) / DAY_MS);

/** When a plan that is bought now starts: the first whole minute after the lead (observed: 31 minutes at 11:08:27). */
export const immediateStart = (now: number): number => Math.ceil((now + LEAD_MS) / MINUTE_MS) * MINUTE_MS;

/** The whole days that a number of hours is rounded up to (documented). */
export const daysOf = (hours: number): number => Math.ceil(hours / 24);

/** A length of time as the API gives it. */
export const hoursAndMinutes = (ms: number): { DurationHours: number; DurationMinutes: number } => ({
  DurationHours: Math.floor(ms / HOUR_MS),
  DurationMinutes: Math.floor((ms % HOUR_MS) / MINUTE_MS),
});
