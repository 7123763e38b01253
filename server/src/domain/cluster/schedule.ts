import type { GroupSpec } from './cluster.ts';
import { nextCronAt } from './cron.ts';
import { nextReleaseAt } from './release.ts';
import { scheduleRefusals } from './update-messages.ts';

/**
 * When a group's software is next updated by itself: at the next time of its ScheduledUpdateConfig, or at the
 * NextPatchDate of its AutoPatchConfig, whichever comes first. Where an AutoPatchConfig gives no date, the day
 * of the next release is it (that the service sets one is documented; which one is our choice).
 */

/** The next time after `now`; undefined: none is set. Refuses an expression that is none and a date gone by. */
export function nextScheduledUpdateAt(spec: GroupSpec, now: number): number | undefined {
  const expression = spec.ScheduledUpdateConfig?.ScheduleExpression;
  const cronAt = expression === undefined ? undefined : nextCronAt(expression, now);
  const givenAt = patchDateOf(spec);
  if (givenAt !== undefined && givenAt <= now) throw scheduleRefusals.patchDatePast(givenAt, now);
  const patchAt = givenAt ?? (spec.AutoPatchConfig === undefined ? undefined : nextReleaseAt(now));
  return cronAt === undefined || patchAt === undefined ? (cronAt ?? patchAt) : Math.min(cronAt, patchAt);
}

export const patchDateOf = (spec: GroupSpec): number | undefined =>
  spec.AutoPatchConfig?.PatchSchedule?.NextPatchDate;

/** The group's settings with another patch date, or none. */
export function withPatchDate(spec: GroupSpec, date: number | undefined): GroupSpec {
  if (spec.AutoPatchConfig === undefined) return spec;
  const PatchSchedule = date === undefined ? undefined : { NextPatchDate: date };
  return { ...spec, AutoPatchConfig: { ...spec.AutoPatchConfig, PatchSchedule } };
}
