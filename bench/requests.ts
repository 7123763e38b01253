import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Measured } from './load.ts';
import type { Subject } from './processes.ts';

/** Requests, and their measurement on several servers side by side. */
export const ACCOUNT = '123456789012';
/** Access keys for creating: a world takes 10,000 clusters, so they are spread over many accounts. */
export const ACCOUNTS = Array.from({ length: 60 }, (_, i) => String(200_000_000_000 + i));
const REQUESTS_PER_ACCOUNT = 9_000;

export const CREDENTIALS_TEXT = [ACCOUNT, ...ACCOUNTS]
  .map(
    (id) =>
      `[a${id}]\naws_access_key_id = ${id}\naws_secret_access_key = secret-of-${id}\naccount_id = ${id}\n`,
  )
  .join('\n');

export interface Call {
  readonly operation: string;
  readonly body: string;
  /** Spread over the accounts. */
  readonly spread?: boolean;
  /** `%OF%` in the body becomes one of these, in turn. */
  readonly of?: readonly string[];
}

export interface Effort {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Contestant {
  readonly name: string;
  readonly subject: Subject;
  readonly path: string;
  readonly signed: boolean;
  /** Before each round. */
  readonly before?: () => Promise<void>;
}

export type Result = Omit<Measured, 'next' | 'failed' | 'firstFailure'> & { readonly rounds: number };

export class LoadGenerator {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('load.ts', import.meta.url)));
  #first = 0;

  async measure(contestant: Contestant, call: Call, connections: number, effort: Effort): Promise<Measured> {
    const { subject, path, signed } = contestant;
    const job: Job = {
      port: subject.port,
      pid: subject.pid,
      connections,
      warmUpMs: effort.warmUpMs,
      measureMs: effort.measureMs,
      path,
      operation: call.operation,
      body: call.body,
      of: call.of ?? [],
      first: this.#first,
      accounts: call.spread === true ? ACCOUNTS : [ACCOUNT],
      requestsPerAccount: REQUESTS_PER_ACCOUNT,
      signed,
    };
    this.#child.send(job);
    const [measured] = (await once(this.#child, 'message')) as [Measured];
    this.#first = measured.next;
    if (measured.failed > 0) {
      throw new Error(
        `${contestant.name} answered ${call.operation} with an error:\n${measured.firstFailure}`,
      );
    }
    if (measured.requests === 0)
      throw new Error(`${contestant.name} answered no ${call.operation} within ${effort.measureMs} ms`);
    return measured;
  }

  /** In turn, A B A B, so that a slow moment of the machine falls on all; the median of the rounds. */
  async compare(
    contestants: readonly Contestant[],
    call: Call,
    connections: number,
    effort: Effort,
  ): Promise<Map<string, Result>> {
    const rounds = new Map<string, Measured[]>();
    for (let i = 0; i < effort.rounds; i += 1) {
      for (const contestant of contestants) {
        await contestant.before?.();
        const measured = await this.measure(contestant, call, connections, effort);
        rounds.set(contestant.name, [...(rounds.get(contestant.name) ?? []), measured]);
      }
    }
    return new Map([...rounds].map(([name, measured]) => [name, medians(measured)]));
  }

  stop(): void {
    this.#child.kill();
  }
}

/** The median of each figure. */
export function medians(measured: readonly Measured[]): Result {
  const of = (figure: (one: Measured) => number): number => median(measured.map(figure));
  return {
    rounds: measured.length,
    requests: of((one) => one.requests),
    perSecond: of((one) => one.perSecond),
    cpuMsPerRequest: of((one) => one.cpuMsPerRequest),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One request; throws where it is refused. */
// biome-ignore lint/suspicious/noExplicitAny: the reply of any operation
export async function call(url: string, operation: string, input: object, account = ACCOUNT): Promise<any> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': `SageMaker.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${operation}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

export async function control(url: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

export const groupOf = (name: string, count: number): object => ({
  InstanceGroupName: name,
  InstanceType: 'ml.p5.48xlarge',
  InstanceCount: count,
  ExecutionRole: 'arn:aws:iam::123456789012:role/bench',
  ThreadsPerCore: 1,
  LifeCycleConfig: { SourceS3Uri: 's3://sagemaker-bench/scripts', OnCreate: 'on_create.sh' },
});

export const VPC = { SecurityGroupIds: ['sg-0123456789abcdef0'], Subnets: ['subnet-0123456789abcdef0'] };

/** Groups of 5,000 nodes at the most: the API allows 6,758. */
export function clusterOf(name: string, nodes: number): object {
  const groups = Math.max(1, Math.ceil(nodes / 5_000));
  return {
    ClusterName: name,
    VpcConfig: VPC,
    InstanceGroups: Array.from({ length: groups }, (_, i) => groupOf(`group-${i}`, nodes / groups)),
  };
}
