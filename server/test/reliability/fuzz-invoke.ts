import type { Sent } from './fuzz-exchange.ts';
import { endpoints } from './fuzz-names.ts';
import type { Draws } from './random.ts';

const names = [...endpoints, 'x', '%', '%00', '__proto__', '..', 'a'.repeat(64), 'ä'];
const kinds = [
  'invocations',
  'invocations',
  'invocations',
  'async-invocations',
  'invocations-response-stream',
];
const headerValues = ['', 'main', 'blue', '__proto__', 'x'.repeat(2_000), '\u00ff'];

/** A request to an endpoint: sound, or with a name, headers or a body that are not. */
export function invokeRequest(draws: Draws): Pick<Sent, 'method' | 'path' | 'headers' | 'body'> {
  const headers: Record<string, string> = { 'content-type': draws.pick(['application/json', 'x', '']) };
  for (const name of ['target-variant', 'custom-attributes', 'inference-id'])
    if (draws.chance(0.3)) headers[`x-amzn-sagemaker-${name}`] = draws.pick(headerValues);
  return {
    method: draws.pick(['POST', 'POST', 'POST', 'POST', 'GET']),
    path: `/endpoints/${draws.chance(0.6) ? draws.pick(endpoints) : encodeURI(draws.pick(names))}/${draws.pick(kinds)}`,
    headers,
    body: draws.pick([
      '{}',
      '',
      '\u0000',
      'x'.repeat(draws.between(1, 100_000)),
      Buffer.from([0xff, 0xfe, 0x00]),
    ]),
  };
}
