import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS } from '../duration.ts';
import { PLAN_DAYS_MAX, RATE_MAX } from '../limits.ts';
import { upfrontFee, usableMs } from './fee.ts';
import type { Block, Target } from './offering.ts';
import { publishedRate } from './sold-type.ts';

const block = (hours: number, startAt = 0): Block => ({
  zone: 'us-west-2a',
  startAt,
  endAt: startAt + hours * HOUR_MS,
});
const feeOf = (rate: number, count: number, blocks: readonly Block[], targets: readonly Target[]): string =>
  upfrontFee(rate, count, usableMs(blocks, targets));

test('fees of plans for clusters, as they were observed', async (t) => {
  const p5InJune = 397_991;
  const table: Record<string, [rate: number, count: number, hours: number, fee: string]> = {
    'a day of p5': [publishedRate('ml.p5.48xlarge'), 1, 24, '1098.42'],
    'a day of p5en': [publishedRate('ml.p5en.48xlarge'), 1, 24, '1452.63'],
    'a day of p4d': [publishedRate('ml.p4d.24xlarge'), 1, 24, '312.11'],
    'a day of two p5, at an earlier rate': [p5InJune, 2, 24, '1830.76'],
    'two days of two p5, at that rate': [p5InJune, 2, 48, '3741.12'],
  };
  for (const [name, [rate, count, hours, fee]] of Object.entries(table))
    await t.test(name, () => assert.equal(feeOf(rate, count, [block(hours)], ['hyperpod-cluster']), fee));
});

test('what cannot be used at the end of a block is not paid for', async (t) => {
  const dollar = 10_000;
  const table: Record<string, [blocks: readonly Block[], targets: readonly Target[], fee: string]> = {
    'an hour, of a cluster': [[block(24)], ['hyperpod-cluster'], '23.00'],
    'an hour of each block': [[block(24), block(24, 72 * HOUR_MS)], ['hyperpod-cluster'], '46.00'],
    'half an hour, of training jobs': [[block(24)], ['training-job'], '23.50'],
    'nothing, of endpoints': [[block(24)], ['endpoint'], '24.00'],
    'nothing, of Studio': [[block(24)], ['studio-apps'], '24.00'],
    'the least of several': [[block(24)], ['hyperpod-cluster', 'training-job'], '23.50'],
    'minutes count': [[block(15.85)], ['hyperpod-cluster'], '14.85'],
  };
  for (const [name, [blocks, targets, fee]] of Object.entries(table))
    await t.test(name, () => assert.equal(feeOf(dollar, 1, blocks, targets), fee));
});

test('the largest fee is still exact', () => {
  const minutes = BigInt(PLAN_DAYS_MAX * 24 * 60);
  const rate = RATE_MAX * 10_000 - 1;
  const exact = (BigInt(rate) * 256n * minutes + 3_000n) / 6_000n;
  const fee = feeOf(rate, 256, [block(PLAN_DAYS_MAX * 24)], ['endpoint']);
  assert.equal(fee, `${exact / 100n}.${String(exact % 100n).padStart(2, '0')}`);
});
