import type { Io } from './io.ts';
import { withProgress } from './progress.ts';
import type { Signer } from './signing.ts';

/** The server answered that it will not. Exit code 1. */
export class RequestFailed extends Error {
  override name = 'RequestFailed';
}

/** Nothing answers. Exit code 3. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

export type Query = Readonly<Record<string, string | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  readonly body?: object;
  /** Said on the terminal where it takes long. */
  readonly doing?: string;
  /** The reply is no JSON. */
  readonly isText?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: what the server says is taken at its word
export type Json = any;

/** Speaks to the control endpoints of one server. */
export class Client {
  readonly endpoint: URL;
  readonly #io: Io;
  readonly #signer: Signer | undefined;

  constructor(endpoint: URL, io: Io, signer?: Signer) {
    this.endpoint = endpoint;
    this.#io = io;
    this.#signer = signer;
  }

  /** A request and its reply. */
  async request(
    method: string,
    path: string,
    { query, body, doing, isText = false }: RequestOptions = {},
  ): Promise<Json> {
    const reading = this.#open(method, path, query, body).then((response) => response.text());
    const text = await withProgress(
      this.#io,
      doing ?? `waiting for ${this.endpoint.host}`,
      reading.catch(this.#unreachable),
    );
    return isText ? text : JSON.parse(text);
  }

  /** Every item of a list that comes in pages, with its last page. */
  async pages(path: string, member: string, query: Query): Promise<{ items: Json[]; last: Json }> {
    const items: Json[] = [];
    for (let nextToken: string | undefined; ; ) {
      const last = await this.request('GET', path, { query: { ...query, nextToken } });
      items.push(...last[member]);
      if (last.nextToken === null) return { items, last };
      nextToken = last.nextToken;
    }
  }

  /** Opens a stream of server-sent events. */
  async stream(
    path: string,
    query: Query,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await this.#open('GET', path, query, undefined, headers, signal).catch(
      this.#unreachable,
    );
    return response.body!;
  }

  async #open(
    method: string,
    path: string,
    query: Query = {},
    body?: object,
    extra: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    const url = new URL(`/_quartermaster${path}`, this.endpoint);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    const text = body === undefined ? '' : JSON.stringify(body);
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const { host: _, ...headers } = this.#signer?.(method, url, text, { ...type, ...extra }) ?? {
      ...type,
      ...extra,
    };
    const response = await fetch(url, {
      method,
      headers,
      body: text === '' ? undefined : text,
      redirect: 'manual',
      signal,
    });
    if (response.ok) return response;
    throw new RequestFailed(failureText(response.status, await response.text(), this.endpoint));
  }

  readonly #unreachable = (error: unknown): never => {
    if (error instanceof RequestFailed || (error as Error).name === 'AbortError') throw error;
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    const start = `quartermaster serve${this.endpoint.port === '8770' ? '' : ` --port ${this.endpoint.port}`}`;
    throw new Unreachable(
      `Nothing answers at ${this.endpoint.origin} (${code ?? (error as Error).message}). Start a server with '${start}', or name another with --endpoint.`,
    );
  };
}

function failureText(status: number, text: string, endpoint: URL): string {
  try {
    const json = JSON.parse(text);
    const message = json.error?.message ?? json.message;
    if (typeof message !== 'string') throw new Error();
    const hint =
      status === 401 ? ' Sign with --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.' : '';
    return message + hint;
  } catch {
    return `${endpoint.origin} answered HTTP ${status}, and not as Quartermaster does. Is it another server? Name the right one with --endpoint.`;
  }
}
