import { DAY_MS } from '../domain/duration.ts';
import type { Json } from './client.ts';
import { planColour } from './status-colour.ts';
import { fitting, paint, tableLines } from './table.ts';

/**
 * Plans as a calendar: weeks as columns, a sign for each day (of UTC), blocks as bars. A block is there on the day it
 * starts and on each day at whose noon it runs, so that a day from 11:30 to 11:30 is one sign.
 */
const DAYS_PER_WEEK = 7;
/** A week and the line before it. */
const WEEK_WIDTH = DAYS_PER_WEEK + 1;
/** Monday, 5 January 1970. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** What a block looks like; `legend` says it in words. */
const signs: Readonly<Record<string, string>> = {
  Pending: '?',
  Scheduled: '=',
  Active: '#',
  Expired: '-',
  Failed: 'x',
};
export const legend = '# active  = scheduled  ? pending  - over  x failed  . nothing';

export interface Calendar {
  /** Begins weeks: the Monday on or before it is the first. */
  readonly from: number;
  /** Of the terminal. */
  readonly width: number;
  readonly coloured: boolean;
}

interface Row {
  readonly plan: Json;
}

/** The Monday that a week begins with, at 00:00 UTC. */
export const mondayOf = (at: number): number => {
  const week = DAYS_PER_WEEK * DAY_MS;
  return Math.floor((at - FIRST_MONDAY_MS) / week) * week + FIRST_MONDAY_MS;
};

/** The calendar as lines: a header, a line for each plan, and for each instance type what is reserved week by week. */
export function calendarLines(plans: readonly Json[], { from, width, coloured }: Calendar): string[] {
  const columns = [
    { title: 'PLAN', of: ({ plan }: Row) => plan.name },
    {
      title: 'STATUS',
      of: ({ plan }: Row) => plan.status,
      colour: ({ plan }: Row) => planColour(plan.status),
      spare: 3,
    },
    { title: 'FOR', of: ({ plan }: Row) => plan.targets.join(', '), spare: 1 },
    { title: 'TYPE', of: ({ plan }: Row) => typeText(plan), spare: 2 },
    { title: 'IN USE', of: ({ plan }: Row) => `${plan.inUse}/${plan.total}` },
  ];
  const rows = plans.map((plan) => ({ plan }));
  const shown = fitting(columns, rows, Math.max(0, width - 2 * WEEK_WIDTH - 1));
  const [head, ...labels] = tableLines(shown, rows, { coloured: false });
  const left = Math.max(...[head!, ...labels].map((line) => line.length)) + 1;
  const weeks = weeksOf(plans, from, width - left - 1);
  const heads = weeks.map((week) => `|${weekTitle(week)}`).join('');
  return [
    paint(`${head!.padEnd(left)}${heads}|`, 'bold', coloured),
    ...plans.map((plan, i) => labels[i]!.padEnd(left) + barsOf(plan, weeks, coloured)),
    ...reservedLines(plans, weeks, left),
  ];
}

const typeText = ({ instanceType, total, ultraServer }: Json): string =>
  ultraServer === null ? `${total} ${instanceType}` : `${ultraServer.count} ${ultraServer.type}`;

/** As many weeks as there is room for, none after the last block, one at least. */
function weeksOf(plans: readonly Json[], from: number, room: number): readonly number[] {
  const first = mondayOf(from);
  const last = Math.max(first, ...plans.map(({ endAt }) => Date.parse(endAt) - 1));
  const needed = Math.floor((last - first) / (DAYS_PER_WEEK * DAY_MS)) + 1;
  const count = Math.max(1, Math.min(needed, Math.floor(room / WEEK_WIDTH)));
  return Array.from({ length: count }, (_, i) => first + i * DAYS_PER_WEEK * DAY_MS);
}

/** `08-03  `: a week's Monday. */
const weekTitle = (week: number): string => new Date(week).toISOString().slice(5, 10).padEnd(DAYS_PER_WEEK);

function barsOf({ blocks }: Json, weeks: readonly number[], coloured: boolean): string {
  const days = weeks.map((week) =>
    Array.from({ length: DAYS_PER_WEEK }, (_, day) => {
      const block = blocks.find((each: Json) => isOnDay(each, week + day * DAY_MS));
      return block === undefined ? '.' : paint(signs[block.status]!, planColour(block.status), coloured);
    }).join(''),
  );
  return `|${days.join('|')}|`;
}

function isOnDay({ startAt, endAt }: Json, day: number): boolean {
  const [start, end, noon] = [Date.parse(startAt), Date.parse(endAt), day + DAY_MS / 2];
  return (start >= day && start < day + DAY_MS) || (start <= noon && noon < end);
}

/** The most that is reserved of each instance type at any instant of each week. */
function reservedLines(plans: readonly Json[], weeks: readonly number[], left: number): string[] {
  const types = [...new Set<string>(plans.map(({ instanceType }) => instanceType))].sort();
  return types.map((type) => {
    const held = plans
      .filter(({ instanceType, status }) => instanceType === type && status !== 'Failed')
      .flatMap(({ blocks }) => blocks);
    const counts = weeks.map((week) => String(mostAtOnce(held, week) || '').padStart(DAYS_PER_WEEK));
    const label = `reserved ${type}`;
    return `${(label.length < left ? label : `${label.slice(0, left - 2)}…`).padEnd(left)}|${counts.join('|')}|`;
  });
}

function mostAtOnce(blocks: readonly Json[], week: number): number {
  const end = week + DAYS_PER_WEEK * DAY_MS;
  const here = blocks
    .map(({ startAt, endAt, total }) => ({ start: Date.parse(startAt), end: Date.parse(endAt), total }))
    .filter((block) => block.start < end && block.end > week);
  const instants = here.map(({ start }) => Math.max(start, week));
  const at = (instant: number): number =>
    here.reduce((sum, block) => sum + (block.start <= instant && instant < block.end ? block.total : 0), 0);
  return Math.max(0, ...instants.map(at));
}
