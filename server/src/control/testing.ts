import assert from 'node:assert/strict';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { type Running, serve } from '../serve.ts';

/** For tests over HTTP: a whole server on a free port, in memory, its time standing still until it is moved. */
export const startedAt = '2026-01-05T09:00:00.000Z';

// biome-ignore lint/suspicious/noExplicitAny: replies are looked at in tests as they come
export type Json = any;

export interface TestServer extends Running {
  /** A control call: the status and the JSON of its reply. */
  control(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: Json; headers: Headers }>;
  /** An API call that must succeed, in the name of an account and a region. */
  api(operation: string, input: object, world?: { account?: string; region?: string }): Promise<Json>;
  /** A Slurm cluster of one group, `nodes` strong. */
  createCluster(name: string, nodes: number, world?: { account?: string; region?: string }): Promise<void>;
}

/** Starts a server; `args` are further options of its command line. */
export async function testServer(...args: string[]): Promise<TestServer> {
  const clock = args.includes('--clock') ? [] : ['--clock', `virtual=${startedAt}`];
  const fixed = [
    '--store',
    'memory',
    '--port',
    '0',
    '--seed',
    '7',
    '--log-level',
    'silent',
    '--pace',
    'realistic',
  ];
  const config = readConfig([...fixed, ...clock, ...args]);
  assert.notEqual(config, 'help');
  const running = await serve(config as Exclude<typeof config, 'help'>, pino({ level: 'silent' }));
  const { url } = running;

  async function control(method: string, path: string, body?: unknown) {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(new URL(path, url), { method, body: text });
    const type = response.headers.get('content-type');
    const json = type === 'application/json' ? await response.json() : await response.text();
    return { status: response.status, json, headers: response.headers };
  }

  async function api(
    operation: string,
    input: object,
    { account = '111122223333', region = 'us-west-2' } = {},
  ) {
    const scope = `${account}/20260105/${region}/sagemaker/aws4_request`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'x-amz-target': `SageMaker.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text);
  }

  async function createCluster(name: string, nodes: number, world = {}) {
    const group = {
      InstanceGroupName: 'workers',
      InstanceType: 'ml.c5.large',
      InstanceCount: nodes,
      ExecutionRole: 'arn:aws:iam::111122223333:role/hyperpod',
      LifeCycleConfig: { SourceS3Uri: 's3://bucket/scripts', OnCreate: 'on_create.sh' },
    };
    await api('CreateCluster', { ClusterName: name, InstanceGroups: [group] }, world);
  }
  return { ...running, control, api, createCluster };
}
