import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { sign } from '../../src/api/sigv4.ts';
import { Inputs, type Json, Names, operations, textOf } from './fuzz-inputs.ts';
import { mangled, type RawReply, rawKinds, rawRequest, sendRaw } from './fuzz-raw.ts';
import { Draws } from './random.ts';
import type { ServerProcess } from './server-process.ts';

/**
 * The fuzz: requests that are broken, hostile or odd in every way that could be thought of, at servers in
 * both modes of authentication, with valid ones in between so that rules are reached. Whatever comes, the
 * answer is JSON with an error that names itself, never a 500 and never HTML, and the server lives on.
 */
const USERS = 12;
/** Requests between two resets, so that the state stays small. */
const REQUESTS_PER_RESET = 4_000;
const RSS_MB_MAX = 600;
const CREDENTIAL = { accessKeyId: 'FUZZKEY', secretAccessKey: 'fuzz-secret' };
export const CREDENTIALS_TEXT = `[fuzz]\naws_access_key_id = ${CREDENTIAL.accessKeyId}\naws_secret_access_key = ${CREDENTIAL.secretAccessKey}\n`;

export interface Target {
  readonly server: ServerProcess;
  readonly signed: boolean;
}

export interface FuzzSummary {
  requests: number;
  /** By kind of request. */
  readonly kinds: Map<string, number>;
  /** By status, or 'closed'. */
  readonly statuses: Map<string, number>;
  /** Of API calls: by operation, how many came through. */
  readonly successes: Map<string, number>;
  rssMb: number;
}

interface Sent {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const kinds = {
  valid: 40,
  bent: 18,
  systematic: 20,
  text: 6,
  head: 6,
  signature: 3,
  control: 5,
  path: 2,
} as const;
const RAW_SHARE = 0.06;

export async function fuzz(targets: readonly Target[], requests: number, seed: number): Promise<FuzzSummary> {
  const run = new Run(targets, requests, seed);
  await run.run();
  return run.summary;
}

class Run {
  readonly summary: FuzzSummary = {
    requests: 0,
    kinds: new Map(),
    statuses: new Map(),
    successes: new Map(),
    rssMb: 0,
  };
  readonly #agent = new Agent({ keepAlive: true, maxSockets: USERS });
  readonly #targets: readonly Target[];
  readonly #requests: number;
  readonly #seed: number;
  readonly #names: ReadonlyMap<Target, Names>;
  readonly #systematic: readonly { operation: string; input: Json }[];
  #nextSystematic = 0;

  constructor(targets: readonly Target[], requests: number, seed: number) {
    this.#targets = targets;
    this.#names = new Map(targets.map((target) => [target, new Names()]));
    this.#requests = requests;
    this.#seed = seed;
    const draws = new Draws(seed);
    const every = [...new Inputs(draws, new Names()).everyMemberWrong()];
    for (let i = every.length - 1; i > 0; i -= 1) {
      const other = draws.between(0, i);
      [every[i], every[other]] = [every[other]!, every[i]!];
    }
    this.#systematic = every;
  }

  async run(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: USERS }, (_, user) => this.#user(user)));
      for (const target of this.#targets) await this.#isAlive(target);
    } finally {
      this.#agent.destroy();
    }
  }

  async #user(user: number): Promise<void> {
    const draws = new Draws(this.#seed + user + 1);
    while (this.summary.requests < this.#requests) {
      this.summary.requests += 1;
      const number = this.summary.requests;
      const target = draws.pick(this.#targets);
      const inputs = new Inputs(draws, this.#names.get(target)!);
      if (number % REQUESTS_PER_RESET === 0) await this.#reset();
      else if (draws.chance(RAW_SHARE)) await this.#raw(target, draws);
      else await this.#send(target, this.#make(target, draws, inputs));
    }
  }

  #make(target: Target, draws: Draws, inputs: Inputs): Sent {
    const kind = draws.weighted(kinds);
    const operation = draws.pick(operations);
    const api = (body: string | Buffer, name: string = operation): Sent =>
      signed(target, {
        kind,
        method: 'POST',
        path: '/',
        headers: { 'x-amz-target': `SageMaker.${name}`, 'content-type': 'application/x-amz-json-1.1' },
        body,
      });
    switch (kind) {
      case 'valid':
        return api(textOf(inputs.valid(operation)));
      case 'bent':
        return api(textOf(inputs.bent(inputs.valid(operation))));
      case 'systematic': {
        const { operation: name, input } =
          this.#systematic[this.#nextSystematic++ % this.#systematic.length]!;
        return api(textOf(input), name);
      }
      case 'text':
        return api(brokenText(textOf(inputs.valid(operation)), draws));
      case 'head':
        return withOddHeaders(api(textOf(inputs.valid(operation))), draws);
      case 'signature':
        return withBadSignature(api('{}'), draws);
      case 'control':
        return signed(target, {
          kind,
          headers: { 'content-type': 'application/json' },
          ...controlRequest(draws, inputs),
        });
      case 'path':
        return signed(target, {
          ...api('{}'),
          method: draws.pick(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']),
          path: draws.pick(oddPaths),
        });
    }
  }

  async #send(target: Target, sent: Sent): Promise<void> {
    let received: Received;
    try {
      received = await this.#exchange(target, sent);
    } catch (error) {
      throw this.#failure(target, `no answer: ${(error as Error).message}`, sent);
    }
    count(this.summary.kinds, sent.kind);
    count(this.summary.statuses, String(received.status));
    const wrong = sent.method === 'HEAD' ? undefined : wrongWith(received, isControl(sent.path));
    if (wrong !== undefined)
      throw this.#failure(target, `${wrong}: ${received.status} ${received.text.slice(0, 500)}`, sent);
    if (received.status === 200 && !isControl(sent.path)) {
      if (sent.kind === 'valid')
        count(this.summary.successes, String(sent.headers['x-amz-target']).slice('SageMaker.'.length));
      this.#names.get(target)!.learn(JSON.parse(received.text));
    }
  }

  #exchange(target: Target, { method, path, headers, body }: Sent): Promise<Received> {
    const { hostname, port } = new URL(target.server.url);
    return new Promise((resolve, reject) => {
      const options = {
        agent: this.#agent,
        hostname,
        port,
        method,
        path,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      };
      const outgoing = request(options, (response) => {
        const chunks: Buffer[] = [];
        const done = (): void =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          });
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', done);
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          done();
          outgoing.destroy();
        }
      });
      outgoing.setTimeout(30_000, () => outgoing.destroy(new Error('nothing for 30 s')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async #raw(target: Target, draws: Draws): Promise<void> {
    const sent = draws.chance(0.3) ? mangled(draws) : rawRequest(draws.pick(rawKinds), draws);
    const replies = await sendRaw(Number(new URL(target.server.url).port), sent);
    count(this.summary.kinds, 'raw');
    const fail = (what: string): Error =>
      this.#failure(target, `${what} (${sent.what})`, {
        kind: 'raw',
        method: '',
        path: '',
        headers: {},
        body: sent.bytes,
      });
    if (sent.replies !== undefined && replies.length < sent.replies)
      throw fail(`${replies.length} of ${sent.replies} replies`);
    if (replies.length === 0) count(this.summary.statuses, 'closed');
    for (const reply of replies) {
      count(this.summary.statuses, String(reply.status));
      const wrong = wrongWithRaw(reply);
      if (wrong !== undefined) throw fail(`${wrong}: ${reply.head}\n${reply.body.slice(0, 300)}`);
    }
  }

  async #reset(): Promise<void> {
    for (const target of this.#targets) {
      this.#look(target);
      const sent = signed(target, {
        kind: 'reset',
        method: 'POST',
        path: '/_quartermaster/reset',
        headers: {},
        body: '',
      });
      const { status, text } = await this.#exchange(target, sent);
      assert.equal(status, 200, text);
    }
  }

  async #isAlive(target: Target): Promise<void> {
    this.#look(target);
    const headers = { 'x-amz-target': 'SageMaker.ListClusters' };
    const { status, text } = await this.#exchange(
      target,
      signed(target, { kind: 'alive', method: 'POST', path: '/', headers, body: '{}' }),
    );
    assert.equal(status, 200, text);
    assert.deepEqual(target.server.defects(), []);
  }

  /** Its memory, and whether it has met a mistake of its own. */
  #look({ server }: Target): void {
    assert.deepEqual(server.defects().slice(0, 3), []);
    const rss = Number(/VmRSS:\s+(\d+)/.exec(statusOf(server.pid))?.[1] ?? 0) / 1_024;
    this.summary.rssMb = Math.max(this.summary.rssMb, Math.round(rss));
    assert.ok(rss < RSS_MB_MAX, `${rss} MB resident, more than ${RSS_MB_MAX}`);
  }

  #failure({ server }: Target, what: string, { kind, method, path, headers, body }: Sent): Error {
    return new Error(
      `seed ${this.#seed}, request ${this.summary.requests} (${kind}): ${what}\n` +
        `Sent: ${method} ${path} ${JSON.stringify(headers).slice(0, 600)}\n${JSON.stringify(String(body).slice(0, 1_500))}\n` +
        `Again: QUARTERMASTER_SEED=${this.#seed} QUARTERMASTER_FUZZ=${this.#requests}. The log: ${server.defects().slice(0, 2).join('\n').slice(0, 1_500)}`,
    );
  }
}

const isControl = (path: string): boolean =>
  path.startsWith('/_quartermaster') || path.startsWith('/moto-api');

/** What an answer must not be; undefined where all is well. */
function wrongWith({ status, headers, text }: Received, control: boolean): string | undefined {
  const type = String(headers['content-type']);
  if (status >= 500 && status !== 503 && !text.includes('(fault fault-')) return 'a server error';
  if (/html/i.test(type) || /<html|<!doctype/i.test(text)) return 'HTML';
  if (control && /^text\/(plain|event-stream)/.test(type) && status === 200) return undefined;
  let json: {
    __type?: unknown;
    error?: { code?: unknown; message?: unknown };
    message?: unknown;
    Message?: unknown;
  };
  try {
    json = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  if (status < 400) return undefined;
  const isApiError = typeof json.__type === 'string' && typeof (json.Message ?? json.message) === 'string';
  const isControlError = typeof json.error?.code === 'string' && typeof json.error.message === 'string';
  if (!isApiError && !(control && isControlError)) return 'an error that does not name itself';
  if (!control && headers['x-amzn-requestid'] === undefined) return 'no request id';
  return undefined;
}

function wrongWithRaw({ status, head, body }: RawReply): string | undefined {
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return wrongWith({ status, headers, text: body }, true);
}

function signed(target: Target, sent: Sent): Sent {
  if (!target.signed) return sent;
  const lower = Object.fromEntries(
    Object.entries(sent.headers).map(([name, value]) => [name, String(value)]),
  );
  const headers = { host: new URL(target.server.url).host, ...lower };
  return {
    ...sent,
    headers: sign(
      { ...sent, headers },
      Date.now(),
      { region: 'us-east-1', service: 'sagemaker' },
      CREDENTIAL,
    ),
  };
}

/** A JSON text that is cut, doubled, or has bytes in it that do not belong. */
function brokenText(text: string, draws: Draws): string | Buffer {
  const bytes = Buffer.from(text);
  const at = draws.between(0, bytes.length - 1);
  switch (draws.between(0, 7)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([draws.between(0, 255)]), bytes.subarray(at)]);
    case 2:
      return text + text;
    case 3:
      return draws.pick([
        '',
        ' ',
        'null',
        '[]',
        '"{}"',
        '0',
        'true',
        '{',
        '}',
        '{]',
        "{'a':1}",
        '{"a":1,}',
        'NaN',
        '<xml/>',
        '\ufeff{}',
        '\u0000',
        '{"a":undefined}',
        '// {}',
        '{"a":01}',
        '{"a":"\t"}',
        '{"a":"\\x"}',
      ]);
    case 4:
      return Buffer.from(text, 'utf16le');
    case 5:
      return Buffer.from(Array.from({ length: draws.between(1, 400) }, () => draws.between(0, 255)));
    case 6:
      return `${text.slice(0, -1)}${text === '{}' ? '' : ','}"x":${'['.repeat(draws.pick([10, 1_000, 40_000]))}`;
    default:
      return draws.chance(0.02)
        ? ' '.repeat(4_194_305)
        : text.replace(/"/g, () => (draws.chance(0.1) ? '' : '"'));
  }
}

function withOddHeaders(sent: Sent, draws: Draws): Sent {
  const [name, value] = draws.pick([
    [
      'x-amz-target',
      draws.pick([
        '',
        'SageMaker',
        'SageMaker.',
        'SageMaker.NoSuch',
        'sagemaker.ListClusters',
        'DynamoDB_20120810.ListTables',
        'SageMaker.__proto__',
        'SageMaker.constructor',
        'SageMaker.toString',
        `SageMaker.${'x'.repeat(4_000)}`,
        'SageMaker.ListClusters\t',
        'SageMaker.\xff',
      ]),
    ],
    [
      'content-type',
      draws.pick([
        'text/html',
        'application/json',
        'application/x-www-form-urlencoded',
        'x'.repeat(3_000),
        'application/x-amz-json-1.1; charset=utf-16',
      ]),
    ],
    ['content-encoding', draws.pick(['gzip', 'br', 'x'])],
    [
      'host',
      draws.pick([
        'evil.example',
        '127.0.0.1.evil.example',
        'localhost:99999999',
        '[::1',
        'a@localhost',
        '',
        'x'.repeat(3_000),
      ]),
    ],
    ['origin', draws.pick(['https://evil.example', 'null', 'file://', 'http://localhost', ''])],
    ['sec-fetch-site', draws.pick(['cross-site', 'same-origin', 'x'])],
    ['authorization', draws.pick(badAuthorizations)],
    ['x-amz-date', draws.pick(['', 'now', '20260102T030405Z', '99999999T999999Z'])],
    ['x-amz-content-sha256', draws.pick(['', 'UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x'])],
    ['x-amz-security-token', 'x'.repeat(draws.pick([1, 4_000]))],
    ['accept-encoding', 'gzip'],
    ['transfer-encoding', 'gzip, chunked'],
    ['cookie', 'a=b; '.repeat(500)],
    ['x-forwarded-host', 'evil.example'],
  ] as const);
  if (name === 'transfer-encoding') return sent;
  const headers = { ...sent.headers, [name]: value };
  if (draws.chance(0.1)) delete headers['x-amz-target'];
  return { ...sent, headers };
}

const scope = '20260102/us-east-1/sagemaker/aws4_request';
const badAuthorizations = [
  '',
  'x',
  'Basic dXNlcjpwYXNz',
  'Bearer x',
  'AWS4-HMAC-SHA256',
  'AWS4-HMAC-SHA256 Credential=',
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL.accessKeyId}/${scope}`,
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL.accessKeyId}/${scope}, SignedHeaders=host, Signature=`,
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date;nothing, Signature=${'0'.repeat(64)}`,
  `AWS4-HMAC-SHA256 Credential=nobody/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  `AWS4-HMAC-SHA256 Credential=111122223333/${scope}, SignedHeaders=host, Signature=x`,
  `AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/20260102/__proto__/sagemaker/aws4_request, SignedHeaders=host, Signature=x`,
  `AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;, Signature=;`,
  `AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f/g, SignedHeaders=constructor;__proto__, Signature=x`,
  `AWS4-HMAC-SHA256 ${'Credential=a/'.repeat(1_000)}`,
  'AWS4-ECDSA-P256-SHA256 Credential=x',
];

function withBadSignature(sent: Sent, draws: Draws): Sent {
  const headers = { ...sent.headers };
  const whole = String(headers.authorization ?? draws.pick(badAuthorizations));
  headers.authorization = draws.chance(0.5)
    ? draws.pick(badAuthorizations)
    : whole.slice(0, draws.between(0, whole.length)) + draws.hex(3);
  if (draws.chance(0.3)) delete headers['x-amz-date'];
  if (draws.chance(0.1)) delete headers.authorization;
  return { ...sent, headers };
}

const oddPaths = [
  '/',
  '/x',
  '//',
  '/index.html',
  '/favicon.ico',
  '/?Action=ListClusters',
  '/%2e%2e/',
  '/_quartermaster',
  '/_quartermaster/',
  '/_quartermaster/nothing',
  '/_quartermaster/health/',
  '/_quartermaster/../',
  '/_quartermaster/%00',
  '/_quartermaster/faults/%',
  '/_quartermaster/faults/__proto__',
  '/moto-api/',
  '/moto-api/data.json',
  `/${'x'.repeat(3_000)}`,
  '/_quartermaster/clusters?limit=0',
  '/_quartermaster/events?follow=true&follow=true',
  '/__proto__',
];

const junkValues: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1.5,
  '',
  'x',
  '@@huge@@',
  '@@deep@@',
  '@@proto@@',
  [],
  {},
  [null],
  '\u0000',
  'x'.repeat(5_000),
  '1999-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
];
const faultTypes = [
  'node',
  'capacity',
  'launch',
  'replacement',
  'lifecycle-script',
  'deep-health-check',
  'software-update',
  'slow',
  'internal-error',
  'alarm',
  'api',
  'nothing',
];

function controlRequest(draws: Draws, inputs: Inputs): Pick<Sent, 'method' | 'path' | 'body'> {
  const [method, path] = draws.pick([
    ['POST', '/clock'],
    ['POST', '/faults'],
    ['POST', '/faults'],
    ['POST', '/faults'],
    ['GET', '/faults'],
    ['GET', `/faults/${draws.pick(['x', '%', '__proto__', 'fault-00000000'])}`],
    ['DELETE', `/faults/${draws.pick(['x', '%', '__proto__'])}`],
    ['DELETE', '/faults'],
    ['GET', '/health'],
    ['GET', '/metrics'],
    ['GET', '/clock'],
    ['GET', `/events?cluster=${draws.pick(['fuzz-1', 'x', '', '%', '\u0000'].map(encodeURIComponent))}`],
    ['GET', '/events?follow=true'],
    ['GET', `/clusters?limit=${draws.pick(['1', '0', '-1', 'x', '1e9', ''])}`],
    ['GET', `/nodes?cluster=fuzz-${draws.between(1, 5)}&nextToken=${draws.pick(['', 'x', 'e30'])}`],
  ] as const);
  const body =
    method === 'POST'
      ? textOf(draws.chance(0.7) ? controlBody(path, draws, inputs) : draws.pick(junkValues))
      : '';
  return { method, path: `/_quartermaster${path}`, body };
}

function controlBody(path: string, draws: Draws, inputs: Inputs): Json {
  const junk = (): Json => draws.pick(junkValues);
  const maybe = (value: Json): Json => (draws.chance(0.8) ? value : junk());
  if (path === '/clock')
    return draws.pick<Json>([
      { advanceSeconds: maybe(draws.between(0, 600)) },
      { advanceTo: junk() },
      { runUntilIdle: maybe(true) },
      { [String(junk())]: junk() },
    ]);
  const known = inputs.valid('DescribeClusterNode');
  const body: { [name: string]: Json } = {
    type: maybe(draws.pick(faultTypes)),
    cluster: maybe('fuzz-1'),
    instanceGroup: maybe('workers'),
    node: maybe(known.NodeId ?? known.NodeLogicalId ?? 'i-00000000000000000'),
    needs: maybe(draws.pick(['reboot', 'replacement', 'nothing'])),
    factor: maybe(draws.between(1, 20)),
    alarmName: maybe('alarm'),
    operation: maybe(draws.pick([...operations, '*'])),
    error: maybe('ThrottlingException'),
    probability: maybe(0.5),
    delaySeconds: maybe(0.01),
    instanceType: maybe('ml.c5.large'),
    availabilityZone: maybe('us-east-1a'),
    durationSeconds: maybe(draws.between(1, 30)),
    count: maybe(draws.between(1, 5)),
  };
  const wanted: Readonly<Record<string, readonly string[]>> = {
    node: ['node', 'needs', 'durationSeconds'],
    capacity: ['instanceType', 'count'],
    slow: ['factor', 'count'],
    'internal-error': ['node', 'count'],
    alarm: ['alarmName', 'durationSeconds'],
    api: ['operation', 'error', 'delaySeconds', 'probability', 'count'],
  };
  const members = wanted[String(body.type)] ?? ['cluster', 'instanceGroup', 'count'];
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => name === 'type' || members.includes(name) || draws.chance(0.03)),
  );
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** What Linux tells of the process; nothing elsewhere. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
