import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, dayStart, daysOf, firstDayFrom, hoursAndMinutes, immediateStart } from './calendar.ts';

const iso = (at: number): string => new Date(at).toISOString();

test('what can be had at once starts at the first whole minute after half an hour', async (t) => {
  const table: Record<string, [now: string, start: string]> = {
    'the documented sample': ['2026-01-05T11:08:27-08:00', '2026-01-05T11:39:00-08:00'],
    'a whole minute': ['2026-01-05T09:00:00Z', '2026-01-05T09:30:00Z'],
    'a millisecond more': ['2026-01-05T09:00:00.001Z', '2026-01-05T09:31:00Z'],
    'over midnight': ['2026-12-31T23:45:10Z', '2027-01-01T00:16:00Z'],
  };
  for (const [name, [now, start]] of Object.entries(table))
    await t.test(name, () => assert.equal(iso(immediateStart(Date.parse(now))), iso(Date.parse(start))));
});

test('a day runs from 11:30 UTC to 11:30 UTC', async (t) => {
  const table: Record<string, [at: string, start: string, next: string]> = {
    'in the morning': ['2026-03-01T11:29:59.999Z', '2026-02-28T11:30:00Z', '2026-03-01T11:30:00Z'],
    'at the turn': ['2026-03-01T11:30:00Z', '2026-03-01T11:30:00Z', '2026-03-01T11:30:00Z'],
    'after it': ['2026-03-01T11:30:00.001Z', '2026-03-01T11:30:00Z', '2026-03-02T11:30:00Z'],
    'a leap day': ['2028-02-29T23:00:00Z', '2028-02-29T11:30:00Z', '2028-03-01T11:30:00Z'],
    'where a clock elsewhere goes back': [
      '2026-11-01T12:00:00-04:00',
      '2026-11-01T11:30:00Z',
      '2026-11-02T11:30:00Z',
    ],
    'before the epoch': ['1969-12-31T12:00:00Z', '1969-12-31T11:30:00Z', '1970-01-01T11:30:00Z'],
  };
  for (const [name, [at, start, next]] of Object.entries(table)) {
    await t.test(name, () => {
      assert.equal(iso(dayStart(dayOf(Date.parse(at)))), iso(Date.parse(start)));
      assert.equal(iso(dayStart(firstDayFrom(Date.parse(at)))), iso(Date.parse(next)));
    });
  }
});

test('hours are rounded up to whole days', () => {
  const days = [1, 15, 23, 24, 25, 48, 168, 4_367, 4_368, 4_369].map(daysOf);
  assert.deepEqual(days, [1, 1, 1, 1, 2, 2, 7, 182, 182, 183]);
});

test('a length is told in whole hours and the minutes that are left', () => {
  const between = (start: string, end: string) => hoursAndMinutes(Date.parse(end) - Date.parse(start));
  assert.deepEqual(between('2026-01-05T11:39:00-08:00', '2026-01-06T03:30:00-08:00'), {
    DurationHours: 15,
    DurationMinutes: 51,
  });
  assert.deepEqual(between('2026-01-05T11:39:00-08:00', '2026-01-07T03:30:00-08:00'), {
    DurationHours: 39,
    DurationMinutes: 51,
  });
  assert.deepEqual(between('2026-01-06T11:30:00Z', '2026-01-07T11:30:00Z'), {
    DurationHours: 24,
    DurationMinutes: 0,
  });
});
