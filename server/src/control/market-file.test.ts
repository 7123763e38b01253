import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MARKET_FILE_BYTES_MAX, MARKET_ZONES_MAX, SUPPLY_STEPS_MAX } from '../domain/limits.ts';
import { MarketRefused, parseMarket, readMarket } from './market-file.ts';

const parse = (market: unknown) => parseMarket(Buffer.from(JSON.stringify(market)));
const p5 = { zone: 'us-west-2a', instanceType: 'ml.p5.48xlarge' };

test('a market file says what it says, and leaves the rest as it is', () => {
  const market = parse({
    seeded: false,
    zones: { 'us-east-1': ['us-east-1a', 'us-east-1-dfw-2a'] },
    supply: [
      { ...p5, count: 16 },
      { ...p5, count: 4, from: '2026-08-10T11:30:00Z', until: '2026-08-20T11:30:00Z' },
      { zone: 'us-east-1-dfw-2a', instanceType: 'ml.p6e-gb200.36xlarge', count: 18 },
    ],
    rates: { 'ml.p5.48xlarge': 39.7991, 'ml.u-p6e-gb200x72': 761.904 },
    quotas: { '*': { 'ml.p5.48xlarge': 64 }, '111122223333': { 'training-plan-total_count': 2 } },
  });
  assert.equal(market.isSeeded, false);
  assert.deepEqual(market.zones.get('us-east-1'), ['us-east-1a', 'us-east-1-dfw-2a']);
  const [from, until] = [Date.UTC(2026, 7, 10, 11, 30), Date.UTC(2026, 7, 20, 11, 30)];
  assert.deepEqual(market.supply.get('us-west-2a/ml.p5.48xlarge'), [
    { from: 0, until: from, count: 16 },
    { from, until, count: 4 },
    { from: until, until: 8.64e15, count: 16 },
  ]);
  assert.deepEqual([...market.rates.values()], [397_991, 7_619_040]);
  assert.equal(market.quotas.get('111122223333')?.get('training-plan-total_count'), 2);
  assert.deepEqual(parse({}), {
    isSeeded: true,
    zones: new Map(),
    supply: new Map(),
    rates: new Map(),
    quotas: new Map(),
  });
});

test('what is wrong in a market file is said with its place', async (t) => {
  const table: Record<string, [market: unknown, says: string]> = {
    'no object': [[], "'the whole' is [], and must be an object."],
    'an unknown member': [{ supplies: [] }, "'supplies' is no member of a market. It takes seeded, zones"],
    'no yes or no': [{ seeded: 1 }, "'seeded' is 1, and must be true or false."],
    'an unknown region': [{ zones: { 'us-west': ['us-west-2a'] } }, "zones: 'us-west' must be a region"],
    'a zone of another region': [
      { zones: { 'us-west-2': ['us-east-1a'] } },
      'zones: \'us-west-2\' has the zone "us-east-1a", which must be an availability zone',
    ],
    'no zones': [{ zones: { 'us-west-2': [] } }, "zones: 'us-west-2' is [], and must be a list"],
    'a zone twice': [{ zones: { 'us-west-2': ['us-west-2a', 'us-west-2a'] } }, 'has a zone more than once'],
    'a supply that is no object': [{ supply: [1] }, "supply[0]: 'entry' is 1, and must be an object."],
    'an unknown member of a supply': [
      {
        supply: [
          { ...p5, count: 1 },
          { ...p5, counts: 1 },
        ],
      },
      "supply[1]: 'counts' is no member of an entry of the supply.",
    ],
    'a supply without zone': [{ supply: [{ count: 1 }] }, "supply[0]: 'zone' is missing."],
    'a supply in a zone that sells nothing': [
      { supply: [{ ...p5, zone: 'us-west-2f', count: 1 }] },
      "supply[0]: 'zone' is 'us-west-2f', and us-west-2 sells capacity in us-west-2a, us-west-2b, us-west-2c.",
    ],
    'a type that is not sold': [
      { supply: [{ ...p5, instanceType: 'ml.p5.44xlarge', count: 1 }] },
      "supply[0]: 'instanceType' is 'ml.p5.44xlarge', which does not exist. Did you mean 'ml.p5.48xlarge'?",
    ],
    'no count': [{ supply: [p5] }, "supply[0]: 'count' is missing."],
    'null for a count': [{ supply: [{ ...p5, count: null }] }, "supply[0]: 'count' is null"],
    'half an instance': [{ supply: [{ ...p5, count: 1.5 }] }, 'must be a whole number from 0 to 100000'],
    'a time without a zone': [
      { supply: [{ ...p5, count: 1, from: '2026-08-10' }] },
      'supply[0]: \'from\' is "2026-08-10", and must be an ISO time with its zone',
    ],
    'an end before the beginning': [
      { supply: [{ ...p5, count: 1, from: '2026-08-10T11:30:00Z', until: '2026-08-10T11:30:00Z' }] },
      "supply[0]: 'until' is not after 'from'.",
    ],
    'a rate of nothing': [
      { rates: { gold: 1 } },
      "rates: a type is 'gold', and must be one of ml.p4d.24xlarge",
    ],
    'a negative rate': [{ rates: { 'ml.p5.48xlarge': -1 } }, "rates: 'ml.p5.48xlarge' is -1, and must be"],
    'a rate beyond all': [{ rates: { 'ml.p5.48xlarge': 10_001 } }, 'must be a number from 0 to 10000.'],
    'an account of eleven digits': [
      { quotas: { '11112222333': {} } },
      "quotas: '11112222333' must be an account of 12 digits, or '*'",
    ],
    'an unknown quota': [
      { quotas: { '*': { 'training-plan-total-count': 1 } } },
      "quotas: *: a quota is 'training-plan-total-count', which does not exist. Did you mean 'training-plan-total_count'?",
    ],
    'half a quota': [{ quotas: { '*': { 'ml.p5.48xlarge': 0.5 } } }, "quotas: *: 'ml.p5.48xlarge' is 0.5"],
  };
  for (const [name, [market, says]] of Object.entries(table)) {
    await t.test(name, () => {
      assert.throws(
        () => parse(market),
        (error: Error) => error.message.includes(says) || assert.fail(error.message),
      );
    });
  }
});

test('the limits of a market file, at their edges', () => {
  const zone = (i: number): string =>
    `us-west-2-x${String.fromCharCode(97 + (i % 26))}-${i % 10}${String.fromCharCode(97 + Math.floor(i / 26))}`;
  const zones = (count: number) => ({
    zones: { 'us-west-2': Array.from({ length: count }, (_, i) => zone(i)) },
  });
  assert.equal(parse(zones(MARKET_ZONES_MAX)).zones.get('us-west-2')?.length, MARKET_ZONES_MAX);
  assert.throws(() => parse(zones(MARKET_ZONES_MAX + 1)), /has 101 zones, and 100 are the most/);
  const days = (count: number) => ({
    supply: Array.from({ length: count }, (_, i) => ({
      ...p5,
      count: i % 7,
      from: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(),
      until: new Date(Date.UTC(2026, 0, 2 + i)).toISOString(),
    })),
  });
  assert.equal(
    parse(days(SUPPLY_STEPS_MAX)).supply.get('us-west-2a/ml.p5.48xlarge')?.length,
    SUPPLY_STEPS_MAX,
  );
  assert.throws(() => parse(days(SUPPLY_STEPS_MAX + 1)), /supply\[1000\]: .* changes more than 1000 times/);
});

test('a file that cannot be read, or is no market, is named', () => {
  const directory = mkdtempSync(join(tmpdir(), 'quartermaster-market-'));
  const file = join(directory, 'market.json');
  try {
    assert.throws(() => readMarket(file), new MarketRefused(`${file}: cannot be read (ENOENT)`));
    writeFileSync(file, '{');
    assert.throws(() => readMarket(file), /market\.json: It is not JSON: /);
    writeFileSync(file, '{"seeded": "no"}');
    assert.throws(() => readMarket(file), /market\.json: 'seeded' is "no", and must be true or false\./);
    writeFileSync(file, `{}${' '.repeat(MARKET_FILE_BYTES_MAX - 2)}`);
    assert.ok(readMarket(file).isSeeded);
    writeFileSync(file, `{}${' '.repeat(MARKET_FILE_BYTES_MAX - 1)}`);
    assert.throws(() => readMarket(file), /has 16777217 bytes, and 16777216 are the most/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
