import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration } from './duration.ts';

test('durations are read', () => {
  const table: Record<string, number> = {
    '90s': 90_000,
    '5m': 300_000,
    '2h': 7_200_000,
    '1d12h': 129_600_000,
    '1.5h': 5_400_000,
    '200ms': 200,
    '1m200ms': 60_200,
    '0s': 0,
  };
  for (const [text, ms] of Object.entries(table)) assert.equal(parseDuration(text, '--for'), ms, text);
});

test('what is no duration is refused', () => {
  for (const text of ['', '90', 's', '5 m', '1h1d', '-5m', '1w', '2hours']) {
    assert.throws(
      () => parseDuration(text, '--for'),
      { name: 'UsageRefused', message: /^--for is '.*', and must be a duration such as 90s/ },
      text,
    );
  }
});

test('durations are shown by their two largest units', () => {
  const table: Record<string, number> = {
    '0s': 0,
    '200ms': 200,
    '1s': 1_200,
    '1m 30s': 90_000,
    '2h': 7_200_000,
    '2h 5m': 7_530_000,
    '1d': 86_430_000,
    '1d 12h': 129_600_000,
  };
  for (const [text, ms] of Object.entries(table)) assert.equal(formatDuration(ms), text);
});
