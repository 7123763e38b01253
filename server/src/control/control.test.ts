import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Json, startedAt, type TestServer, testServer } from './testing.ts';

describe('the control endpoints', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer();
  });
  after(() => server.close());
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  const cluster = async (name: string): Promise<Json> =>
    (await server.control('GET', `/_quartermaster/nodes?cluster=${name}`)).json;

  test('health says what serves, and how much it holds', async () => {
    await server.createCluster('ml', 2);
    const { status, json } = await server.control('GET', '/_quartermaster/health');
    assert.equal(status, 200);
    const { version, uptimeSeconds, storeRevision, ...rest } = json;
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.ok(uptimeSeconds >= 0 && storeRevision > 0);
    assert.deepEqual(rest, {
      status: 'ok',
      now: startedAt,
      clock: 'virtual',
      pace: 'realistic',
      seed: 7,
      clusters: 1,
      nodes: 0,
      transitionsInFlight: 1,
      standingFaults: 0,
    });
  });

  test('a reset takes everything back to the start, and the same ids come again', async () => {
    const ids = async () => {
      await server.createCluster('ml', 2);
      await server.control('POST', '/_quartermaster/clock', { runUntilIdle: true });
      return (await cluster('ml')).nodes.map(({ instanceId }: Json) => instanceId);
    };
    const first = await ids();
    assert.equal(first.length, 2);
    for (const path of ['/_quartermaster/reset', '/moto-api/reset']) {
      assert.deepEqual((await server.control('POST', path)).json, { status: 'ok' });
      assert.equal((await server.control('GET', '/_quartermaster/clock')).json.now, startedAt);
      assert.deepEqual((await server.control('GET', '/_quartermaster/events?follow=false')).json, {
        events: [],
      });
      assert.deepEqual(await ids(), first);
    }
  });

  test('the clock moves by an amount, to a time, and until nothing is in flight', async () => {
    const move = async (body: object) => (await server.control('POST', '/_quartermaster/clock', body)).json;
    assert.deepEqual(await move({ advanceSeconds: 90 }), {
      now: '2026-01-05T09:01:30.000Z',
      transitions: 0,
      idle: true,
    });
    const { now } = await move({ advanceTo: '2026-01-05T12:00:00+01:00' });
    assert.equal(now, '2026-01-05T11:00:00.000Z');
    await server.createCluster('ml', 1);
    const shown = (await server.control('GET', '/_quartermaster/clock')).json;
    assert.deepEqual([shown.kind, shown.transitionsInFlight], ['virtual', 1]);
    assert.ok(shown.nextDueAt > now);
    assert.equal((await move({ runUntilIdle: true })).idle, true);
    assert.equal((await cluster('ml')).cluster.status, 'InService');
  });

  test('a node shows all its names, its work and its ailment', async () => {
    await server.createCluster('ml', 2);
    await server.control('POST', '/_quartermaster/clock', { runUntilIdle: true });
    const [node] = (await cluster('ml')).nodes;
    assert.match(node.name, /^workers-\d$/);
    assert.match(node.orchestratorName, /^ip-10-\d+-\d+-\d+$/);
    assert.equal(node.hostname, `${node.orchestratorName}.us-west-2.compute.internal`);
    assert.equal(node.ip, node.orchestratorName.slice(3).replaceAll('-', '.'));
    assert.deepEqual([node.status, node.work, node.workEndsAt, node.ailment], ['Running', null, null, null]);
    await server.api('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [node.instanceId] });
    const [rebooting] = (await cluster('ml')).nodes;
    assert.deepEqual(rebooting.work, { kind: 'Reboot', step: 'Reboot', attempt: 1, cause: 'Request' });
    assert.ok(rebooting.workEndsAt > startedAt);
  });

  test('nodes and clusters come in pages', async () => {
    await server.createCluster('ml', 3);
    await server.createCluster('nn', 1);
    await server.control('POST', '/_quartermaster/clock', { runUntilIdle: true });
    const walk = async (path: string, member: string, key: string): Promise<string[]> => {
      const keys: string[] = [];
      let token = '';
      do {
        const { json } = await server.control('GET', `${path}limit=1${token && `&nextToken=${token}`}`);
        assert.equal(json[member].length, 1);
        keys.push(json[member][0][key]);
        token = json.nextToken;
      } while (token !== null);
      return keys;
    };
    assert.equal(new Set(await walk('/_quartermaster/nodes?cluster=ml&', 'nodes', 'logicalId')).size, 3);
    assert.deepEqual(await walk('/_quartermaster/clusters?', 'clusters', 'name'), ['ml', 'nn']);
  });

  test('a name that several clusters have is not guessed at', async () => {
    await server.createCluster('ml', 1, { region: 'us-west-2' });
    await server.createCluster('ml', 1, { region: 'us-east-1' });
    const { status, json } = await server.control('GET', '/_quartermaster/nodes?cluster=ml');
    assert.equal(status, 400);
    assert.match(
      json.error.message,
      /2 clusters are called: arn:aws:sagemaker:us-west-2:.*arn:aws:sagemaker:us-east-1:/,
    );
    const confined = await server.control('GET', '/_quartermaster/nodes?cluster=ml&region=us-east-1');
    assert.match(confined.json.cluster.arn, /us-east-1/);
    const byArn = await server.control('GET', `/_quartermaster/nodes?cluster=${confined.json.cluster.arn}`);
    assert.deepEqual(byArn.json.cluster, confined.json.cluster);
  });

  test('metrics are what Prometheus reads', async () => {
    await server.createCluster('ml', 1);
    const { headers, json } = await server.control('GET', '/_quartermaster/metrics');
    assert.match(headers.get('content-type')!, /^text\/plain/);
    assert.match(json, /^quartermaster_clusters 1$/m);
  });

  test('what cannot be served is refused, with the way out', async (t) => {
    const clock = '/_quartermaster/clock';
    const table: Record<string, [string, string, unknown, number, string, RegExp]> = {
      'an unknown path': [
        'GET',
        '/_quartermaster/healthz',
        undefined,
        404,
        'NotFound',
        /endpoints are .*\/health,/,
      ],
      'a method that the path lacks': ['PUT', clock, undefined, 405, 'MethodNotAllowed', /Use GET or POST/],
      'a misspelt member': [
        'POST',
        clock,
        { advanceSecond: 1 },
        400,
        'InvalidRequest',
        /'advanceSecond' is no member .* advanceSeconds, advanceTo/,
      ],
      'a misspelt query': [
        'GET',
        '/_quartermaster/events?folow=false',
        undefined,
        400,
        'InvalidRequest',
        /'folow' is no member of the query/,
      ],
      'a member given twice': [
        'GET',
        '/_quartermaster/nodes?cluster=a&cluster=b',
        undefined,
        400,
        'InvalidRequest',
        /more than once/,
      ],
      'a body where none belongs': [
        'POST',
        '/_quartermaster/reset',
        { all: true },
        400,
        'InvalidRequest',
        /It takes none/,
      ],
      'a body that is no JSON': ['POST', clock, '{', 400, 'InvalidRequest', /not JSON/],
      'a body that is no object': ['POST', clock, [], 400, 'InvalidRequest', /must be a JSON object/],
      'no move': ['POST', clock, {}, 400, 'InvalidRequest', /exactly one of/],
      'two moves': [
        'POST',
        clock,
        { advanceSeconds: 1, runUntilIdle: true },
        400,
        'InvalidRequest',
        /exactly one of/,
      ],
      'time going back': [
        'POST',
        clock,
        { advanceTo: '2025-01-01T00:00:00Z' },
        400,
        'InvalidRequest',
        /goes forward only/,
      ],
      'a time without zone': [
        'POST',
        clock,
        { advanceTo: '2027-01-01T00:00:00' },
        400,
        'InvalidRequest',
        /with its zone/,
      ],
      'too far a move': [
        'POST',
        clock,
        { advanceSeconds: 1e12 },
        400,
        'InvalidRequest',
        /from 0 to 315619200/,
      ],
      'too far a time': [
        'POST',
        clock,
        { advanceTo: '2126-01-01T00:00:00Z' },
        400,
        'InvalidRequest',
        /Take several/,
      ],
      'an unknown cluster': [
        'GET',
        '/_quartermaster/nodes?cluster=none',
        undefined,
        404,
        'NotFound',
        /'none' does not exist/,
      ],
      'no cluster': [
        'GET',
        '/_quartermaster/nodes',
        undefined,
        400,
        'InvalidRequest',
        /'cluster' is missing/,
      ],
      'a page too large': [
        'GET',
        '/_quartermaster/clusters?limit=1001',
        undefined,
        400,
        'InvalidRequest',
        /from 1 to 1000/,
      ],
      'an unknown fault': [
        'GET',
        '/_quartermaster/faults/fault-0',
        undefined,
        404,
        'NotFound',
        /'fault-0' does not exist/,
      ],
    };
    for (const [sentence, [method, path, body, status, code, message]] of Object.entries(table)) {
      await t.test(sentence, async () => {
        const reply = await server.control(method, path, body);
        assert.deepEqual([reply.status, reply.json.error.code], [status, code]);
        assert.match(reply.json.error.message, message);
        if (status === 405) assert.equal(reply.headers.get('allow'), 'GET, POST');
      });
    }
  });

  test('a real clock cannot be moved', async () => {
    const real = await testServer('--clock', 'real');
    const { status, json } = await real.control('POST', '/_quartermaster/clock', { runUntilIdle: true });
    await real.close();
    assert.deepEqual([status, json.error.code], [409, 'Conflict']);
    assert.match(json.error.message, /--clock virtual/);
  });

  test('where signatures are checked, all but health and metrics want one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quartermaster-'));
    const file = join(folder, 'credentials');
    writeFileSync(file, '[a]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n', {
      mode: 0o600,
    });
    const guarded = await testServer('--auth', 'sigv4', '--credentials', file);
    const statuses: Record<string, number> = {};
    for (const path of ['/health', '/metrics', '/clock', '/faults', '/events', '/nowhere']) {
      statuses[path] = (await guarded.control('GET', `/_quartermaster${path}`)).status;
    }
    const reset = await guarded.control('POST', '/moto-api/reset');
    await guarded.close();
    rmSync(folder, { recursive: true });
    const unsigned = { '/clock': 401, '/faults': 401, '/events': 401, '/nowhere': 401 };
    assert.deepEqual(statuses, { '/health': 200, '/metrics': 200, ...unsigned });
    assert.equal(reset.status, 401);
    assert.match(reset.json.error.message, /^MissingAuthenticationTokenException: /);
  });
});
