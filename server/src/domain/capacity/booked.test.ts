import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Booked } from './booked.ts';
import type { Booking } from './booking.ts';
import { bookedAt } from './testing.ts';

/** So few instants that bookings begin and end together, and each can be looked at. */
const INSTANTS = 24;
const instant = fc.nat(INSTANTS - 1);
const booking = fc
  .tuple(instant, instant, fc.integer({ min: 1, max: 3 }))
  .map(
    ([from, until, instanceCount]): Booking => ({ zone: 'a', startAt: from, endAt: until, instanceCount }),
  );
const stretch = fc.tuple(instant, fc.integer({ min: 1, max: INSTANTS }));

/** A booking that comes, or the place among the present ones of one that goes. */
const story = fc.array(fc.oneof(booking, fc.nat(5)), { maxLength: 30 });

/** Tells a story to both: the bookings as they are counted, and as a list. */
function lived(steps: readonly (Booking | number)[]): { booked: Booked; list: readonly Booking[] } {
  const booked = new Booked();
  const list: Booking[] = [];
  for (const step of steps) {
    if (typeof step === 'object') {
      list.push(step);
      booked.change(step.startAt, step.endAt, step.instanceCount);
    } else if (list.length > 0) {
      const [{ startAt, endAt, instanceCount }] = list.splice(step % list.length, 1) as [Booking];
      booked.change(startAt, endAt, -instanceCount);
    }
  }
  return { booked, list };
}

const instantsOf = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, i) => from + i);

test('the most that is booked is the most of any instant, whatever came and went', () => {
  fc.assert(
    fc.property(story, stretch, (steps, [from, length]) => {
      const { booked, list } = lived(steps);
      const counts = instantsOf(from, from + length).map((at) => bookedAt(list, at));
      assert.equal(booked.most(from, from + length), Math.max(...counts));
    }),
    { numRuns: 1_000 },
  );
});

test('what is left of a supply is at every instant what there is and is not booked', () => {
  const supply = fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 8 }), fc.nat(9)), { maxLength: 6 });
  fc.assert(
    fc.property(story, supply, (steps, parts) => {
      const { booked, list } = lived(steps);
      let at = 0;
      const supplied = parts.map(([gap, length, count]) => {
        const from = at + gap;
        at = from + length;
        return { from, until: at, count };
      });
      const expected = supplied.flatMap(({ from, until, count }) =>
        instantsOf(from, until).map((each) => [each, count - bookedAt(list, each)]),
      );
      const left = booked
        .leftOf(supplied)
        .flatMap(({ from, until, count }) => instantsOf(from, until).map((each) => [each, count]));
      assert.deepEqual(left, expected);
    }),
    { numRuns: 1_000 },
  );
});

test('nothing stays behind of what is given back, and neighbours that count the same are one step', () => {
  fc.assert(
    fc.property(story, (steps) => {
      const { booked, list } = lived(steps);
      const whole = { from: -1, until: INSTANTS, count: 0 };
      const left = booked.leftOf([whole]);
      for (const [i, { count }] of left.entries()) assert.notEqual(count, left[i + 1]?.count);
      for (const { startAt, endAt, instanceCount } of list) booked.change(startAt, endAt, -instanceCount);
      assert.deepEqual(booked.leftOf([whole]), [whole]);
    }),
    { numRuns: 1_000 },
  );
});
