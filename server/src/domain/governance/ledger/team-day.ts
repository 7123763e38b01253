import { DAY_MS, HOUR_MS } from '../../duration.ts';
import { TEAM_DAYS_MAX } from '../../limits.ts';
import { acceleratorsEach, type LendingPool, type PoolKey, poolAt } from './lending-pool.ts';
import type { MeteredStake, Rates, TeamMeter } from './team-meter.ts';

/** Accelerator-hours of one team on one day (UTC). GPU slices count by their share of compute slices. */
export interface TeamDay {
  readonly clusterId: string;
  readonly team: string;
  /** `2026-11-26` */
  readonly day: string;
  readonly guaranteed: number;
  readonly used: number;
  readonly borrowed: number;
  readonly lent: number;
  readonly lostToPreemption: number;
  readonly lostToFailures: number;
  /** Present on a team's newest row while it has quota or uses any: what runs up since the meter's `at`. */
  readonly meter?: TeamMeter;
}

/** A row whose meter runs. */
export type OpenDay = TeamDay & { readonly meter: TeamMeter };

/** Finds a pool of the cluster. */
export type PoolOf = (key: PoolKey) => LendingPool;

export const teamDayKey = ({ clusterId, team, day }: Pick<TeamDay, 'clusterId' | 'team' | 'day'>): string =>
  `${clusterId}/${team}/${day}`;

const midnightBefore = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

/** The day that was asked for last: nearly always it is the same again. */
let known = { from: Number.NaN, day: '' };

export function dayOf(at: number): string {
  if (!(at >= known.from && at < known.from + DAY_MS))
    known = { from: midnightBefore(at), day: new Date(at).toISOString().slice(0, 10) };
  return known.day;
}

/** The first day that is kept, today being one of them. */
export const firstDayKept = (now: number): string => dayOf(firstInstantKept(now));

const firstInstantKept = (now: number): number => midnightBefore(now) - (TEAM_DAYS_MAX - 1) * DAY_MS;

export const emptyDay = (clusterId: string, team: string, day: string): TeamDay => ({
  clusterId,
  team,
  day,
  guaranteed: 0,
  used: 0,
  borrowed: 0,
  lent: 0,
  lostToPreemption: 0,
  lostToFailures: 0,
});

/** The row as it stands without its meter. */
export function closed({ meter: _, ...row }: TeamDay): TeamDay {
  return row;
}

/**
 * The row and those that follow from it until now: closed at every midnight, the last one with the meter at `now`.
 * Days that are not kept any more are left out.
 */
export function carriedOn(row: OpenDay, now: number, poolOf: PoolOf): readonly [...TeamDay[], OpenDay] {
  const rows: TeamDay[] = [];
  const first = firstInstantKept(now);
  let current = row.meter.at < first ? nextDay(row, first, poolOf) : row;
  for (let midnight = midnightBefore(current.meter.at) + DAY_MS; midnight <= now; midnight += DAY_MS) {
    rows.push(closed(settled(current, midnight, poolOf)));
    current = nextDay(current, midnight, poolOf);
  }
  return [...rows, settled(current, now, poolOf)];
}

const nextDay = ({ clusterId, team, meter }: OpenDay, midnight: number, poolOf: PoolOf): OpenDay => ({
  ...emptyDay(clusterId, team, dayOf(midnight)),
  meter: meterAt(meter, midnight, poolOf),
});

/** What has run up until then is in the row; until then nothing about the team has changed. */
function settled(row: OpenDay, to: number, poolOf: PoolOf): OpenDay {
  const meter = meterAt(row.meter, to, poolOf);
  const hours = (to - row.meter.at) / HOUR_MS;
  let { borrowed, lent } = row;
  for (const [i, before] of row.meter.stakes.entries()) {
    const after = meter.stakes[i]!;
    const each = acceleratorsEach(before.resource);
    lent += before.idle * each * (after.lentHours - before.lentHours);
    borrowed += before.over * each * (after.borrowedHours - before.borrowedHours);
  }
  return {
    ...row,
    guaranteed: row.guaranteed + row.meter.guaranteed * hours,
    used: row.used + row.meter.used * hours,
    borrowed,
    lent,
    meter,
  };
}

/** A meter that runs at these rates from that instant on. */
export function meterAt(rates: Rates, at: number, poolOf: PoolOf): TeamMeter {
  const stakes = rates.stakes.map((stake): MeteredStake => {
    const { lentHours, borrowedHours } = poolAt(poolOf(stake), at);
    return { ...stake, lentHours, borrowedHours };
  });
  return { ...rates, at, stakes };
}
