import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { operationShapes } from '../shapes/operations.ts';
import { membersOf, type Shape, type StringShape } from '../shapes/shape.ts';
import { compilePattern } from './pattern.ts';

/** Every string with a pattern that a request can carry. */
function stringsIn(shape: Shape): StringShape[] {
  switch (shape.type) {
    case 'string':
      return shape.pattern === undefined ? [] : [shape];
    case 'list':
      return stringsIn(shape.member);
    case 'map':
      return [...stringsIn(shape.key), ...stringsIn(shape.value)];
    case 'structure':
      return membersOf(shape).flatMap(([, member]) => stringsIn(member.shape));
    default:
      return [];
  }
}
const patterns = new Map(
  Object.values(operationShapes)
    .flatMap(({ input }) => stringsIn(input))
    .map(({ pattern, max }) => [pattern!, max ?? 64 * 1024]),
);

/** Beginnings that get past the fixed parts of some pattern; repetitions that its loops fight over; bad ends. */
const beginnings = ['', 'a', 'ab-', 's3://', 's3://a/', '/', 'fs-', 'i-', 'vol-', 'ami-', 'a/', 'a.a/']
  .concat('arn:aws', 'arn:aws:iam::123456789012:role/', 'arn:aws:eks:', 'arn:aws:sagemaker:')
  .concat('arn:aws:eks:us-west-2:123456789012:cluster/')
  .concat('arn:aws:sagemaker:us-west-2:123456789012:training-plan/', 'arn:aws:sagemaker:r:123456789012:');
const repetitions = ['a', 'A', '0', '-', '.', '/', ' ', 'a-', 'a.', 'a--', '0.', 'a/', '\n', 'é', '_.-a'];
const endings = ['', '!', '\n', '-', '/', '/\n', '\u2028'];

/** A few times what the slowest takes; a quadratic one takes more even at 1024 characters. */
const matchMsMax = 0.5;
/** A measurement counts only if it is this often above the limit: others use the machine as well. */
const attemptsMax = 20;

function isSlow(regExp: RegExp, text: string): boolean {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const start = performance.now();
    regExp.test(text);
    if (performance.now() - start < matchMsMax) return false;
  }
  return true;
}

test('no pattern of a request can be made slow by a string of the greatest length', () => {
  assert.ok(patterns.size > 20);
  for (const [pattern, lengthMax] of patterns) {
    const regExp = compilePattern(pattern);
    for (const beginning of beginnings) {
      for (const repetition of repetitions) {
        const body = (beginning + repetition.repeat(lengthMax)).slice(0, lengthMax - 1);
        for (const ending of endings) {
          if (!isSlow(regExp, body + ending)) continue;
          assert.fail(`${pattern} is slow for ${JSON.stringify(beginning + repetition)}…${ending}`);
        }
      }
    }
  }
});

/** Patterns with an equivalent: how a text begins that gets far, and what texts consist of. */
const replaced: Readonly<Record<string, [beginning: string, parts: string[]]>> = {
  '(https|s3)://([^/]+)/?(.*)': [
    's3://',
    ['s3', 'https', ':', '/', '//', '://', 'a', '\n', '\u2028', '😀', '.'],
  ],
  '[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?': ['a', ['a', '0', '-', '--', 'z9', 'A', '\n', '.', 'é']],
};
for (const [original, [beginning, parts]] of Object.entries(replaced)) {
  test(`a pattern with an equivalent accepts what the original accepts: ${original}`, () => {
    const literally = new RegExp(`^(?:${original})$`, 'u');
    const compiled = compilePattern(original);
    assert.notEqual(compiled.source, literally.source);
    const text = fc.array(fc.constantFrom(...parts), { maxLength: 8 });
    fc.assert(
      fc.property(text, fc.boolean(), (drawn, prefixed) => {
        const value = (prefixed ? beginning : '') + drawn.join('');
        assert.equal(compiled.test(value), literally.test(value), JSON.stringify(value));
      }),
      { numRuns: 2000 },
    );
  });
}

const matches: ReadonlyArray<readonly [sentence: string, pattern: string, value: string, matches: boolean]> =
  [
    ['the whole value must match, not a part', '[a-z]+', '1abc', false],
    ['alternatives are anchored together', 'a|b', 'ab', false],
    ['a line break at the end is part of the value', '[a-z]+', 'abc\n', false],
    ['letters of every script count as letters', '([\\p{L}]*)', 'Größe', true],
    [
      'a class of Java is one of JavaScript',
      'arn:[\\p{Alnum}\\-]+:lambda:[\\p{Alnum}\\-]+:[0-9]{12}:function:.*',
      'arn:aws:lambda:us-west-2:111122223333:function:login',
      true,
    ],
    ['a pattern illegal under u is still obeyed', '[a-z]+\\-\\d', 'us-1', true],
  ];
for (const [sentence, pattern, value, expected] of matches) {
  test(sentence, () => {
    assert.equal(compilePattern(pattern).test(value), expected);
  });
}
