import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { testWorld } from '../domain/cluster/testing.ts';
import { EndpointStage, variant } from '../domain/inference/testing.ts';
import type { Engine } from '../engine/engine.ts';
import { createRuntime } from './runtime.ts';

test('a request is counted once, also where its reply cannot be sent', async () => {
  const stage = new EndpointStage();
  stage.config('c', variant());
  stage.create('chat', 'c');
  stage.advanceHours(1);
  const counted: string[] = [];
  const runtime = createRuntime({
    engine: { state: stage.draft.state, context: () => stage.context } as unknown as Engine,
    authenticate: () => testWorld,
    metrics: { begin: () => 0, end: (_begun, operation, code) => counted.push(`${operation} ${code}`) },
    meetApiFault: () => undefined,
    forwards: new Map(),
    onDefect: () => undefined,
  });
  const statuses: number[] = [];
  const response = {
    once: () => undefined,
    end: () => undefined,
    writeHead(status: number) {
      statuses.push(status);
      if (status === 200) throw new TypeError('Invalid character in header content');
    },
  };
  const request = { method: 'POST', url: '/endpoints/chat/invocations', headers: {} };
  await runtime(request as IncomingMessage, response as unknown as ServerResponse, Buffer.from('x'));
  assert.deepEqual(statuses, [200, 500]);
  assert.deepEqual(counted, ['InvokeEndpoint InternalFailure']);
});
