import { connect, type Socket } from 'node:net';
import { sign } from '../server/src/api/sigv4.ts';
import { cpuMs } from './processes.ts';

/**
 * The load generator, a process of its own: so many connections, each sending its next request when the
 * answer to the last one is there (closed loop, no pipelining). It writes prepared bytes to sockets and reads
 * lengths only, so that it does not take the processor from the server that it measures.
 */
export interface Job {
  readonly port: number;
  readonly pid: number;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly path: string;
  readonly operation: string;
  /** `%N%` in it becomes a number that was not used before. */
  readonly body: string;
  /** `%OF%` in the body becomes one of these, in turn. */
  readonly of: readonly string[];
  /** Numbers begin here. */
  readonly first: number;
  /** One after the other, so many requests each; none: unsigned. */
  readonly accounts: readonly string[];
  readonly requestsPerAccount: number;
  readonly signed: boolean;
}

export interface Measured {
  readonly requests: number;
  readonly perSecond: number;
  readonly cpuMsPerRequest: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were neither 200 nor 201. */
  readonly failed: number;
  readonly firstFailure?: string;
  /** The first number that was not used. */
  readonly next: number;
}

const secretOf = (accessKeyId: string): string => `secret-of-${accessKeyId}`;

function requestsOf(job: Job): (n: number) => Buffer {
  const make = (n: number): Buffer => {
    const body = job.body.replaceAll('%N%', String(n)).replace('%OF%', job.of[n % job.of.length] ?? '');
    let headers: Record<string, string> = {
      host: `127.0.0.1:${job.port}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `SageMaker.${job.operation}`,
    };
    const account = job.accounts[Math.floor(n / job.requestsPerAccount) % job.accounts.length];
    if (account !== undefined && job.signed) {
      const credential = { accessKeyId: account, secretAccessKey: secretOf(account) };
      const request = { method: 'POST', path: job.path, headers, body };
      headers = sign(request, Date.now(), { region: 'us-east-1', service: 'sagemaker' }, credential);
    } else if (account !== undefined) {
      headers.authorization = `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    }
    headers['content-length'] = String(Buffer.byteLength(body));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`POST ${job.path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  };
  if (job.body.includes('%N%')) return make;
  const fixed = make(0);
  return () => fixed;
}

export function run(job: Job): Promise<Measured> {
  const request = requestsOf(job);
  const latencies: number[] = [];
  let next = job.first;
  let failed = 0;
  let firstFailure: string | undefined;
  let measuring = false;
  let over = false;
  const sockets = new Set<Socket>();

  const open = (): void => {
    const socket = connect({ port: job.port, host: '127.0.0.1', noDelay: true });
    let received: Buffer = Buffer.alloc(0);
    let begun = 0;
    const send = (): void => {
      begun = performance.now();
      socket.write(request(next++));
    };
    sockets.add(socket);
    socket.on('connect', send);
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.toString('latin1', 0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      if (measuring) latencies.push(performance.now() - begun);
      if (!/^HTTP\/1.1 20[01]/.test(head)) {
        failed += 1;
        firstFailure ??= received.toString('utf8', 0, 600);
      }
      received = Buffer.alloc(0);
      if (/connection: close/i.test(head)) socket.end();
      else if (!over) send();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      if (!over) open();
    });
  };

  return new Promise((resolve) => {
    for (let i = 0; i < job.connections; i += 1) open();
    setTimeout(() => {
      measuring = true;
      const [cpu, begun] = [cpuMs(job.pid), performance.now()];
      setTimeout(() => {
        measuring = false;
        over = true;
        const [usedMs, tookMs] = [cpuMs(job.pid) - cpu, performance.now() - begun];
        for (const socket of sockets) socket.destroy();
        latencies.sort((a, b) => a - b);
        const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
        resolve({
          requests: latencies.length,
          perSecond: (latencies.length / tookMs) * 1_000,
          cpuMsPerRequest: usedMs / latencies.length,
          p50Ms: at(0.5),
          p99Ms: at(0.99),
          failed,
          firstFailure,
          next,
        });
      }, job.measureMs);
    }, job.warmUpMs);
  });
}

if (process.send !== undefined) {
  process.on('message', (job: Job) => {
    run(job).then((measured) => process.send!(measured));
  });
}
