import { Agent, request } from 'node:http';

/** A small client for tests: one operation, one answer, no retries, so that what was acknowledged is known. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a reply of any operation
  readonly body: any;
}

/** The connection ended before the answer was there: whether it took effect is not known. */
export class Unanswered extends Error {
  override name = 'Unanswered';
  /** The server was not there to take it: it has no effect. */
  readonly refused: boolean;

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.refused = cause.code === 'ECONNREFUSED';
  }
}

/** JSON objects, one a line. */
const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

export class ApiClient {
  readonly #agent: Agent;
  readonly #url: string;

  constructor(url: string, connections: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  call(operation: string, input: object): Promise<Answer> {
    return this.send('POST', '/', JSON.stringify(input), {
      'x-amz-target': `SageMaker.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
    });
  }

  send(
    method: string,
    path: string,
    body = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(new Unanswered(error));
      const outgoing = request(`${this.#url}${path}`, { method, agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the answer was cut off')));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isLines = response.headers['content-type'] === 'application/x-ndjson';
          const body = isLines ? linesOf(text) : text === '' ? undefined : JSON.parse(text);
          resolve({ status: response.statusCode!, body });
        });
      });
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
