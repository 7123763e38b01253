import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type TestServer, testServer } from '../control/testing.ts';
import { run } from './cli.ts';
import type { Io } from './io.ts';
import { samplesOf } from './metrics.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly env?: Record<string, string>;
  readonly answer?: string;
  /** Interrupts the verb once its output holds this. */
  readonly until?: string;
  readonly terminal?: boolean;
}

describe('the command line', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer();
  });
  after(() => server.close());
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  /** Runs a command line against the server. */
  async function cli(
    line: string,
    { env = {}, answer, until, terminal = false }: Surroundings = {},
  ): Promise<Ran> {
    const interrupt = new AbortController();
    let [out, err] = ['', ''];
    const io: Io = {
      stdout: {
        isTTY: terminal,
        columns: 200,
        rows: 40,
        write: (text) => {
          out += text;
          if (until !== undefined && out.includes(until)) interrupt.abort();
        },
      },
      stderr: { isTTY: terminal, write: (text) => (err += text) },
      env: { QUARTERMASTER_ENDPOINT: server.url, ...env },
      input: async () => '',
      ask: answer === undefined ? undefined : async () => answer,
      untilInterrupted: () => interrupt.signal,
    };
    const code = await run(line.split(' '), io);
    return { code, out, err };
  }

  async function ok(line: string, surroundings?: Surroundings): Promise<string> {
    const { code, out, err } = await cli(line, surroundings);
    assert.deepEqual([code, err], [0, ''], line);
    return out;
  }

  const standing = async (): Promise<string> => {
    await server.createCluster('ml', 2);
    await ok('clock run-until-idle');
    return JSON.parse(await ok('nodes ml --json')).nodes[0].instanceId;
  };

  test('a cluster comes up, a node fails, is seen and repaired', async () => {
    assert.match(await ok('clusters'), /^There are no clusters\./);
    const id = await standing();
    assert.match(await ok('clusters'), /^NAME .*\nml +InService +2 +Slurm +111122223333 +us-west-2 /);
    assert.match(await ok('health'), /holds +1 cluster, 2 nodes, 0 transitions in flight, 0 standing faults/);
    assert.match(
      await ok(`fault node ${id} --needs reboot`),
      /^fault-\w+ stands: node i-\w+ fails and needs reboot\. End it with/,
    );
    assert.match(
      await ok('nodes ml'),
      new RegExp(`${id} .* Running +fault-\\w+ needs reboot, unnoticed yet`),
    );
    await ok('clock advance 25s');
    assert.match(
      await ok('nodes ml'),
      new RegExp(`${id} .* Pending +rebooting, .* left; fault-\\w+ needs reboot`),
    );
    assert.match(await ok('clock run-until-idle'), /^It is 2026-01-05T.*nothing is under way any more\.\n$/);
    assert.match(await ok('nodes ml'), new RegExp(`${id} .* Running\n`));
    assert.match(await ok('fault list'), /no \(cured\)/);
    assert.match(await ok('events ml'), new RegExp(`Warn +workers/${id} .*unhealthy`));
  });

  test('faults are made, listed, shown and ended', async () => {
    const lines: Record<string, RegExp> = {
      'fault capacity --type ml.p5.48xlarge --zone us-west-2a --for 2h':
        /no capacity for ml\.p5\.48xlarge in us-west-2a/,
      'fault script --cluster ml --group g --count 1': /lifecycle script fails in group g of cluster ml/,
      'fault launch': /launch fails/,
      'fault replacement --node i-0123456789abcdef0': /replacement fails on i-0123456789abcdef0/,
      'fault check': /deep health check fails/,
      'fault update': /software update fails/,
      'fault slow --factor 2.5': /steps take 2\.5 times as long/,
      'fault internal-error i-0123456789abcdef0': /cannot be rebooted or replaced by a call/,
      'fault alarm gpu --account 111122223333 --region us-west-2':
        /alarm gpu is on for 111122223333 in us-west-2/,
      'fault governance': /every operation of compute quotas and cluster scheduler configs fails\./,
      'fault governance --resource compute-quota --operation update --name q --rollback fails --cluster ml':
        /update, with its rollback, of compute quotas named q fails in cluster ml/,
      'fault job --failure interruption': /any training job is interrupted, if it runs on spot instances/,
      'fault job llm --failure instance --count 1': /training job llm loses an instance while it trains/,
      'fault endpoint': /creation and update of any endpoint fails: its containers do not come up/,
      'fault endpoint chat --operation update': /update of endpoint chat fails/,
      'fault plan': /purchase and extension of any training plan fails: the payment is declined/,
      'fault plan p5 --operation extend --reason capacity':
        /extension of training plan p5 fails: the capacity is gone/,
      'fault api * --error InternalFailure --delay 200ms --probability 0.5':
        /every operation is 0\.2 s late and answered with InternalFailure in 50 % of calls/,
    };
    for (const [line, text] of Object.entries(lines)) assert.match(await ok(line), text, line);
    const list = await ok('fault list --standing');
    assert.equal(list.trim().split('\n').length, Object.keys(lines).length + 1);
    assert.match(list, /until 2026-01-05T11:00:00\.000Z/);
    const id = /fault-\w+/.exec(list)![0];
    assert.match(await ok(`fault show ${id}`), /^fault +fault-\w+\nwhat +every operation/);
    assert.equal(await ok(`fault end ${id}`), `Ended: ${id}.\n`);
    assert.equal(await ok('fault end --all'), 'Ended: 17 faults.\n');
    assert.equal(await ok('fault list --standing'), 'There are no faults.\n');
  });

  test('the clock is shown and moved', async () => {
    assert.match(
      await ok('clock'),
      /^now +2026-01-05T09:00:00\.000Z \(virtual\)\nnext +nothing is due\nin flight +0 transitions\n$/,
    );
    assert.match(await ok('clock advance 1h30m'), /^It is 2026-01-05T10:30:00\.000Z\./);
    assert.deepEqual(JSON.parse(await ok('clock advance-to 2026-01-06T00:00:00Z --json')), {
      now: '2026-01-06T00:00:00.000Z',
      transitions: 0,
      idle: true,
    });
  });

  test('events and nodes are followed until the interrupt', async () => {
    await standing();
    const history = await ok('events ml');
    assert.ok((await ok('events ml --follow', { until: 'ml  InService' })).startsWith(history));
    assert.match(await ok('nodes ml --watch', { until: 'Running' }), /^2026-\S+ {2}workers-\d {2}Running\n/);
    const live = await ok('nodes ml --watch', { until: '\x1b[J', terminal: true });
    assert.match(live, /^ml is InService, 2 nodes, .*\n\x1b\[1mNAME/);
    assert.match(live, /\x1b\[32mRunning/);
    const plain = await ok('nodes ml --watch', { until: '\x1b[J', terminal: true, env: { NO_COLOR: '1' } });
    assert.doesNotMatch(plain, /\x1b\[\d+m/);
  });

  test('a reset asks first, on a terminal', async () => {
    await standing();
    assert.deepEqual(await cli('reset'), {
      code: 2,
      out: '',
      err: 'quartermaster: reset deletes everything, and there is no terminal to ask on. Add --yes.\n',
    });
    assert.deepEqual(await cli('reset', { answer: 'no' }), {
      code: 1,
      out: '',
      err: 'quartermaster: Nothing was deleted.\n',
    });
    assert.match(await ok('clusters'), /ml/);
    assert.equal(await ok('reset', { answer: 'yes' }), 'Everything is deleted.\n');
    assert.deepEqual(JSON.parse(await ok('reset --yes --json')), { status: 'ok' });
    assert.match(await ok('clusters'), /^There are no clusters/);
  });

  test('metrics come as text and as JSON', async () => {
    assert.match(await ok('metrics'), /^# HELP quartermaster_/);
    const samples = JSON.parse(await ok('metrics --json'));
    assert.ok(
      samples.some(
        ({ name, value }: { name: string; value: number }) =>
          name === 'quartermaster_clusters' && value === 0,
      ),
    );
    assert.deepEqual(samplesOf('# TYPE a counter\na{x="1\\"2",y="z"} 3\nb +Inf\n'), [
      { name: 'a', labels: { x: '1"2', y: 'z' }, value: 3 },
      { name: 'b', labels: {}, value: '+Inf' },
    ]);
  });

  test('what fails says so, by its exit code too', async (t) => {
    const table: Record<string, [number, RegExp]> = {
      'nodes none': [1, /^quartermaster: Cluster 'none' does not exist/],
      'fault node i-0123456789abcdef0 --needs sleep': [1, /'needs' is "sleep", and must be one of reboot/],
      'fault slow --factor x': [2, /--factor is 'x', and must be a number/],
      'fault end': [2, /needs the id of a fault, or --all/],
      'clock advance 2': [2, /must be a duration/],
      'health --endpoint localhost:8770': [2, /must be an http or https URL without path/],
      'health --endpoint http://127.0.0.1:9': [
        3,
        /^quartermaster: Nothing answers at http:\/\/127\.0\.0\.1:9 .*quartermaster serve --port 9'/,
      ],
      'health --profile none': [2, /where profile 'none' should be, cannot be read/],
      hlth: [2, /Did you mean 'quartermaster health'/],
    };
    for (const [line, [code, message]] of Object.entries(table)) {
      await t.test(line, async () => {
        const ran = await cli(line, { env: { AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' } });
        assert.deepEqual([ran.code, ran.out], [code, '']);
        assert.match(ran.err, message);
      });
    }
  });

  test('requests are signed with keys from the environment or a profile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quartermaster-'));
    const file = join(folder, 'credentials');
    writeFileSync(
      file,
      '[other]\naws_access_key_id = AKIDOTHER\n[team a]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\naws_session_token = token\n',
      { mode: 0o600 },
    );
    const accepted = join(folder, 'accepted');
    writeFileSync(
      accepted,
      '[a]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\naws_session_token = token\n',
      { mode: 0o600 },
    );
    const guarded = await testServer('--auth', 'sigv4', '--credentials', accepted);
    const env = { QUARTERMASTER_ENDPOINT: guarded.url };
    const keys = {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    };
    const unsigned = await cli('clock', { env });
    const signed = [
      await cli('clock', { env: { ...env, ...keys } }),
      await cli('clock advance 1h', {
        env: { ...env, AWS_PROFILE: 'team a', AWS_SHARED_CREDENTIALS_FILE: file },
      }),
      await cli('clusters --region eu-west-1', { env: { ...env, ...keys } }),
    ];
    const open = await cli('health', { env });
    const half = await cli('clock --profile other', { env: { ...env, AWS_SHARED_CREDENTIALS_FILE: file } });
    await guarded.close();
    rmSync(folder, { recursive: true });
    assert.equal(unsigned.code, 1);
    assert.match(unsigned.err, /Request is missing Authentication Token.* Sign with --profile NAME/);
    assert.deepEqual(
      signed.map(({ code, err }) => [code, err]),
      [
        [0, ''],
        [0, ''],
        [0, ''],
      ],
    );
    assert.equal(open.code, 0);
    assert.match(half.err, /Profile 'other' has no aws_access_key_id and aws_secret_access_key/);
  });
});
