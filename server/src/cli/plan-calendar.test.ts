import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from './client.ts';
import { calendarLines, mondayOf } from './plan-calendar.ts';

const from = Date.parse('2026-08-05T14:00:00Z');
const block = (startAt: string, endAt: string, status = 'Scheduled', total = 1): Json => ({
  startAt: `2026-${startAt}:00Z`,
  endAt: `2026-${endAt}:00Z`,
  status,
  total,
});
const plan = (name: string, blocks: readonly Json[], change: object = {}): Json => ({
  name,
  status: blocks[0].status,
  targets: ['training-job'],
  instanceType: 'ml.p5.48xlarge',
  ultraServer: null,
  inUse: 0,
  total: blocks[0].total,
  startAt: blocks[0].startAt,
  endAt: blocks.at(-1).endAt,
  blocks,
  ...change,
});
/** What stands between the first and the last line, without the label. */
const bars = (line: string): string => line.slice(line.indexOf('|'));

test('a week begins on Monday', () => {
  assert.equal(new Date(mondayOf(from)).toISOString(), '2026-08-03T00:00:00.000Z');
  assert.equal(mondayOf(mondayOf(from)), mondayOf(from));
});

test('on which days a block is drawn', async (t) => {
  const table: Record<string, [blocks: readonly Json[], bars: string]> = {
    'a day from 11:30 to 11:30': [[block('08-04T11:30', '08-05T11:30')], '|.=.....|'],
    'a start after noon': [[block('08-04T15:00', '08-06T11:30', 'Active')], '|.##....|'],
    'a few hours of one day': [[block('08-04T01:00', '08-04T03:00')], '|.=.....|'],
    'over the end of the week': [[block('08-09T11:30', '08-11T11:30')], '|......=|=......|'],
    'two blocks, one over': [
      [block('08-03T11:30', '08-04T11:30', 'Expired'), block('08-06T11:30', '08-07T11:30')],
      '|-..=...|',
    ],
    'begun before the week': [[block('08-01T11:30', '08-04T11:30', 'Active')], '|#......|'],
  };
  for (const [sentence, [blocks, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const [, line] = calendarLines([plan('a', blocks)], { from, width: 100, coloured: false });
      assert.equal(bars(line!), expected);
    });
  }
});

test('what is reserved at once in a week is not the sum of what comes one after another', () => {
  const lines = calendarLines(
    [
      plan('a', [block('08-04T11:30', '08-05T11:30', 'Scheduled', 4)]),
      plan('b', [block('08-05T11:30', '08-12T11:30', 'Scheduled', 2)]),
      plan('c', [block('08-06T11:30', '08-07T11:30', 'Scheduled', 3)]),
      plan('d', [block('08-04T11:30', '08-20T11:30', 'Failed', 8)]),
    ],
    { from, width: 100, coloured: false },
  );
  assert.equal(bars(lines.at(-1)!), '|      5|      2|       |');
});

test('no line is wider than the terminal; where it is narrow columns go, and then weeks', () => {
  const long = plan('p5-november-training', [block('08-04T11:30', '12-20T11:30')]);
  for (const width of [200, 120, 80, 60, 48]) {
    const lines = calendarLines([long], { from, width, coloured: false });
    for (const line of lines) assert.ok(line.length <= width, `${line.length} of ${width}: ${line}`);
  }
  const [wide] = calendarLines([long], { from, width: 120, coloured: false });
  assert.match(wide!, /^PLAN +STATUS +FOR +TYPE +IN USE \|08-03 {2}\|08-10 /);
  const [narrow] = calendarLines([long], { from, width: 48, coloured: false });
  assert.match(narrow!, /^PLAN +IN USE \|08-03 {2}\|08-10 {2}\|$/);
});

test('colours have no width, and are there only where they are wanted', () => {
  const one = [plan('a', [block('08-04T11:30', '08-05T11:30', 'Active')])];
  const plain = calendarLines(one, { from, width: 80, coloured: false });
  const coloured = calendarLines(one, { from, width: 80, coloured: true });
  assert.ok(!plain.join('').includes('\x1b'));
  assert.ok(coloured.join('').includes('\x1b'));
  const stripped = coloured.map((line) => line.replaceAll(/\x1b\[\d+m/g, ''));
  assert.deepEqual(stripped, plain);
});
