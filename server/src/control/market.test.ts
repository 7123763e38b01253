import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { SUPPLY_STEPS_MAX } from '../domain/limits.ts';
import { type Json, type TestServer, testServer } from './testing.ts';

const MARKET = '/_quartermaster/market';
const world = 'account=111122223333&region=us-west-2';
const p5 = { zone: 'us-west-2a', instanceType: 'ml.p5.48xlarge' };

describe('the capacity market', () => {
  const directory = mkdtempSync(join(tmpdir(), 'quartermaster-market-'));
  const file = join(directory, 'market.json');
  let server: TestServer;
  before(async () => {
    const market = {
      seeded: false,
      zones: { 'us-west-2': ['us-west-2a', 'us-west-2b'] },
      supply: [
        { ...p5, count: 8 },
        { ...p5, count: 2, from: '2026-01-14T00:00:00Z', until: '2026-01-15T00:00:00Z' },
      ],
      rates: { 'ml.p5.48xlarge': 10 },
      quotas: { '111122223333': { 'ml.p5.48xlarge': 16 } },
    };
    writeFileSync(file, JSON.stringify(market));
    server = await testServer('--market', file);
  });
  after(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  const look = async (query = world): Promise<Json> => {
    const { status, json } = await server.control('GET', `${MARKET}?${query}`);
    assert.equal(status, 200, JSON.stringify(json));
    return json;
  };
  const change = async (what: string, body: object): Promise<Json> => {
    const { status, json } = await server.control('POST', `${MARKET}/${what}`, body);
    assert.equal(status, 200, JSON.stringify(json));
    return json;
  };
  const refused = async (method: string, path: string, body?: object): Promise<string> => {
    const { status, json } = await server.control(method, `${MARKET}${path}`, body);
    assert.equal(status, 400, JSON.stringify(json));
    return json.error.message;
  };
  const search = async (InstanceCount = 4): Promise<Json> => {
    const { TrainingPlanOfferings } = await server.api('SearchTrainingPlanOfferings', {
      InstanceType: 'ml.p5.48xlarge',
      InstanceCount,
      DurationHours: 24,
      TargetResources: ['endpoint'],
    });
    return TrainingPlanOfferings;
  };

  test('is shown by type, zone and week, with rates and quotas', async () => {
    const reply = await look(`${world}&weeks=2`);
    assert.deepEqual(reply.zones, ['us-west-2a', 'us-west-2b']);
    assert.deepEqual(reply.plans, { quota: 25, used: 0 });
    const [{ zones, ...type }, ...others] = reply.types;
    assert.deepEqual(others, []);
    assert.deepEqual(type, {
      instanceType: 'ml.p5.48xlarge',
      usdPerHour: 10,
      ultraServers: [],
      quota: 16,
      used: 0,
    });
    const [first, second] = [
      { from: '2026-01-05T09:00:00.000Z', until: '2026-01-11T11:30:00.000Z' },
      { from: '2026-01-11T11:30:00.000Z', until: '2026-01-18T11:30:00.000Z' },
    ];
    const counts = (supplyLeast: number, supplyMost: number) => ({
      ...{ supplyLeast, supplyMost },
      ...{ freeLeast: supplyLeast, freeMost: supplyMost },
    });
    assert.deepEqual(zones, [
      {
        zone: 'us-west-2a',
        weeks: [
          { ...first, ...counts(8, 8) },
          { ...second, ...counts(2, 8) },
        ],
      },
      {
        zone: 'us-west-2b',
        weeks: [
          { ...first, ...counts(0, 0) },
          { ...second, ...counts(0, 0) },
        ],
      },
    ]);
    const narrowed = await look(`${world}&zone=us-west-2b&instanceType=ml.p5.48xlarge`);
    assert.deepEqual(
      narrowed.types[0].zones.map(({ zone, weeks }: Json) => [zone, weeks.length]),
      [['us-west-2b', 8]],
    );
  });

  test('what a plan takes is no longer free, and counts against the quota', async () => {
    const [first] = await search();
    await server.api('CreateTrainingPlan', {
      TrainingPlanName: 'main',
      TrainingPlanOfferingId: first.TrainingPlanOfferingId,
    });
    const { types, plans } = await look(`${world}&weeks=1`);
    const [week] = types[0].zones[0].weeks;
    assert.deepEqual([types[0].used, plans.used], [4, 1]);
    assert.deepEqual([week.supplyLeast, week.freeLeast, week.freeMost], [8, 4, 8]);
    const elsewhere = await look('account=444455556666&region=us-west-2&weeks=1');
    assert.equal(elsewhere.types[0].used, 0);
  });

  test('supply, rates and quotas change while the server runs, and a reset takes that back', async () => {
    assert.equal((await search(8)).length, 3);
    const until = '2026-01-08T11:30:00Z';
    assert.deepEqual(await change('supply', { ...p5, count: 4, until }), {
      ...p5,
      count: 4,
      from: '2026-01-05T09:00:00.000Z',
      until: '2026-01-08T11:30:00.000Z',
    });
    const [first] = await search(8);
    assert.equal(first.ReservedCapacityOfferings[0].StartTime, Date.parse(until) / 1_000);
    assert.equal(first.UpfrontFee, '1920.00');
    await change('rates', { region: 'us-west-2', type: 'ml.p5.48xlarge', usdPerHour: 0.5 });
    assert.equal((await search(8))[0].UpfrontFee, '96.00');
    await change('quotas', {
      account: '111122223333',
      region: 'us-west-2',
      quota: 'ml.p5.48xlarge',
      value: 4,
    });
    await assert.rejects(search(8), /reserved-capacity ml\.p5\.48xlarge instance quota is not sufficient/);
    await change('supply', { ...p5, count: null });
    await change('rates', { region: 'us-west-2', type: 'ml.p5.48xlarge', usdPerHour: null });
    assert.equal((await search(4))[0].UpfrontFee, (10 * 4 * 26).toFixed(2));
    await server.control('POST', '/_quartermaster/reset');
    assert.equal((await search(8)).length, 3);
  });

  test('what cannot be is refused', async (t) => {
    const table: Record<string, [method: string, path: string, body: object | undefined, says: string]> = {
      'an unknown type': ['GET', '?instanceType=ml.p5', undefined, "Did you mean 'ml.p5.48xlarge'?"],
      'too many weeks': ['GET', '?weeks=35', undefined, 'a whole number from 1 to 34'],
      'a zone elsewhere': [
        'POST',
        '/supply',
        { ...p5, zone: 'us-west-2c', count: 1 },
        'sells capacity in us-west-2a, us-west-2b.',
      ],
      'no count': ['POST', '/supply', p5, "'count' is missing"],
      'a time that is past': [
        'POST',
        '/supply',
        { ...p5, count: 1, until: '2026-01-05T09:00:00Z' },
        "'until' is past",
      ],
      'an unknown member': ['POST', '/rates', { rate: 1 }, "'rate' is no member"],
      'no type': ['POST', '/rates', { usdPerHour: 1 }, "'type' is missing"],
      'no quota': ['POST', '/quotas', { value: 1 }, "'quota' is missing"],
      'a negative quota': [
        'POST',
        '/quotas',
        { quota: 'ml.p5.48xlarge', value: -1 },
        'a whole number from 0',
      ],
      'advice without a type': ['GET', '/advice?hours=24', undefined, "'type' is missing"],
      'advice without hours': ['GET', '/advice?type=ml.p5.48xlarge', undefined, "'hours' is missing"],
      'advice by luck': [
        'GET',
        `/advice?type=ml.p5.48xlarge&hours=24&by=fee,luck&${world}`,
        undefined,
        "'by' has 'luck'",
      ],
      'advice for three': [
        'GET',
        `/advice?type=ml.p5.48xlarge&hours=24&count=3&${world}`,
        undefined,
        'Invalid instance count 3',
      ],
    };
    for (const [name, [method, path, body, says]] of Object.entries(table)) {
      await t.test(name, async () => {
        const message = await refused(method, path, body);
        assert.ok(message.includes(says), message);
      });
    }
  });

  test('so many changes of one supply, and no more', async () => {
    const day = (i: number) => ({
      ...p5,
      count: i % 7,
      from: new Date(Date.UTC(2027, 0, 1 + i)).toISOString(),
      until: new Date(Date.UTC(2027, 0, 2 + i)).toISOString(),
    });
    for (let i = 0; i < SUPPLY_STEPS_MAX; i += 1) {
      const { from, until, ...supply } = day(i);
      const times = { from: Date.parse(from), until: Date.parse(until) };
      await server.engine.execute({ type: 'changeMarket', change: { of: 'supply', ...supply, ...times } });
    }
    assert.match(
      await refused('POST', '/supply', day(SUPPLY_STEPS_MAX)),
      /would change 1001 times, and 1000 is the most/,
    );
    await change('supply', { ...day(7), count: 5 });
  });

  describe('advice', () => {
    const advise = async (query: string): Promise<Json> => {
      const { status, json } = await server.control(
        'GET',
        `${MARKET}/advice?type=ml.p5.48xlarge&${world}&${query}`,
      );
      assert.equal(status, 200, JSON.stringify(json));
      return json;
    };

    test('ranks all that has the hours of use, by what counts first', async () => {
      const { advice, found, hours, quota } = await advise('count=4&hours=24&limit=100');
      assert.deepEqual([hours, quota], [24, { value: 16, used: 0, suffices: true }]);
      assert.equal(advice.length, found);
      assert.deepEqual(
        new Set(advice.map(({ target }: Json) => target)),
        new Set(['training-job', 'hyperpod-cluster', 'endpoint', 'studio-apps']),
      );
      for (const { usable } of advice) assert.ok(usable.DurationHours >= 24);
      const fees = advice.map(({ upfrontFee }: Json) => Number(upfrontFee));
      assert.deepEqual(
        fees,
        fees.toSorted((a: number, b: number) => a - b),
      );
      // The day of an endpoint is a day; that of a cluster takes two, for instances are taken an hour early.
      assert.deepEqual(
        [advice[0].target, advice[0].upfrontFee, advice[0].search.DurationHours],
        ['endpoint', '960.00', 24],
      );
      const cluster = advice.find(({ target }: Json) => target === 'hyperpod-cluster');
      assert.equal(cluster.upfrontFee, (10 * 4 * 25).toFixed(2));
      const byStart = (await advise('count=4&hours=24&by=start')).advice;
      const starts = byStart.map(({ blocks }: Json) => blocks[0].startAt);
      assert.deepEqual(starts, starts.toSorted());
      assert.equal(starts[0], '2026-01-05T09:30:00.000Z');
    });

    test('every search that it names offers what it says, at that fee', async () => {
      const { advice } = await advise('count=4&hours=48&limit=100');
      assert.ok(advice.length > 20);
      for (const { search: input, blocks, upfrontFee } of advice) {
        const { TrainingPlanOfferings } = await server.api('SearchTrainingPlanOfferings', {
          ...input,
          StartTimeAfter: input.StartTimeAfter,
        });
        const shown = TrainingPlanOfferings.map((offering: Json) => [
          offering.UpfrontFee,
          ...offering.ReservedCapacityOfferings.map(
            ({ AvailabilityZone, StartTime, EndTime }: Json) => `${AvailabilityZone} ${StartTime} ${EndTime}`,
          ),
        ]);
        const advised = [
          upfrontFee,
          ...blocks.map(
            ({ zone, startAt, endAt }: Json) =>
              `${zone} ${Date.parse(startAt) / 1_000} ${Date.parse(endAt) / 1_000}`,
          ),
        ];
        assert.ok(
          shown.some((offering: readonly string[]) => offering.join() === advised.join()),
          `${JSON.stringify(advised)} is not in ${JSON.stringify(shown)}`,
        );
      }
    });

    test('says when the quota is in the way, and what smaller count would do', async () => {
      const none = await advise('count=16&hours=24');
      assert.deepEqual([none.found, none.countThatFits, none.quota.suffices], [0, 8, true]);
      await change('quotas', {
        account: '111122223333',
        region: 'us-west-2',
        quota: 'ml.p5.48xlarge',
        value: 0,
      });
      const { found, quota } = await advise('count=8&hours=24');
      assert.ok(found > 0);
      assert.deepEqual(quota, { value: 0, used: 0, suffices: false });
    });

    test('offers nothing: no offering is remembered', async () => {
      await advise('count=4&hours=24');
      assert.equal(server.engine.state.all('offering').size, 0);
    });
  });
});

test('what was changed in the market outlives a restart', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'quartermaster-market-'));
  const store = ['--store', `sqlite:${join(directory, 'store.sqlite')}`];
  try {
    const first = await testServer(...store);
    await first.control('POST', `${MARKET}/supply`, { ...p5, count: 77 });
    await first.control('POST', `${MARKET}/quotas`, {
      region: 'us-west-2',
      quota: 'ml.p5.48xlarge',
      value: 3,
    });
    await first.control('POST', `${MARKET}/rates`, {
      region: 'us-west-2',
      type: 'ml.p5.48xlarge',
      usdPerHour: 1.25,
    });
    const query = `${MARKET}?region=us-west-2&zone=us-west-2a&instanceType=ml.p5.48xlarge`;
    const { json: before } = await first.control('GET', query);
    await first.close();
    const second = await testServer(...store);
    const { json: after } = await second.control('GET', query);
    await second.close();
    assert.deepEqual(after, before);
    const [type] = after.types;
    assert.deepEqual([type.usdPerHour, type.quota, type.zones[0].weeks[7].freeLeast], [1.25, 3, 77]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
