import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Json, startedAt, type TestServer, testServer } from './testing.ts';

const FAULTS = '/_quartermaster/faults';

describe('faults on demand', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer();
  });
  after(() => server.close());
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  const create = async (body: object): Promise<Json> => {
    const { status, json } = await server.control('POST', FAULTS, body);
    assert.equal(status, 201, JSON.stringify(json));
    return json;
  };

  test('a fault is shown as it was asked for, with what became of it', async () => {
    const asked = {
      type: 'api',
      operation: 'ListClusters',
      error: 'ThrottlingException',
      count: 1,
      account: '111122223333',
      region: 'us-west-2',
    };
    const fault = await create({ ...asked, durationSeconds: 60 });
    const { id, ...shown } = fault;
    assert.match(id, /^fault-[0-9a-f]{8}$/);
    assert.deepEqual(shown, {
      type: 'api',
      operation: 'ListClusters',
      error: 'ThrottlingException',
      account: '111122223333',
      region: 'us-west-2',
      standing: true,
      createdAt: startedAt,
      endsAt: '2026-01-05T09:01:00.000Z',
      remaining: 1,
      hitCount: 0,
      hits: [],
      endedAt: null,
      endedBecause: null,
    });
    await server.api('ListClusters', {}, { region: 'us-east-1' });
    await assert.rejects(server.api('ListClusters', {}), /ThrottlingException/);
    await server.api('ListClusters', {});
    const { json } = await server.control('GET', `${FAULTS}/${id}`);
    assert.deepEqual(
      [json.standing, json.remaining, json.hitCount, json.endedBecause],
      [false, 0, 1, 'count'],
    );
    assert.equal(json.hits[0].at, startedAt);
  });

  test('faults are listed newest first, and end one by one or all at once', async () => {
    const ids: string[] = [];
    for (const type of ['launch', 'replacement', 'lifecycle-script']) {
      ids.unshift((await create({ type })).id);
      await server.control('POST', '/_quartermaster/clock', { advanceSeconds: 1 });
    }
    const list = async (query = '') =>
      (await server.control('GET', FAULTS + query)).json.faults.map(({ id }: Json) => id);
    assert.deepEqual(await list(), ids);
    const ended = await server.control('DELETE', `${FAULTS}/${ids[0]}`);
    assert.deepEqual([ended.status, ended.json.endedBecause], [200, 'deleted']);
    assert.deepEqual(await list('?standing=true'), ids.slice(1));
    const rest = await server.control('DELETE', FAULTS);
    assert.equal(rest.json.faults.length, 2);
    assert.deepEqual(await list('?standing=true'), []);
    assert.deepEqual(await list('?standing=false'), ids);
    assert.equal((await server.control('DELETE', `${FAULTS}/fault-0`)).status, 404);
  });

  test('hardware fails by either name of a node, and is cured with its fault', async () => {
    await server.createCluster('ml', 1);
    await server.control('POST', '/_quartermaster/clock', { runUntilIdle: true });
    const node = async () => (await server.control('GET', '/_quartermaster/nodes?cluster=ml')).json.nodes[0];
    const { instanceId, logicalId } = await node();
    for (const name of [instanceId, logicalId]) {
      const fault = await create({ type: 'node', cluster: 'ml', node: name, needs: 'reboot' });
      assert.deepEqual([fault.needs, fault.hitCount], ['reboot', 1]);
      assert.deepEqual(await node().then(({ ailment }) => [ailment.fault, ailment.needs]), [
        fault.id,
        'reboot',
      ]);
      await server.control('DELETE', `${FAULTS}/${fault.id}`);
      assert.equal((await node()).ailment, null);
    }
    const unknown = await server.control('POST', FAULTS, {
      type: 'node',
      node: 'i-00000000',
      needs: 'reboot',
    });
    assert.deepEqual([unknown.status, unknown.json.error.code], [404, 'NotFound']);
  });
});
