import fc from 'fast-check';
import type { StringShape } from '../../src/shapes/shape.ts';

/** Texts that match the pattern of a shape. */
const pools = new Map<StringShape, readonly string[]>();

/** Texts that match the shape's pattern, drawn once a shape: always the same ones. */
export function poolOf(shape: StringShape): readonly string[] {
  let pool = pools.get(shape);
  if (pool === undefined) {
    const { min = 0, max = 200, pattern = '\\p{L}' } = shape;
    const drawn = /\\p|\(\?<?!/.test(pattern)
      ? anyTexts
      : fc.sample(matching(pattern), { numRuns: 30, seed: 1 });
    pool = drawn.filter((text) => text.length >= min && text.length <= max);
    if (pool.length === 0) pool = ['x'.repeat(Math.max(min, 1))];
    pools.set(shape, pool);
  }
  return pool;
}

const anyTexts = [
  '',
  'a',
  'Team',
  'é',
  '漢字',
  'a b',
  'a:b/c=d+e-f@g',
  '_',
  '١٢٣',
  'x'.repeat(128),
  '\u00a0',
];

const matching = (pattern: string): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^(?:${pattern})$`, 'u'));
