import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { Endpoints, variant } from './endpoint-requests.ts';
import { startService } from './service.ts';

/** A model server that does what the path of its URL says, and remembers what it got last. */
const last: { headers?: IncomingHttpHeaders; body?: string } = {};
const model: Server = createServer(async (asked, answer) => {
  last.headers = asked.headers;
  last.body = String(await buffer(asked));
  const kind = asked.url!.slice(1);
  if (kind === 'silent') return asked.socket.destroy();
  if (kind === 'endless') return void answer.once('close', () => model.emit('left'));
  if (kind === 'upgrade') return answer.writeHead(101, { connection: 'upgrade', upgrade: 'ws' }).end();
  if (kind === 'redirect') return answer.writeHead(302, { location: '/well' }).end();
  if (kind === 'large') return answer.end(Buffer.alloc(6 * 1024 * 1024 + 1));
  if (kind === 'largest') return answer.end(Buffer.alloc(6 * 1024 * 1024));
  if (kind === 'broken') return answer.writeHead(500).end('out of memory');
  if (kind === 'confused') return answer.writeHead(400).end('no prompt');
  answer.writeHead(200, { 'content-type': 'text/csv', 'x-amzn-sagemaker-custom-attributes': 'from-model' });
  return answer.end('0.5');
});
model.listen(0, '127.0.0.1');
await once(model, 'listening');
after(() => model.close());
const { port } = model.address() as AddressInfo;

/** A port where nobody listens any more. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  return free;
}

const kinds = ['well', 'silent', 'redirect', 'large', 'largest', 'broken', 'confused', 'endless', 'upgrade'];
const service = await startService(
  ...kinds.flatMap((kind) => ['--invoke-forward', `${kind}=http://127.0.0.1:${port}/${kind}`]),
  ...['--invoke-forward', `nobody=http://127.0.0.1:${await freePort()}/`],
);
const endpoints = new Endpoints(service, service.client());
await endpoints.model('llm');
await endpoints.config(
  'c',
  variant(1, { InitialVariantWeight: 1 }),
  variant(1, { VariantName: 'canary', InitialVariantWeight: 0 }),
);
for (const name of ['chat', 'nobody', ...kinds]) await endpoints.create(name, 'c');
await service.settle();

const custom = 'x-amzn-sagemaker-custom-attributes';

test('without a model server the answer says what was asked, and who would have served it', async () => {
  const { status, headers, json } = await endpoints.invoke('chat', 'a,b', {
    'content-type': 'text/csv',
    accept: 'application/json',
    [custom]: 'trace=7',
  });
  assert.equal(status, 200);
  assert.deepEqual(json, {
    endpoint: 'chat',
    endpointConfig: 'c',
    variant: 'main',
    model: 'llm',
    contentType: 'text/csv',
    accept: 'application/json',
    contentLength: 3,
    body: 'a,b',
  });
  assert.deepEqual(
    [headers['x-amzn-invoked-production-variant'], headers['content-type'], headers[custom]],
    ['main', 'application/json', 'trace=7'],
  );
});

test('what is shown of a request is text of at most 64 KiB', async (t) => {
  const table: Record<string, [body: Uint8Array, isShown: boolean]> = {
    'text of 64 KiB': [Buffer.alloc(64 * 1024, 'a'), true],
    'text of one byte more': [Buffer.alloc(64 * 1024 + 1, 'a'), false],
    'what is no text': [Buffer.from([0xff, 0xfe]), false],
    nothing: [Buffer.alloc(0), true],
  };
  for (const [sentence, [body, isShown]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { json } = await service.raw({ path: '/endpoints/chat/invocations', body });
      assert.deepEqual([json.contentLength, 'body' in json], [body.length, isShown]);
    });
  }
});

test('a request is 6 MiB at most, one to the API still 4 MiB', async () => {
  const path = '/endpoints/chat/invocations';
  const largest = 6 * 1024 * 1024;
  assert.equal((await service.raw({ path, body: Buffer.alloc(largest) })).status, 200);
  assert.equal(await announced(path, largest + 1), 413);
  assert.equal(await announced('/', 4 * 1024 * 1024 + 1), 413);
});

/** The status of what is refused before it has come. */
async function announced(path: string, length: number): Promise<number | undefined> {
  const call = request(`${service.url}${path}`, { method: 'POST', headers: { 'content-length': length } });
  call.on('error', () => undefined);
  call.write('a');
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  call.destroy();
  return response.statusCode;
}

test('a variant is chosen by its name', async () => {
  const { headers } = await endpoints.invoke('chat', 'x', { 'x-amzn-sagemaker-target-variant': 'canary' });
  assert.equal(headers['x-amzn-invoked-production-variant'], 'canary');
});

test('refused, as SageMaker Runtime refuses', async (t) => {
  const table: Record<string, [path: string, headers: Record<string, string>, message: RegExp]> = {
    'an endpoint that is not there': [
      'no/invocations',
      {},
      /^Endpoint no of account 111122223333 not found\.$/,
    ],
    'a name that is none': [
      'a..b/invocations',
      {},
      /^1 validation error detected: Value 'a\.\.b' at 'endpointName'/,
    ],
    'a name that is badly encoded': ['a%zz/invocations', {}, /Value 'a%zz' at 'endpointName'/],
    'a variant that is not there': [
      'chat/invocations',
      { 'x-amzn-sagemaker-target-variant': 'blue' },
      /has no variant blue/,
    ],
    'attributes that are too long': [
      'chat/invocations',
      { [custom]: 'a'.repeat(1_025) },
      /has 1025 characters, and 1024/,
    ],
    'attributes that are not ASCII': ['chat/invocations', { [custom]: 'caf\u00e9' }, /not ASCII/],
    'an inference component, which would be ignored': [
      'chat/invocations',
      { 'x-amzn-sagemaker-inference-component': 'part' },
      /InferenceComponentName is part, and inference components are not served/,
    ],
    'a stream': [
      'chat/invocations-response-stream',
      {},
      /^InvokeEndpointWithResponseStream is not served here/,
    ],
    'an asynchronous request': ['chat/async-invocations', {}, /^InvokeEndpointAsync is not served here/],
  };
  for (const [sentence, [path, headers, message]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const reply = await service.raw({ path: `/endpoints/${path}`, body: '{}', headers });
      assert.deepEqual([reply.status, reply.headers['x-amzn-errortype']], [400, 'ValidationError']);
      assert.match(reply.json.Message, message);
    });
  }
  await t.test('what is no operation', async () => {
    assert.equal((await service.raw({ path: '/endpoints/chat/other', body: '{}' })).status, 404);
    assert.equal((await service.raw({ method: 'GET', path: '/endpoints/chat/invocations' })).status, 404);
  });
  await t.test('a web page of elsewhere', async () => {
    const reply = await endpoints.invoke('chat', '{}', { origin: 'http://evil.example' });
    assert.deepEqual([reply.status, reply.json.__type], [403, 'AccessDeniedException']);
  });
});

test('a model server answers for its endpoint', async () => {
  const reply = await endpoints.invoke('well', 'a,b', {
    'content-type': 'text/csv',
    accept: 'text/csv',
    [custom]: 'trace=7',
  });
  assert.deepEqual([reply.status, reply.text, reply.headers['content-type']], [200, '0.5', 'text/csv']);
  assert.deepEqual(
    [reply.headers['x-amzn-invoked-production-variant'], reply.headers[custom]],
    ['main', 'from-model'],
  );
  assert.deepEqual(
    [last.body, last.headers!['content-type'], last.headers!.accept, last.headers![custom]],
    ['a,b', 'text/csv', 'text/csv', 'trace=7'],
  );
  const sent = Object.keys(last.headers!).sort();
  assert.deepEqual(
    sent,
    ['accept', 'connection', 'content-length', 'content-type', 'host', custom],
    'no signature of the caller goes to the model server, and nothing that nobody sent',
  );
  assert.equal((await endpoints.invoke('largest', 'x')).text.length, 6 * 1024 * 1024);
});

test('what goes wrong at a model server is its failure', async (t) => {
  const table: Record<string, [name: string, status: number, original: RegExp]> = {
    'it fails': ['broken', 500, /^out of memory$/],
    'it refuses': ['confused', 400, /^no prompt$/],
    'it sends us elsewhere': ['redirect', 302, /^$/],
    'it would rather speak something else': ['upgrade', 0, /gave no answer: it closed the connection/],
    'it hangs up': ['silent', 0, /gave no answer: ECONNRESET/],
    'it is not there': ['nobody', 0, /gave no answer: ECONNREFUSED/],
    'it says too much': ['large', 0, /answer is larger than 6291456 bytes/],
  };
  for (const [sentence, [name, status, original]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const reply = await endpoints.invoke(name, 'x');
      assert.deepEqual([reply.status, reply.headers['x-amzn-errortype']], [424, 'ModelError']);
      const { Message, OriginalStatusCode, OriginalMessage, LogStreamArn } = reply.json;
      assert.equal(OriginalStatusCode, status);
      assert.match(OriginalMessage, original);
      assert.match(LogStreamArn, new RegExp(`log-group:/aws/sagemaker/Endpoints/${name}$`));
      const kind = status >= 400 && status < 500 ? 'client' : 'server';
      const begin = `Received ${kind} error (${status}) from primary with message "${OriginalMessage}". See https://us-west-2.console.aws.amazon.com/`;
      assert.ok(Message.startsWith(begin), Message);
    });
  }
});

test('faults of the API come over requests to endpoints', async (t) => {
  const table: Record<string, [fault: object, status: number, code: string, message: RegExp]> = {
    'by name': [
      { operation: 'InvokeEndpoint', error: 'ThrottlingException' },
      400,
      'ThrottlingException',
      /^Rate exceeded \(fault /,
    ],
    'as over every operation': [
      { operation: '*', error: 'ServiceUnavailable' },
      503,
      'ServiceUnavailable',
      /^The/,
    ],
    'as a failure of the service': [
      { operation: 'InvokeEndpoint', error: 'InternalFailure' },
      500,
      'InternalFailure',
      /^The request failed\. \(fault /,
    ],
    'as a failure of the model': [
      { operation: 'InvokeEndpoint', error: 'ModelError' },
      424,
      'ModelError',
      /^Received server error \(500\) from primary with message "The request failed\. \(fault /,
    ],
  };
  for (const [sentence, [fault, status, code, message]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { json: made } = await service.control('POST', 'faults', { type: 'api', ...fault, count: 1 });
      const reply = await endpoints.invoke('chat', 'x');
      assert.deepEqual([reply.status, reply.headers['x-amzn-errortype']], [status, code]);
      assert.match(reply.json.Message, message);
      if (code === 'ModelError') assert.equal(reply.json.OriginalStatusCode, 500);
      const { json: met } = await service.control('GET', `faults/${made.id}`);
      assert.equal(met.hits[0].what, 'InvokeEndpoint of 111122223333/us-west-2');
      assert.equal((await endpoints.invoke('chat', 'x')).status, 200);
    });
  }
  await t.test('those of another operation do not', async () => {
    const { json } = await service.control('POST', 'faults', {
      type: 'api',
      operation: 'CreateEndpoint',
      error: 'ThrottlingException',
    });
    assert.equal((await endpoints.invoke('chat', 'x')).status, 200);
    await service.control('DELETE', `faults/${json.id}`);
  });
});

test('a client that goes away in the middle does no harm', async () => {
  const { hostname, port: own } = new URL(service.url);
  const call = request({ hostname, port: own, method: 'POST', path: '/endpoints/well/invocations' });
  call.on('error', () => undefined);
  call.setHeader('content-length', 1_000);
  call.write('a');
  await new Promise((resolve) => setTimeout(resolve, 50));
  call.destroy();
  assert.equal((await endpoints.invoke('chat', 'x')).status, 200);
});

test('nobody waits for a model server once the client has gone, and what came of it is counted', async () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=111122223333/20260803/us-west-2/sagemaker/aws4_request, SignedHeaders=host, Signature=0';
  const call = request(`${service.url}/endpoints/endless/invocations`, {
    method: 'POST',
    headers: { authorization },
  });
  call.on('error', () => undefined);
  const asked = once(model, 'request');
  call.end('x');
  await asked;
  const left = once(model, 'left', { signal: AbortSignal.timeout(5_000) });
  call.destroy();
  await left;
  assert.match(
    (await service.raw({ method: 'GET', path: '/_quartermaster/metrics' })).text,
    /requests_total\{operation="InvokeEndpoint",code="ClientGone"\} 1\n/,
  );
});
