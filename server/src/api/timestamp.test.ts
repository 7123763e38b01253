import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimestamp } from './timestamp.ts';

const cases: ReadonlyArray<readonly [sentence: string, json: unknown, expected: number | undefined]> = [
  ['a number is epoch seconds', 1412195400, 1412195400000],
  ['fractions count to the millisecond', 1763942400.123, 1763942400123],
  ['finer fractions are rounded', 0.0016, 2],
  ['instants before 1970 are negative', -1.5, -1500],
  ['a string of digits is epoch seconds', '1412195400', 1412195400000],
  ['a string of digits may have a fraction', '1412195400.5', 1412195400500],
  ['a date is its midnight in UTC', '2014-10-01', 1412121600000],
  ['a date and time in UTC', '2014-10-01T20:30:00.000Z', 1412195400000],
  ['a date and time without fraction', '2014-10-01T20:30:00Z', 1412195400000],
  ['a date and time with an offset', '2014-10-01T12:30:00-08:00', 1412195400000],
  ['the 29th of February in a leap year', '2024-02-29', 1709164800000],
  ['the farthest instant', 8.64e12, 8.64e15],
  ['an instant farther than that', 8.64e12 + 1, undefined],
  ['infinity', Number.POSITIVE_INFINITY, undefined],
  ['the 29th of February in another year', '2023-02-29', undefined],
  ['the 31st of February', '2014-02-31T00:00:00Z', undefined],
  ['a 13th month', '2014-13-01', undefined],
  ['a 25th hour', '2014-10-01T25:00:00Z', undefined],
  ['a date and time without offset', '2014-10-01T20:30:00', undefined],
  ['words', 'yesterday', undefined],
  ['an empty string', '', undefined],
  ['digits without end', '9'.repeat(400), undefined],
  ['a boolean', true, undefined],
  ['an object', {}, undefined],
];
for (const [sentence, json, expected] of cases) {
  test(`${sentence} is ${expected === undefined ? 'no timestamp' : 'a timestamp'}`, () => {
    assert.equal(parseTimestamp(json), expected);
  });
}
