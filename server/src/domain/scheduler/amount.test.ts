import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount, parseAmount, parseQuantity, UNLIMITED } from './amount.ts';

test('quantities become whole amounts', async (t) => {
  const table: Record<string, [resource: string, text: string, amount: number | undefined]> = {
    'CPU counts in thousandths': ['cpu', '2', 2000],
    'thousandths of CPU are taken as they are': ['cpu', '500m', 500],
    'a tenth of a CPU is exactly a hundred': ['cpu', '0.1', 100],
    'less than a thousandth rounds up': ['cpu', '100u', 1],
    'memory counts in bytes': ['memory', '1Gi', 2 ** 30],
    'decimal suffixes are powers of ten': ['memory', '1M', 1_000_000],
    'exponents are read': ['memory', '1e3', 1000],
    'part of a unit rounds up': ['nvidia.com/gpu', '1500m', 2],
    'past what fits into 63 bits is unlimited': ['nvidia.com/gpu', '9223372036854775807', UNLIMITED],
    'CPU is unlimited a thousand times earlier': ['cpu', '9223372036854775807', UNLIMITED],
    'words are no quantity': ['cpu', 'two', undefined],
    'nothing is no quantity': ['cpu', '', undefined],
    'an unknown suffix is no quantity': ['cpu', '2x', undefined],
  };
  for (const [sentence, [resource, text, amount]] of Object.entries(table)) {
    await t.test(sentence, () => assert.equal(parseAmount(resource, text), amount));
  }
  await t.test('a sign is read', () => assert.equal(parseQuantity('-1.5'), -1.5));
});

test('amounts are written as Kueue writes them', () => {
  assert.deepEqual(
    [
      formatAmount('cpu', 1500),
      formatAmount('cpu', 2000),
      formatAmount('gpu', 3),
      formatAmount('memory', 3 * 2 ** 30),
    ],
    ['1500m', '2', '3', '3Gi'],
  );
  assert.equal(formatAmount('memory', 1001), '1001');
  assert.equal(formatAmount('gpu', UNLIMITED), 'Unlimited');
});
