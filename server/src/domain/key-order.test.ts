import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyOrder } from './key-order.ts';

interface Thing {
  readonly name: string;
  readonly rank: number;
}

const keyOf = ({ name, rank }: Thing): string => `${rank} ${name}`;

test('an order that is kept is the order that sorting gives', () => {
  const write = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    rank: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(write), fc.array(write), (before, after) => {
      const things = new Map<string, Thing>();
      const put = ({ name, rank }: (typeof before)[number]): [Thing | undefined, Thing | undefined] => {
        const previous = things.get(name);
        const thing = rank === undefined ? undefined : { name, rank };
        if (thing === undefined) things.delete(name);
        else things.set(name, thing);
        return [previous, thing];
      };
      for (const each of before) put(each);
      const order = new KeyOrder(things.values(), keyOf);
      for (const each of after) order.replace(...put(each));
      assert.deepEqual(order.rows, new KeyOrder(things.values(), keyOf).rows);
      assert.ok(order.rows.every(({ item }) => things.get(item.name) === item));
    }),
  );
});
