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
    contentType?: string,
  ): Promise<{ status: number; json: Json; headers: Headers }>;
  /** An API call that must succeed, in the name of an account and a region. */
  api(operation: string, input: object, world?: { account?: string; region?: string }): Promise<Json>;
  /** A Slurm cluster of one group, `nodes` strong. */
  createCluster(name: string, nodes: number, world?: { account?: string; region?: string }): Promise<void>;
  /**
   * An EKS cluster of p4d nodes, each team with a quota of so many of them and leave to borrow as much again, and
   * the classes `training` (50) and `inference` (90). Answers its ARN.
   */
  createGovernedCluster(
    name: string,
    nodes: number,
    teams: Readonly<Record<string, number>>,
  ): Promise<string>;
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

  async function control(method: string, path: string, body?: unknown, contentType?: string) {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers = contentType === undefined ? undefined : { 'content-type': contentType };
    const response = await fetch(new URL(path, url), { method, body: text, headers });
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

  async function createGovernedCluster(name: string, nodes: number, teams: Readonly<Record<string, number>>) {
    const settle = () => control('POST', '/_quartermaster/clock', { runUntilIdle: true });
    const { ClusterArn } = await api('CreateCluster', {
      ClusterName: name,
      Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-west-2:111122223333:cluster/${name}` } },
      VpcConfig: { SecurityGroupIds: ['sg-0123456789abcdef0'], Subnets: ['subnet-0123456789abcdef0'] },
      NodeRecovery: 'None',
      InstanceGroups: [
        {
          InstanceGroupName: 'workers',
          InstanceType: 'ml.p4d.24xlarge',
          InstanceCount: nodes,
          ExecutionRole: 'arn:aws:iam::111122223333:role/hyperpod',
          LifeCycleConfig: { SourceS3Uri: 's3://bucket/scripts', OnCreate: 'on_create.sh' },
        },
      ],
    });
    await settle();
    const PriorityClasses = [
      { Name: 'training', Weight: 50 },
      { Name: 'inference', Weight: 90 },
    ];
    await api('CreateClusterSchedulerConfig', {
      Name: name,
      ClusterArn,
      SchedulerConfig: { PriorityClasses },
    });
    for (const [TeamName, Count] of Object.entries(teams)) {
      await api('CreateComputeQuota', {
        Name: `${name}-${TeamName}`,
        ClusterArn,
        ComputeQuotaTarget: { TeamName, FairShareWeight: 10 },
        ComputeQuotaConfig: {
          ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge', Count }],
          ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 100 },
        },
      });
    }
    await settle();
    return ClusterArn as string;
  }
  return { ...running, control, api, createCluster, createGovernedCluster };
}
