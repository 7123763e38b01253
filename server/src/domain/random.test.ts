import assert from 'node:assert/strict';
import { test } from 'node:test';
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
