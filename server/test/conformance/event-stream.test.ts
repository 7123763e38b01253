import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { CreateClusterCommand, ListClusterEventsCommand } from '@aws-sdk/client-sagemaker';
import { continuous, describe, group } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const oldestFirst = { SortOrder: 'Ascending' } as const;
const list = async (ClusterName: string, input: typeof oldestFirst) =>
  (await client.send(new ListClusterEventsCommand({ ClusterName, ...input }))).Events!;

test('the same changes go out as EventBridge events, in order', async () => {
  await client.send(new CreateClusterCommand(continuous('bridge', [group('ig', 1)])));
  const stream = await fetch(`${service.url}/_quartermaster/events`, {
    headers: { accept: 'text/event-stream' },
  });
  assert.match(stream.headers.get('content-type')!, /^text\/event-stream/);
  await service.settle();
  const expected = (await list('bridge', oldestFirst)).length - 1;
  const seen: { source: string; resources: string[]; detail: { EventDetails: { Description: string } } }[] =
    [];
  let text = '';
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      const event = data === undefined ? undefined : JSON.parse(data);
      if (event?.['detail-type'] === 'SageMaker HyperPod Cluster Event') seen.push(event);
    }
    if (seen.length >= expected) break;
  }
  const descriptions = seen.map((event) => event.detail.EventDetails.Description);
  assert.deepEqual(
    descriptions,
    (await list('bridge', oldestFirst)).slice(-descriptions.length).map((event) => event.Description),
  );
  assert.equal(seen[0]!.source, 'aws.sagemaker');
});

interface Sent {
  readonly id: string;
  readonly 'detail-type': string;
  readonly detail: {
    readonly EventDetails?: { readonly EventId: string };
    readonly ClusterStatus?: string;
    readonly CreationTime?: number;
  };
}

test('a webhook gets every event in order, also what it refused at first', async () => {
  const taken: Sent[] = [];
  let refusals = 1;
  const receiver = createServer(async (request, response) => {
    const event = (await json(request)) as Sent;
    if (refusals > 0) {
      refusals -= 1;
      return response.writeHead(503).end();
    }
    taken.push(event);
    response.writeHead(204).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  after(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const { port } = receiver.address() as AddressInfo;
  const hooked = await startService('--event-webhook', `http://127.0.0.1:${port}/events`);
  const caller = hooked.client();
  await caller.send(new CreateClusterCommand(continuous('hooked', [group('ig', 1)])));
  await hooked.settle();
  const undelivered = async () => (await hooked.control('GET', 'health')).json.webhook.undelivered;
  while ((await undelivered()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const { Events } = await caller.send(
    new ListClusterEventsCommand({ ClusterName: 'hooked', SortOrder: 'Ascending' }),
  );
  assert.deepEqual(
    taken.flatMap(({ detail }) => detail.EventDetails?.EventId ?? []),
    Events!.map((event) => event.EventId),
  );
  assert.ok(taken.every(({ id, detail }) => id !== detail.EventDetails?.EventId));
  const changes = taken.filter((event) => event['detail-type'] === 'SageMaker HyperPod Cluster State Change');
  assert.deepEqual(
    [...new Set(changes.map(({ detail }) => detail.ClusterStatus))],
    ['Creating', 'InService'],
  );
  const { CreationTime } = await describe(caller, 'hooked');
  assert.equal(changes[0]!.detail.CreationTime, CreationTime!.getTime());
});
