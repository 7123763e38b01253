import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeFailures,
  echoedValueLengthMax,
  messageLengthMax,
  remainderLengthMax,
} from './describe-failures.ts';
import type { Failure } from './validate.ts';

const missing = (path: string): Failure => ({ path, value: null, constraint: { type: 'required' } });
const tooLong = (value: unknown): Failure => ({
  path: 'x',
  value,
  constraint: { type: 'maxLength', limit: 1 },
});
const echoed = (value: unknown): string =>
  /^1 validation error detected: Value '(.*)' at/s.exec(describeFailures([tooLong(value)]))![1]!;

test('several failures are joined and counted', () => {
  assert.equal(
    describeFailures([missing('a'), missing('b')]),
    "2 validation errors detected: Value null at 'a' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'b' failed to satisfy constraint: Member must not be null",
  );
});

const limit = echoedValueLengthMax;
const echoes: ReadonlyArray<readonly [sentence: string, value: unknown, expected: string]> = [
  ['a value of the greatest length is repeated whole', 'v'.repeat(limit), 'v'.repeat(limit)],
  ['a longer one is cut', 'v'.repeat(limit + 1), `${'v'.repeat(limit)}…`],
  ['a cut does not split a surrogate pair', `${'v'.repeat(limit - 1)}😀`, `${'v'.repeat(limit - 1)}…`],
  ['a list is cut as a whole', Array(limit).fill('ab'), `${`[${'ab, '.repeat(limit)}`.slice(0, limit)}…`],
  ['a map reads as key=value', { a: 1, b: ['c', { d: true }] }, '{a=1, b=[c, {d=true}]}'],
];
for (const [sentence, value, expected] of echoes) {
  test(sentence, () => {
    assert.equal(echoed(value), expected);
  });
}

test('a huge value costs no more to repeat than a large one', () => {
  const start = performance.now();
  const huge = Array.from({ length: 1_000_000 }, () => ['x'.repeat(100)]);
  const built = performance.now();
  for (let i = 0; i < 100; i++) echoed(huge);
  assert.ok(performance.now() - built < Math.max(50, built - start));
});

test('a message stops at its limit and says how many failures it leaves out', () => {
  const message = describeFailures(Array.from({ length: 1000 }, () => tooLong('v'.repeat(1000))));
  assert.ok(message.length <= messageLengthMax, `${message.length}`);
  assert.ok(message.length > messageLengthMax - 700);
  const [, left] = /; and (\d+) more$/.exec(message)!;
  assert.equal(message.split('failed to satisfy').length - 1 + Number(left), 1000);
});

test('a message that just fits is complete, one with a character more is not', () => {
  const overhead = describeFailures([missing('a'), missing('')]).length;
  const pathLength = messageLengthMax - remainderLengthMax - overhead;
  const fits = describeFailures([missing('a'), missing('p'.repeat(pathLength))]);
  assert.equal(fits.length, messageLengthMax - remainderLengthMax);
  assert.ok(!fits.includes(' more'));
  const exceeds = describeFailures([missing('a'), missing('p'.repeat(pathLength + 1))]);
  assert.match(exceeds, /^2 validation errors detected: .*; and 1 more$/);
});

test('a single failure too long for any message is cut', () => {
  const alone = describeFailures([missing('p'.repeat(1_000_000))]);
  assert.ok(alone.length <= messageLengthMax && alone.endsWith('…'));
  const first = describeFailures([missing('p'.repeat(1_000_000)), missing('b')]);
  assert.ok(first.length <= messageLengthMax && first.endsWith('…; and 1 more'));
});
