import { connect } from 'node:net';
import type { Draws } from './random.ts';

/** Requests that an HTTP client would not send, byte by byte, and what comes back. */
export interface RawReply {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** How long a reply is waited for where the request may never be whole. */
const PATIENCE_MS = 60;
const PATIENCE_WHOLE_MS = 5_000;

export interface RawRequest {
  readonly what: string;
  readonly bytes: Buffer;
  /** Some of the bytes come later. */
  readonly later?: Buffer;
  /** Replies that must come; undefined: none need to. */
  readonly replies?: number;
}

const call = (headers: string, body = '{}', target = 'SageMaker.ListClusters'): string =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: ${target}\r\n${headers}\r\n${body}`;
const sized = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n`;
const listing = call(sized('{}'));
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n';

const makers: Readonly<
  Record<string, (draws: Draws) => Omit<RawRequest, 'what' | 'bytes'> & { bytes: string | Buffer }>
> = {
  pipelined: (draws) => {
    const replies = draws.between(2, 20);
    return { bytes: listing.repeat(replies), replies };
  },
  'chunked body': () => ({ bytes: call(CHUNKED, `${chunk('{')}${chunk('}')}0\r\n\r\n`), replies: 1 }),
  'chunked, with trailers': () => ({
    bytes: call(CHUNKED, `${chunk('{}')}0\r\nX-Amz-Target: SageMaker.Nothing\r\n\r\n`),
    replies: 1,
  }),
  'chunked, cut off': () => ({ bytes: call(CHUNKED, `${chunk('{"a":')}ff\r\n{`) }),
  'chunked, bad size': (draws) => ({
    bytes: call(CHUNKED, `${draws.pick(['zz', '-1', 'ffffffffffffffffff', '0x1', ''])}\r\n{}\r\n0\r\n\r\n`),
  }),
  'both lengths': () => ({ bytes: call(`${CHUNKED}Content-Length: 2\r\n`, `${chunk('{}')}0\r\n\r\n`) }),
  'two lengths': () => ({ bytes: call('Content-Length: 2\r\nContent-Length: 3\r\n') }),
  'body cut off': () => ({ bytes: call('Content-Length: 1000\r\n') }),
  'body longer than said': () => ({ bytes: call('Content-Length: 2\r\n', '{}{"more":true}') }),
  'bad length': (draws) => ({
    bytes: call(
      `Content-Length: ${draws.pick(['-1', '1e3', '2,2', '99999999999999999999', 'x', '+2', ' '])}\r\n`,
    ),
  }),
  'length over the limit': () => ({ bytes: call('Content-Length: 67108865\r\n', '{'), replies: 1 }),
  'body over the limit, chunked': () => ({
    bytes: call(CHUNKED, `${chunk('x'.repeat(1_000_000)).repeat(5)}0\r\n\r\n`),
    replies: 1,
  }),
  'late body': () => ({ bytes: call(sized('{}'), ''), later: Buffer.from('{}'), replies: 1 }),
  'headers in two parts': () => ({
    bytes: listing.slice(0, 30),
    later: Buffer.from(listing.slice(30)),
    replies: 1,
  }),
  'header without end': (draws) => ({
    bytes: `POST / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(draws.pick([100, 20_000, 100_000]))}`,
  }),
  'many headers': (draws) => ({
    bytes: call(`${'X-H: v\r\n'.repeat(draws.pick([100, 1_900, 5_000]))}${sized('{}')}`),
  }),
  'headers given twice': () => ({
    bytes: call(
      `X-Amz-Target: SageMaker.DescribeCluster\r\nAuthorization: a\r\nAuthorization: b\r\nHost: evil.example\r\n${sized('{}')}`,
    ),
  }),
  'no host': () => ({ bytes: 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n' }),
  'bad header': (draws) => ({
    bytes: call(
      `${draws.pick(['X Y: z', ': z', 'X\u0000: z', 'X: \u0001', 'novalue', '\tX: folded'])}\r\n${sized('{}')}`,
    ),
  }),
  'bare line feeds': () => ({ bytes: listing.replaceAll('\r\n', '\n') }),
  'old http': (draws) => ({
    bytes: listing.replace(
      'HTTP/1.1',
      draws.pick(['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', '']),
    ),
  }),
  'http 2 preface': () => ({ bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' }),
  'tls hello': () => ({ bytes: Buffer.from('16030100c8010000c40303', 'hex') }),
  'bad request line': (draws) => ({
    bytes: `${draws.pick(['GET', 'POST /', 'POST  / HTTP/1.1', 'POST / x HTTP/1.1', '/ POST HTTP/1.1', 'P\u0000ST / HTTP/1.1', '\r\n\r\n\r\n'])}\r\nHost: localhost\r\n\r\n`,
  }),
  'odd method': (draws) => ({
    bytes: listing.replace(
      'POST',
      draws.pick([
        'GET',
        'PUT',
        'TRACE',
        'OPTIONS',
        'PATCH',
        'DELETE',
        'QUERY',
        'PROPFIND',
        'SEARCH',
        'M-SEARCH',
        'FOO',
      ]),
    ),
  }),
  connect: () => ({ bytes: 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n' }),
  upgrade: () => ({
    bytes: call(`Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n${sized('{}')}`),
  }),
  'expect continue': () => ({ bytes: call(`Expect: 100-continue\r\n${sized('{}')}`), replies: 1 }),
  'expect something': () => ({ bytes: call(`Expect: the-unexpected\r\n${sized('{}')}`), replies: 1 }),
  'odd target path': (draws) => ({
    bytes: listing.replace(
      'POST / ',
      `POST ${draws.pick(['*', '//', '/?x=1', 'http://localhost/', 'http://evil.example/', '/%', '/%00', '/../', '/_quartermaster/../', 'x', '/\u00e9'])} `,
    ),
  }),
  noise: (draws) => ({
    bytes: Buffer.from(Array.from({ length: draws.between(1, 300) }, () => draws.between(0, 255))),
  }),
  nothing: () => ({ bytes: '' }),
};

export const rawKinds = Object.keys(makers);

/** A request of that kind. */
export function rawRequest(what: string, draws: Draws): RawRequest {
  const { bytes, ...rest } = makers[what]!(draws);
  return { what, bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'latin1'), ...rest };
}

/** A valid request with a few of its bytes changed, lost or doubled. */
export function mangled(draws: Draws): RawRequest {
  let bytes = Buffer.from(listing, 'latin1');
  for (let i = draws.between(1, 4); i > 0; i -= 1) {
    const at = draws.between(0, bytes.length - 1);
    const parts = [
      bytes.subarray(0, at),
      Buffer.from([draws.between(0, 255)]),
      bytes.subarray(at + draws.between(0, 2)),
    ];
    bytes = Buffer.concat(parts);
  }
  return { what: 'mangled', bytes };
}

/** Sends it on a connection of its own; answers all replies that came until the connection or the patience ended. */
export function sendRaw(port: number, { bytes, later, replies }: RawRequest): Promise<RawReply[]> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const socket = connect(port, '127.0.0.1');
    const finish = (): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(repliesIn(received));
    };
    const patience = setTimeout(finish, replies === undefined ? PATIENCE_MS : PATIENCE_WHOLE_MS);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (replies !== undefined && repliesIn(received).length >= replies) finish();
    });
    socket.on('end', finish);
    socket.on('close', finish);
    socket.on('error', () => undefined);
    socket.write(bytes);
    if (later !== undefined) setTimeout(() => socket.write(later), 5);
  });
}

/** The whole replies in the bytes; interim ones are passed over. */
function repliesIn(received: Buffer): RawReply[] {
  const replies: RawReply[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return replies;
    const head = rest.toString('latin1', 0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const body = rest.subarray(end + 4, end + 4 + length);
    if (body.length < length) return replies;
    if (status !== 100) replies.push({ status, head, body: body.toString() });
    rest = rest.subarray(end + 4 + length);
  }
}
