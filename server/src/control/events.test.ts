import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { SUBSCRIBERS_MAX } from './event-feed.ts';
import { type Json, type TestServer, testServer } from './testing.ts';

const EVENTS = '/_quartermaster/events';

describe('the event stream', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer();
  });
  after(() => server.close());
  beforeEach(() => server.control('POST', '/_quartermaster/reset'));

  interface Frame {
    readonly id?: string;
    readonly event?: string;
    readonly data: Json;
  }

  /** Listens until `count` events have come, and hangs up. */
  async function listen(
    query: string,
    count: number,
    lastEventId?: string,
    begun?: () => Promise<void>,
  ): Promise<Frame[]> {
    const hangUp = new AbortController();
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await fetch(`${server.url}${EVENTS}${query}`, { headers, signal: hangUp.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    await begun?.();
    const frames: Frame[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/, 2)));
        if (fields.data !== undefined) frames.push({ ...fields, data: JSON.parse(fields.data) });
      }
      if (frames.length >= count) break;
    }
    hangUp.abort();
    return frames;
  }

  const past = async (query = ''): Promise<Json[]> =>
    (await server.control('GET', `${EVENTS}?follow=false${query}`)).json.events;
  const settle = () =>
    server.control('POST', '/_quartermaster/clock', { runUntilIdle: true }).then(() => undefined);

  test('what happens is streamed as it happens, and numbered', async () => {
    const frames = await listen('', 3, undefined, () => server.createCluster('ml', 1).then(settle));
    assert.deepEqual(
      frames.slice(0, 3).map(({ data }) => data),
      (await past()).slice(0, 3),
    );
    const numbers = frames.map(({ id }) => Number(id!.split('-')[1]));
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => numbers[0]! + i),
    );
  });

  test('the past of a cluster is what was sent out, whether the feed still holds it or the cluster alone, under another seed as well', async () => {
    await server.createCluster('ml', 1);
    await server.createCluster('other', 1);
    await settle();
    const whole = await past('&cluster=ml');
    assert.ok(whole.length > 3);
    assert.ok(whole.every(({ resources }) => resources[0] === whole[0].resources[0]));
    assert.ok((await past()).length > whole.length);

    const kept = whole.filter((event) => event['detail-type'] === 'SageMaker HyperPod Cluster Event');
    const restarted = await testServer('--seed', '8');
    const { state } = server.engine;
    for (const { cluster, nodes, events } of state.clusters.values()) {
      restarted.engine.state.put('cluster', cluster.id, cluster);
      for (const node of nodes.all())
        restarted.engine.state.put('node', `${cluster.id}/${node.logicalId}`, node);
      for (const event of events.entries)
        restarted.engine.state.put('event', `${cluster.id}/${event.sequence}`, event);
    }
    const { json } = await restarted.control('GET', `${EVENTS}?follow=false&cluster=ml`);
    await restarted.close();
    assert.deepEqual(json.events, kept);
  });

  test('a stream may begin with the past, and goes on where it was lost', async () => {
    await server.createCluster('ml', 1);
    await settle();
    const whole = await past('&cluster=ml');
    const frames = await listen('?cluster=ml&history=true', whole.length);
    assert.deepEqual(
      frames.map(({ data }) => data),
      whole,
    );
    const resumed = await listen('?cluster=ml&history=true', whole.length - 2, frames[1]!.id);
    assert.deepEqual(resumed, frames.slice(2));
  });

  test('who comes back after what is no longer held is told so', async () => {
    await server.createCluster('ml', 1);
    const frames = await listen('?cluster=ml', 2, 'otherrun-17');
    assert.equal(frames[0]!.event, 'gap');
    assert.deepEqual(frames[1]!.data, (await past())[0]);
  });

  test('the stream can be confined to an account and a region', async () => {
    await server.createCluster('ml', 1, { region: 'us-east-1' });
    await server.createCluster('ml', 1, { region: 'us-west-2' });
    const regions = new Set((await past('&region=us-west-2')).map(({ region }) => region));
    assert.deepEqual([...regions], ['us-west-2']);
  });

  test('there is a limit to listeners', async () => {
    const hangUp = new AbortController();
    const open = () => fetch(`${server.url}${EVENTS}`, { signal: hangUp.signal });
    const streams = await Promise.all(Array.from({ length: SUBSCRIBERS_MAX }, open));
    assert.ok(streams.every(({ status }) => status === 200));
    const { status, json } = await server.control('GET', EVENTS);
    assert.deepEqual([status, json.error.code], [503, 'Unavailable']);
    hangUp.abort();
  });
});
