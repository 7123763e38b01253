import type { Sent } from './fuzz-exchange.ts';
import { badAuthorizations } from './fuzz-signature.ts';
import type { Draws } from './random.ts';

/** The request with one header that is odd or hostile. */
export function withOddHeaders(sent: Sent, draws: Draws): Sent {
  const [name, value] = draws.pick([
    ['x-amz-target', draws.pick(targets)],
    ['content-type', draws.pick(contentTypes)],
    ['content-encoding', draws.pick(['gzip', 'br', 'x'])],
    ['host', draws.pick(hosts)],
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

const targets = [
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
];

const contentTypes = [
  'text/html',
  'application/json',
  'application/x-www-form-urlencoded',
  'x'.repeat(3_000),
  'application/x-amz-json-1.1; charset=utf-16',
];

const hosts = [
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost:99999999',
  '[::1',
  'a@localhost',
  '',
  'x'.repeat(3_000),
];

/** Paths where nothing is, or not that. */
export const oddPaths = [
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
