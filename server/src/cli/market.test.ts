import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type TestServer, testServer } from '../control/testing.ts';
import { run } from './cli.ts';

describe('the market on the command line', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer();
  });
  after(() => server.close());
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  async function cli(line: string, env: Record<string, string> = {}) {
    let [out, err] = ['', ''];
    const code = await run(line.split(' '), {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { QUARTERMASTER_ENDPOINT: server.url, ...env },
      input: async () => '',
      ask: undefined,
      untilInterrupted: () => new AbortController().signal,
    });
    return { code, out, err };
  }

  async function ok(line: string, env?: Record<string, string>): Promise<string> {
    const { code, out, err } = await cli(line, env);
    assert.deepEqual([code, err], [0, ''], line);
    return out;
  }

  test('is a table of types and zones by week', async () => {
    await ok('market supply us-west-2a ml.p5.48xlarge 6 --from 2026-01-13T11:30:00Z');
    await ok('market supply us-west-2a ml.p5.48xlarge 9 --until 2026-01-13T11:30:00Z');
    const table = await ok('market --region us-west-2 --type ml.p5.48xlarge --weeks 3');
    assert.match(table, /^TYPE +USD\/H +QUOTA +ZONE +01-05 +01-11 +01-18\n/);
    assert.match(table, /\nml\.p5\.48xlarge +47\.7574 +0 of 256 +us-west-2a +9 +6-9 +6\n +us-west-2b /);
    assert.match(table, /\nAccount 123456789012 in us-west-2 has 0 of 25 training plans\.\n$/);
  });

  test('the region is that of the option, of the environment, or us-east-1', async () => {
    const regionOf = async (line: string, env = {}): Promise<string> =>
      JSON.parse(await ok(line, env)).region;
    assert.equal(await regionOf('market --json'), 'us-east-1');
    assert.equal(await regionOf('market --json', { AWS_REGION: 'eu-north-1' }), 'eu-north-1');
    assert.equal(
      await regionOf('market --json --region sa-east-1', { AWS_REGION: 'eu-north-1' }),
      'sa-east-1',
    );
  });

  test('UltraServers have the rate of the whole', async () => {
    const table = await ok('market --type ml.p6e-gb200.36xlarge --weeks 1');
    assert.match(table, /761\.904 per 18, 380\.952 per 9/);
    assert.match(table, /us-east-1-dfw-2a +\d+/);
    assert.match(
      await ok('market --type ml.p6e-gb200.36xlarge --region us-west-2'),
      /^Nothing of that is sold in us-west-2\./,
    );
  });

  test('changes say what is so now', async () => {
    const table: Record<string, string> = {
      'market supply us-east-1a ml.p5.48xlarge 0 --until 2026-12-01T11:30:00Z':
        'us-east-1a has 0 of ml.p5.48xlarge from 2026-01-05T09:00:00.000Z until 2026-12-01T11:30:00.000Z.\n',
      'market supply us-east-1a ml.p5.48xlarge default':
        'us-east-1a has what it was at the start of ml.p5.48xlarge from 2026-01-05T09:00:00.000Z on.\n',
      'market rate ml.p5.48xlarge 39.7991 --region us-west-2':
        'An hour of ml.p5.48xlarge in us-west-2 costs 39.7991 USD.\n',
      'market quota ml.p5.48xlarge 0 --account 111122223333':
        'The quota ml.p5.48xlarge of account 111122223333 in us-east-1 is 0.\n',
      'market quota training-plan-total_count default':
        'The quota training-plan-total_count of account 123456789012 in us-east-1 is what it was at the start.\n',
    };
    for (const [line, text] of Object.entries(table)) assert.equal(await ok(line), text, line);
    const { code, err } = await cli('market rate ml.p5.48xlarge cheap');
    assert.deepEqual(
      [code, err],
      [2, "quartermaster: USD is 'cheap', and must be a number, or 'default'.\n"],
    );
  });

  test('advice is a table, with the search that offers its first line', async () => {
    const out = await ok(
      'plans advise --type ml.p5.48xlarge --count 4 --hours 24 --target endpoint --limit 2',
    );
    assert.match(
      out,
      /^FEE +TARGET +USABLE +ZONE +BLOCKS\n4584\.71 +endpoint +24 h 0 min +us-east-1\w +2026-01-/,
    );
    assert.match(out, /\n2 of \d+\. Show more with --limit\.\n/);
    const command = out.trimEnd().split('\n').at(-1)!;
    assert.match(
      command,
      /^ {2}aws sagemaker search-training-plan-offerings --endpoint-url http:\/\/\S+ --instance-type ml\.p5\.48xlarge --instance-count 4 --target-resources endpoint --duration-hours 24 --start-time-after \S+ --end-time-before \S+$/,
    );
  });

  test('advice warns of a quota that looks like a lack of capacity, and names a count that fits', async () => {
    await ok('market quota ml.p5.48xlarge 0');
    assert.match(
      await ok('plans advise --type ml.p5.48xlarge --hours 24'),
      /\nThe quota of ml\.p5\.48xlarge is 0, 0 of it in use: a search for 1 is refused, whatever there is\.\n$/,
    );
    await ok('market quota ml.p5.48xlarge default');
    for (const zone of ['a', 'b', 'c']) await ok(`market supply us-east-1${zone} ml.p5.48xlarge 5`);
    assert.equal(
      await ok('plans advise --type ml.p5.48xlarge --hours 24 --count 8'),
      'No plan that could be bought now has 24 hours of 8 ml.p5.48xlarge in us-east-1. 4 instead of 8 would do.\n',
    );
  });
});
