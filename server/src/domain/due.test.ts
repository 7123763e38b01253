import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DueIndex } from './due.ts';

const order = (due: DueIndex): string[] => {
  const keys: string[] = [];
  for (let entry = due.peek(); entry !== undefined; entry = due.peek()) {
    keys.push(entry.key);
    due.set(entry.kind, entry.key, undefined);
  }
  return keys;
};

test('the earliest comes first; of those at one time first the kinds in order, then who came first, then the key', () => {
  const due = new DueIndex(['cluster', 'node']);
  due.set('node', 'late', { at: 30, inFlight: true });
  due.set('node', 'd', { at: 10, inFlight: true, sequence: 2 });
  due.set('node', 'c', { at: 10, inFlight: true, sequence: 1 });
  due.set('node', 'b', { at: 10, inFlight: true, sequence: 1 });
  due.set('cluster', 'z', { at: 10, inFlight: true });
  assert.deepEqual(order(due), ['z', 'b', 'c', 'd', 'late']);
});

test('an object has one due time: the latest that was stated', () => {
  const due = new DueIndex(['cluster', 'node']);
  due.set('node', 'a', { at: 10, inFlight: true });
  due.set('node', 'b', { at: 20, inFlight: true });
  due.set('node', 'a', { at: 30, inFlight: true });
  assert.deepEqual(order(due), ['b', 'a']);
});

test('only transitions count as in flight', () => {
  const due = new DueIndex(['cluster', 'node']);
  due.set('node', 'a', { at: 10, inFlight: true });
  due.set('cluster', 'c', { at: 10, inFlight: false });
  assert.equal(due.inFlight, 1);
  due.set('node', 'a', { at: 10, inFlight: false });
  assert.equal(due.inFlight, 0);
  due.set('node', 'a', { at: 10, inFlight: true });
  due.set('node', 'a', undefined);
  due.set('node', 'a', undefined);
  assert.equal(due.inFlight, 0);
});

test('an object that rests is not found', () => {
  const due = new DueIndex(['cluster', 'node']);
  due.set('node', 'a', { at: 10, inFlight: true });
  due.set('node', 'a', undefined);
  assert.equal(due.peek(), undefined);
});
