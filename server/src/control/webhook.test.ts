import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pino } from 'pino';
import { seededMarket } from '../domain/capacity/market.ts';
import { type Delivery, deliveryKey } from '../domain/notification.ts';
import { seededRandom } from '../domain/random.ts';
import { State } from '../domain/state.ts';
import { VirtualClock } from '../engine/clock.ts';
import { Engine } from '../engine/engine.ts';
import { MemoryStore } from '../store/memory.ts';
import { backOffMs, SUBJECTS_IN_PARALLEL, Webhook } from './webhook.ts';
import { WebhookTarget } from './webhook-post.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, event: { readonly id: string }) => void;

/** A receiver, an engine without clusters, and a webhook that waits for nothing between two tries. */
async function stage(answer: Answer) {
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request, response, JSON.parse(body));
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?token=secret`;
  const state = new State();
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const open = () => new Webhook(url.replace('//', '//user:p%40ss@'), log, () => 0);
  const engine = new Engine({
    state,
    store: new MemoryStore(),
    clock: new VirtualClock(0),
    random: seededRandom(1),
    pace: 'instant',
    webhook: true,
    market: seededMarket,
    publish: () => undefined,
    onDefect: (error) => assert.fail(error as Error),
  });
  const write = (...subjects: string[]): void => {
    for (const subject of subjects) {
      const sequence = Number(state.get('setting', 'deliveries')?.value ?? 0) + 1;
      state.put('setting', 'deliveries', { value: sequence });
      const delivery = { subject, sequence, event: { id: `${subject}${sequence}` } } as Delivery;
      state.put('delivery', deliveryKey(sequence), delivery);
    }
  };
  const drained = async (): Promise<void> => {
    while (state.all('delivery').size > 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const close = async (webhook: Webhook): Promise<void> => {
    await webhook.stop();
    receiver.closeAllConnections();
    receiver.close();
  };
  return { state, engine, open, write, drained, close, logged };
}

test('each event is posted until it is taken, in order within its cluster', async () => {
  const seen: string[] = [];
  const answers: Record<string, number[]> = { a1: [500, 302, 204], b2: [404, 200] };
  const { engine, open, write, drained, close, logged } = await stage((request, response, event) => {
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.headers.authorization, `Basic ${btoa('user:p@ss')}`);
    assert.equal(request.url, '/hook?token=secret');
    seen.push(event.id);
    response.writeHead(answers[event.id]?.shift() ?? 200, { location: '/elsewhere' }).end();
  });
  const webhook = open();
  write('a', 'b', 'a');
  webhook.start(engine);
  write('b', 'c');
  webhook.wake();
  await drained();
  await close(webhook);
  const of = (cluster: string) => seen.filter((id) => id.startsWith(cluster));
  assert.deepEqual([of('a'), of('b'), of('c')], [['a1', 'a1', 'a1', 'a3'], ['b2', 'b2', 'b4'], ['c5']]);
  assert.ok(logged.some((line) => line.includes('"failure":"HTTP 500"')));
  for (const secret of ['secret', 'p%40ss', 'p@ss', 'user'])
    assert.ok(!logged.join('').includes(secret), secret);
});

test('a cluster whose events are not taken does not hold up another', async () => {
  let stubborn = true;
  const { state, engine, open, write, drained, close } = await stage((_, response, { id }) => {
    response.writeHead(id === 'a1' && stubborn ? 500 : 200).end();
  });
  const webhook = open();
  write('a', 'b', 'b', 'a');
  webhook.start(engine);
  while (state.all('delivery').size > 2) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    [...state.all('delivery').values()].map(({ event }) => event.id),
    ['a1', 'a4'],
  );
  stubborn = false;
  await drained();
  await close(webhook);
});

test('what one run leaves, the next takes up', async () => {
  const seen: string[] = [];
  const { engine, open, write, drained, close } = await stage((_, response, { id }) => {
    seen.push(id);
    if (seen.length > 1) response.end();
  });
  const first = open();
  write('a', 'a');
  first.start(engine);
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await first.stop();
  const second = open();
  second.start(engine);
  await drained();
  await close(second);
  assert.deepEqual(seen, ['a1', 'a1', 'a2']);
});

test('a delivery forgotten while it was posted does not end the one that took its number', async () => {
  const seen: string[] = [];
  const held: ServerResponse[] = [];
  const { state, engine, open, write, drained, close } = await stage((_, response, { id }) => {
    seen.push(id);
    if (seen.length === 1) held.push(response);
    else response.end();
  });
  const webhook = open();
  write('a');
  webhook.start(engine);
  while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await engine.reset();
  webhook.wake();
  write('b');
  webhook.wake();
  held[0]!.end();
  await drained();
  await close(webhook);
  assert.deepEqual(seen, ['a1', 'b1']);
  assert.equal(state.all('delivery').size, 0);
});

test('only so many clusters are posted for at once', async () => {
  let open_ = 0;
  let most = 0;
  const { engine, open, write, drained, close } = await stage((_, response) => {
    open_ += 1;
    most = Math.max(most, open_);
    setImmediate(() => {
      open_ -= 1;
      response.end();
    });
  });
  const webhook = open();
  write(...Array.from({ length: SUBJECTS_IN_PARALLEL * 3 }, (_, i) => `c${i}-`));
  webhook.start(engine);
  await drained();
  await close(webhook);
  assert.ok(most > 1 && most <= SUBJECTS_IN_PARALLEL, String(most));
});

test('waits double up to a minute', () => {
  assert.deepEqual([1, 2, 3, 7, 8, 1_000].map(backOffMs), [500, 1_000, 2_000, 32_000, 60_000, 60_000]);
});

test('the name of a target is its origin, for the rest may be secret', () => {
  const target = new WebhookTarget('https://user:word@example.com:8443/services/T0/B0?token=x');
  assert.equal(target.name, 'https://example.com:8443');
  assert.equal(target.url, 'https://example.com:8443/services/T0/B0?token=x');
});
