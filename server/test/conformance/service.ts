/**
 * A whole server inside the test process, called over real HTTP with the real SDK. The store is in memory and
 * the clock virtual: tests move time by the control endpoint, as a user's test suite would.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { SageMakerClient, type SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import { pino } from 'pino';
import { type Config, readConfig } from '../../src/config.ts';
import { serve } from '../../src/serve.ts';
import { checkReply } from './reply-check.ts';

export const account = '111122223333';
export const region = 'us-west-2';
export const startedAt = '2026-08-03T12:00:00.250Z';

const defaults = [
  ...['--store', 'memory', '--port', '0', '--clock', `virtual=${startedAt}`],
  ...['--seed', '1', '--pace', 'realistic', '--log-level', 'silent'],
];

export interface Service {
  readonly url: string;
  /** Speaks for an account and region. */
  readonly client: (config?: Partial<SageMakerClientConfig>) => SageMakerClient;
  readonly control: (method: string, path: string, body?: unknown) => Promise<ControlReply>;
  /** Moves the clock on by seconds. */
  readonly advance: (seconds: number) => Promise<void>;
  /** Lets everything under way come to its end. */
  readonly settle: () => Promise<void>;
  /** A request as it is, without the SDK. */
  readonly raw: (request: RawRequest) => Promise<RawReply>;
}

export interface ControlReply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever members it expects
  readonly json: any;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly operation?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever members it expects
  readonly json: any;
}

/** Starts a server for the tests of one file, and stops it after them. */
export async function startService(...options: readonly string[]): Promise<Service> {
  const config = readConfig([...defaults, ...options]);
  assert.notEqual(config, 'help');
  const running = await serve(config as Config, pino({ level: 'silent' }));
  const { url } = running;
  const clients: SageMakerClient[] = [];
  after(async () => {
    for (const client of clients) client.destroy();
    await running.close();
  });
  const control = async (method: string, path: string, body?: unknown): Promise<ControlReply> => {
    const { status, json } = await send(url, {
      method,
      path: `/_quartermaster/${path}`,
      headers: { authorization: '', 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return { status, json };
  };
  const move = async (body: object): Promise<void> => {
    const { status, json } = await control('POST', 'clock', body);
    assert.equal(status, 200, JSON.stringify(json));
  };
  return {
    url,
    control,
    client: (config = {}) => {
      const client = clientOf(url, config);
      clients.push(client);
      return client;
    },
    advance: (seconds) => move({ advanceSeconds: seconds }),
    settle: () => move({ runUntilIdle: true }),
    raw: (request) => send(url, request),
  };
}

function clientOf(endpoint: string, config: Partial<SageMakerClientConfig>): SageMakerClient {
  const client = new SageMakerClient({
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...config,
  });
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        await checkBody(result.response, commandName.replace(/Command$/, ''));
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'checkReply' },
  );
  return client;
}

/** Reads the body of a success, checks it, and puts it back for the SDK to read. */
async function checkBody(response: unknown, operation: string): Promise<void> {
  const reply = response as { statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
  if (reply.statusCode !== 200) return;
  const chunks: Uint8Array[] = [];
  for await (const chunk of reply.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  reply.body = new Uint8Array(body);
  checkReply(operation, body.toString('utf8'));
}

const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20260803/${region}/sagemaker/aws4_request, SignedHeaders=host, Signature=0`;

/** By `node:http` itself, which lets a test send any header, each on a connection of its own. */
async function send(
  url: string,
  { method = 'POST', path = '/', operation, headers = {}, body = '' }: RawRequest,
): Promise<RawReply> {
  const call = request(`${url}${path}`, {
    method,
    agent: false,
    headers: {
      authorization,
      ...(method === 'POST' ? { 'content-type': 'application/x-amz-json-1.1' } : {}),
      ...(operation === undefined ? {} : { 'x-amz-target': `SageMaker.${operation}` }),
      ...headers,
    },
  });
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const reply = await text(response);
  return {
    status: response.statusCode!,
    headers: response.headers,
    text: reply,
    json: /^[[{]/.test(reply) ? JSON.parse(reply) : undefined,
  };
}
