import { type Agent, type OutgoingHttpHeaders, request } from 'node:http';

/** One request over HTTP, and the whole answer to it. */
export interface Sent {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const PATIENCE_MS = 30_000;

/** Sends it; of a stream of events the head alone is waited for. */
export function exchange(agent: Agent, url: string, sent: Sent): Promise<Received> {
  const { method, path, headers, body } = sent;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = {
      agent,
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
    outgoing.setTimeout(PATIENCE_MS, () =>
      outgoing.destroy(new Error(`nothing for ${PATIENCE_MS / 1_000} s`)),
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
