import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyHistogram } from './latency-histogram.ts';

const valueIn = async (histogram: LatencyHistogram, name: string, le?: number | string): Promise<number> =>
  (await histogram.get()).values.find(
    ({ metricName, labels }) =>
      metricName === name && (le === undefined || ('le' in labels && labels.le === le)),
  )!.value;

test('buckets are cumulative, a value on a bound falls below it, and the slowest into +Inf alone', async () => {
  const histogram = new LatencyHistogram('t', 'help', 'operation');
  for (const seconds of [0.0004, 0.0005, 0.02, 7]) histogram.observe('ListClusters', seconds);
  assert.equal(await valueIn(histogram, 't_bucket', 0.0005), 2);
  assert.equal(await valueIn(histogram, 't_bucket', 0.025), 3);
  assert.equal(await valueIn(histogram, 't_bucket', 5), 3);
  assert.equal(await valueIn(histogram, 't_bucket', '+Inf'), 4);
  assert.equal(await valueIn(histogram, 't_count'), 4);
  assert.ok(Math.abs((await valueIn(histogram, 't_sum')) - 7.0209) < 1e-9);
});

test('every label has a series of its own', async () => {
  const histogram = new LatencyHistogram('t', 'help', 'operation');
  histogram.observe('a', 1);
  histogram.observe('b', 1);
  const labels = (await histogram.get()).values.map(
    ({ labels }) => (labels as { operation: string }).operation,
  );
  assert.deepEqual([...new Set(labels)], ['a', 'b']);
});
