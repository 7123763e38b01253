import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountText } from './task-columns.ts';

test('amounts are shown so that they can be read', () => {
  const table: readonly (readonly [resource: string, amount: string, shown: string])[] = [
    ['memory', '14749595802', '14066Mi'],
    ['memory', '1953125Ki', '1907Mi'],
    ['memory', '192Gi', '192Gi'],
    ['memory', '512Ki', '512Ki'],
    ['memory', '0', '0'],
    ['cpu', '44610m', '44610m'],
    ['nvidia.com/gpu', '12000000', '12000000'],
  ];
  for (const [resource, amount, shown] of table) assert.equal(amountText(resource, amount), shown);
});
