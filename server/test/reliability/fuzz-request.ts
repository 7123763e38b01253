import { bent } from './fuzz-bent.ts';
import { brokenText } from './fuzz-broken-text.ts';
import { controlRequest } from './fuzz-control.ts';
import type { WrongInput } from './fuzz-every-member.ts';
import type { Sent } from './fuzz-exchange.ts';
import { oddPaths, withOddHeaders } from './fuzz-head.ts';
import { type Inputs, operations } from './fuzz-inputs.ts';
import { invokeRequest } from './fuzz-invoke.ts';
import { textOf } from './fuzz-json.ts';
import { signed, type Target, withBadSignature } from './fuzz-signature.ts';
import { taskRequest } from './fuzz-tasks.ts';
import type { Draws } from './random.ts';

/** The kinds of requests that an HTTP client can send, and how often each comes. */
const kinds = {
  valid: 40,
  bent: 18,
  systematic: 20,
  text: 6,
  head: 6,
  signature: 3,
  control: 5,
  task: 12,
  invoke: 4,
  path: 2,
} as const;

/** One request of some kind; `nextWrong` is asked where its turn has come. */
export function requestFor(target: Target, draws: Draws, inputs: Inputs, nextWrong: () => WrongInput): Sent {
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
      return api(textOf(bent(inputs.valid(operation), draws)));
    case 'systematic': {
      const wrong = nextWrong();
      return api(textOf(wrong.input), wrong.operation);
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
    case 'task':
      // Without quotas there is little to ask of tasks.
      if (draws.chance(0.25)) return api(textOf(inputs.valid('CreateComputeQuota')), 'CreateComputeQuota');
      return signed(target, { kind, ...taskRequest(draws) });
    case 'invoke':
      return signed(target, { kind, ...invokeRequest(draws) });
    case 'path':
      return signed(target, {
        ...api('{}'),
        method: draws.pick(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']),
        path: draws.pick(oddPaths),
      });
  }
}
