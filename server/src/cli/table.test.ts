import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, fitting, pairLines, tableLines } from './table.ts';

const rows = [
  { name: 'a', status: 'Running' },
  { name: 'longer', status: '' },
];
const columns: readonly Column<(typeof rows)[number]>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'STATUS', of: ({ status }) => status, colour: () => 'green', spare: 1 },
];

test('columns are as wide as what is widest in them, and no line ends in blanks', () => {
  assert.deepEqual(tableLines(columns, rows, { coloured: false }), [
    'NAME    STATUS',
    'a       Running',
    'longer',
  ]);
});

test('colours change no width', () => {
  const lines = tableLines(columns, rows, { coloured: true });
  assert.deepEqual(
    lines.map((line) => line.replace(/\x1b\[\d+m/g, '').trimEnd()),
    tableLines(columns, rows, { coloured: false }),
  );
  assert.equal(lines[1], 'a       \x1b[32mRunning\x1b[39m');
});

test('lines are cut to the width of the terminal', () => {
  assert.deepEqual(tableLines(columns, rows, { coloured: false, width: 10 }), [
    'NAME    ST',
    'a       Ru',
    'longer',
  ]);
});

test('spare columns go where there is no room', () => {
  assert.deepEqual(
    fitting(columns, rows, 15).map(({ title }) => title),
    ['NAME', 'STATUS'],
  );
  assert.deepEqual(
    fitting(columns, rows, 14).map(({ title }) => title),
    ['NAME'],
  );
  assert.deepEqual(
    fitting(columns, rows, 1).map(({ title }) => title),
    ['NAME'],
  );
});

test('what the server says cannot move the cursor', () => {
  assert.deepEqual(
    pairLines([
      ['a', 'x\n\x1b[2Jy'],
      ['bc', 'z'],
    ]),
    ['a   x [2Jy', 'bc  z'],
  );
});
