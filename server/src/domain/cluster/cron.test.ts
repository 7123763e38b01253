import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextCronAt } from './cron.ts';

/** A Monday. */
const now = Date.UTC(2026, 7, 3, 12, 0);
const next = (expression: string, from = now): string | undefined => {
  const at = nextCronAt(expression, from);
  return at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 16)}`;
};

test('the next time of an expression', async (t) => {
  const table: Record<string, [meaning: string, next: string | undefined]> = {
    'cron(0 10 * * ? *)': ['every day at 10:00', '2026-08-04T10:00'],
    'cron(15 12 * * ? *)': ['every day at 12:15', '2026-08-03T12:15'],
    'cron(0 12 * * ? *)': ['now is not after now', '2026-08-04T12:00'],
    'cron(0 18 ? * MON-FRI *)': ['weekdays at 18:00', '2026-08-03T18:00'],
    'cron(0 8 1 * ? *)': ['the first of the month', '2026-09-01T08:00'],
    'cron(0/15 * * * ? *)': ['every 15 minutes', '2026-08-03T12:15'],
    'cron(0/10 * ? * MON-FRI *)': ['every 10 minutes on weekdays', '2026-08-03T12:10'],
    'cron(0/5 8-17 ? * MON-FRI *)': ['every 5 minutes of working hours', '2026-08-03T12:05'],
    'cron(0/30 20-2 ? * MON-FRI *)': ['every 30 minutes of the night', '2026-08-03T20:00'],
    'cron(0 9 ? * 2#1 *)': ['the first Monday of the month', '2026-09-07T09:00'],
    'cron(0 3 ? * 3#2 *)': ['the second Tuesday of the month', '2026-08-11T03:00'],
    'cron(0 10 ? * 6L 2019-2030)': ['the last Friday of the month', '2026-08-28T10:00'],
    'cron(15 10 ? * FRIL *)': ['the same by name', '2026-08-28T10:15'],
    'cron(0 3 ? * SUN *)': ['Sundays', '2026-08-09T03:00'],
    'cron(0 3 ? * 1 *)': ['1 is SUN', '2026-08-09T03:00'],
    'cron(0 3 ? * 7 *)': ['7 is SAT', '2026-08-08T03:00'],
    'cron(0 3 ? * L *)': ['the last day of the week is SAT', '2026-08-08T03:00'],
    'cron(0 3 ? * FRI-MON *)': ['over the end of the week', '2026-08-07T03:00'],
    'cron(0 3 ? * 2,4,6 *)': ['MON, WED, FRI', '2026-08-05T03:00'],
    'cron(0 3 ? * wed *)': ['names in small letters', '2026-08-05T03:00'],
    'cron(0 3 L * ? *)': ['the last day of the month', '2026-08-31T03:00'],
    'cron(0 3 LW * ? *)': ['the last weekday of the month', '2026-08-31T03:00'],
    'cron(0 3 15W * ? *)': ['the weekday nearest the 15th, a Saturday', '2026-08-14T03:00'],
    'cron(0 0 1 JAN,JUL ? *)': ['months by name', '2027-01-01T00:00'],
    'cron(0 0 1 */3 ? *)': ['every quarter', '2026-10-01T00:00'],
    'cron(0 0 29 2 ? *)': ['leap days', '2028-02-29T00:00'],
    'cron(0 12 1 1 ? 2030)': ['one year', '2030-01-01T12:00'],
    'cron(0 12 1 1 ? 2020)': ['a year gone by: never', undefined],
    'cron(0 12 30 2 ? *)': ['a day that is none: never', undefined],
  };
  for (const [expression, [meaning, expected]] of Object.entries(table)) {
    await t.test(`${expression}: ${meaning}`, () => assert.equal(next(expression), expected));
  }
});

test('what is no expression', async (t) => {
  const table: Record<string, RegExp> = {
    'rate(7 days)': /rate\(\.\.\.\) and at\(\.\.\.\) are not supported/,
    'at(2026-09-01T00:00:00)': /must be a cron expression/,
    '0 3 ? * SUN *': /must be a cron expression/,
    'cron(0 3 * * ?)': /must have 6 fields, and has 5/,
    'cron()': /must have 6 fields, and has 1/,
    'cron(0 3 * * * *)': /Exactly one of .* and neither is/,
    'cron(0 3 ? * ? *)': /Exactly one of .* and both are/,
    'cron(60 3 * * ? *)': /Field 1 \(minutes\) .* is '60'/,
    'cron(0 24 * * ? *)': /Field 2 \(hours\) .* is '24'/,
    'cron(0 3 32 * ? *)': /Field 3 \(day of month\)/,
    'cron(0 3 0 * ? *)': /Field 3/,
    'cron(0 3 L-3 * ? *)': /Field 3/,
    'cron(0 3 1 13 ? *)': /Field 4 \(month\)/,
    'cron(0 3 1 FOO ? *)': /Field 4/,
    'cron(0 3 ? * 0 *)': /Field 5 \(day of week\)/,
    'cron(0 3 ? * 8 *)': /Field 5/,
    'cron(0 3 ? * 2#6 *)': /Field 5/,
    'cron(0 3 ? * MONDAY *)': /Field 5/,
    'cron(0 3 1 * ? 1969)': /Field 6 \(year\)/,
    'cron(? 3 1 * ? *)': /Field 1/,
    'cron(0/0 3 1 * ? *)': /Field 1/,
    'cron(1,, 3 1 * ? *)': /Field 1/,
    'cron(1.5 3 1 * ? *)': /Field 1/,
  };
  for (const [expression, message] of Object.entries(table)) {
    await t.test(expression, () =>
      assert.throws(
        () => next(expression),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'ValidationException');
          assert.match(error.message, message);
          assert.match(error.message, /cron\(0 3 \? \* SUN \*\)/);
          return true;
        },
      ),
    );
  }
});
