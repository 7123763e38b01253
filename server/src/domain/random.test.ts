import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from './random.ts';

test('the same seed and name give the same numbers', () => {
  assert.equal(seededRandom(7)('node', 1).uuid(), seededRandom(7)('node', 1).uuid());
});

test('another seed, or another name, gives others', () => {
  const all = [seededRandom(7)('node', 1), seededRandom(8)('node', 1), seededRandom(7)('node', 2)];
  assert.equal(new Set(all.map((stream) => stream.hex(17))).size, 3);
});

test('a draw more in one stream does not shift another', () => {
  const random = seededRandom(7);
  const expected = random('b').next();
  random('a').next();
  random('a').next();
  assert.equal(random('b').next(), expected);
});

test('ids have the forms that the API asks for', () => {
  const stream = seededRandom(1)('forms');
  assert.match(stream.uuid(), /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/);
  assert.match(stream.alphanumeric(12), /^[a-z0-9]{12}$/);
  assert.match(stream.hex(17), /^[a-f0-9]{17}$/);
});

test('numbers spread evenly, and names that differ in one digit do not resemble each other', () => {
  const random = seededRandom(42);
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i += 1) buckets[random('spread', i).between(0, 9)]! += 1;
  for (const count of buckets) assert.ok(Math.abs(count - 1_000) < 150, `a bucket of ${count}`);
});

test('a hundred thousand instance ids are all different', () => {
  const random = seededRandom(3);
  const ids = new Set<string>();
  for (let i = 0; i < 100_000; i += 1) ids.add(random('instance', i).hex(17));
  assert.equal(ids.size, 100_000);
});

test('the digits of a seed stay what they were, with the zeros at the front of a word', () => {
  assert.equal(
    seededRandom(7)('hex').hex(64),
    '6617506bb6aa0762f9a61731997aac2a01c83fcbbf62b0a9cc6b310bd9e50ae4',
  );
  assert.equal(seededRandom(7)('hex', 1624).hex(8), '0002c2ae');
});

test('what a name and a seed give is what they give by the plainest reading of the rule', () => {
  const part = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer());
  const draw = fc.constantFrom<('uuid' | 'hex' | 'number')[]>('uuid', 'hex', 'number');
  fc.assert(
    fc.property(fc.array(part), fc.integer(), fc.array(draw), fc.nat(70), (name, seed, draws, length) => {
      const [stream, word] = [seededRandom(seed)(...name), plainWords(name.join('/'), seed)];
      for (const each of draws) {
        if (each === 'uuid') assert.equal(stream.uuid(), plainUuid(word));
        else if (each === 'hex') assert.equal(stream.hex(length), plainHex(word, length));
        else assert.equal(stream.next(), word() / 2 ** 32);
      }
    }),
    { numRuns: 1_000 },
  );
});

/** FNV-1a over the name, finished as in MurmurHash3. */
function plainHash(text: string, seed: number): number {
  let h = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Sfc32 over three hashes of the name, its first twelve words left out. */
function plainWords(name: string, seed: number): () => number {
  let [a, b, c] = [plainHash(name, seed), plainHash(name, seed ^ 0x9e3779b9), plainHash(name, ~seed)];
  let counter = 1;
  const word = (): number => {
    const t = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + t) >>> 0;
    return t;
  };
  for (let i = 0; i < 12; i += 1) word();
  return word;
}

function plainHex(word: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += word().toString(16).padStart(8, '0');
  return text.slice(0, length);
}

function plainUuid(word: () => number): string {
  const h = plainHex(word, 32);
  const variant = '89ab'[Math.floor((word() / 2 ** 32) * 4)];
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
}
