import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { INVOCATION_BYTES_MAX } from '../domain/limits.ts';
import { ApiError, errorBody } from './errors.ts';
import { refusal } from './origin.ts';
import type { ApiReply, Pipeline } from './pipeline.ts';

/**
 * The front door. It reads a request whole, within limits, refuses what comes from a foreign web page, and
 * hands it on: `POST /` to the API, `/endpoints/` to SageMaker Runtime, everything else to the control endpoints. Replies are always JSON or the
 * control endpoint's own type, never HTML. Once the server no longer listens, each reply closes its connection.
 */

/** The largest request body. The largest sensible request, 100 groups with all their labels, is under 3 MiB. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTIONS_MAX = 1_000;

/** Serves a request that is not the API's; answers false where it does not know the path. */
export type ControlHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
) => Promise<boolean>;

export interface HttpOptions {
  readonly pipeline: Pipeline;
  readonly control: ControlHandler;
  /** Serves requests to endpoints; asked before the control endpoints. */
  readonly runtime: ControlHandler;
  readonly allowedHosts: readonly string[];
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';

export function createHttpServer({ pipeline, control, runtime, allowedHosts }: HttpOptions): Server {
  const server = createServer(
    {
      keepAliveTimeout: 75_000,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      requireHostHeader: false, // origin.ts asks for it, and says so in JSON
    },
    serve,
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', refuseUnreadable);

  /** The last Host that was let in: nearly every request has the same, and need not be looked at again. */
  let knownHost: string | undefined;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const { host, origin, 'sec-fetch-site': site } = request.headers;
    if (host !== knownHost || origin !== undefined || site !== undefined) {
      const foreign = refusal({ host, origin, secFetchSite: site as string | undefined }, allowedHosts);
      if (foreign !== undefined) return end(response, new ApiError('AccessDeniedException', 403, foreign));
      knownHost = host;
    }
    const bytesMax = isOfEndpoint(request.url ?? '/') ? INVOCATION_BYTES_MAX : BODY_BYTES_MAX;
    read(request, bytesMax, (body) => {
      if (body === undefined) {
        const limit = `The request body is larger than ${bytesMax} bytes.`;
        return end(response, new ApiError('RequestEntityTooLargeException', 413, limit));
      }
      if (!server.listening) response.setHeader('connection', 'close');
      const { url = '/', method = 'GET', headers } = request;
      if (url !== '/' || method !== 'POST') return void serveOther(request, response, body);
      const reply = pipeline({ method, path: url, headers, body });
      if (reply instanceof Promise)
        reply.then(
          (late) => send(response, late),
          () => response.destroy(),
        );
      else send(response, reply);
    });
  }

  async function serveOther(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    try {
      const { method = 'GET', url = '/' } = request;
      if (isOfEndpoint(url) && (await runtime(request, response, body))) return;
      if (await control(request, response, body)) return;
      const unknown = `There is nothing at ${method} ${url.slice(0, 128)}. The API is POST /, the control endpoints are under /_quartermaster.`;
      end(response, new ApiError('UnknownOperationException', 404, unknown));
    } catch {
      response.destroy();
    }
  }
  return server;
}

const isOfEndpoint = (url: string): boolean => url.startsWith('/endpoints/');

function send(response: ServerResponse, { status, requestId, body }: ApiReply): void {
  response.writeHead(status, [
    'x-amzn-requestid',
    requestId,
    'content-type',
    CONTENT_TYPE,
    'content-length',
    String(Buffer.byteLength(body)),
  ]);
  response.end(body);
}

/** A refusal before the API was reached. */
function end(response: ServerResponse, error: ApiError): void {
  const body = errorBody(error);
  response.statusCode = error.status;
  response.setHeader('content-type', CONTENT_TYPE);
  response.setHeader('x-amzn-requestid', crypto.randomUUID());
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

const unreadable: Readonly<Record<string, [status: number, reason: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** What HTTP itself does not let through is refused in the same form as everything else. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy();
  const [status, reason] = unreadable[error.code ?? ''] ?? [400, 'Bad Request'];
  const text = `The request is not HTTP that can be read here: ${reason}.`;
  const body = errorBody(new ApiError('SerializationException', status, text));
  const head = `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: ${CONTENT_TYPE}`;
  const lines = `x-amzn-requestid: ${crypto.randomUUID()}\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\n${lines}\r\n\r\n${body}`);
}

/**
 * The whole body; undefined where it is too large. Where the client goes away before all has come, nothing more
 * happens. What is too large is answered at once, and what still comes of it is dropped: many clients look for
 * a reply only once all is sent, and closing the connection before that would take the reply with it.
 * REQUEST_TIMEOUT_MS ends it.
 */
function read(request: IncomingMessage, bytesMax: number, whole: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let isTooLarge = Number(request.headers['content-length'] ?? 0) > bytesMax;
  if (isTooLarge) whole(undefined);
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (isTooLarge) return;
    if (size <= bytesMax) return void chunks.push(chunk);
    isTooLarge = true;
    chunks.length = 0;
    whole(undefined);
  });
  request.on('end', () => {
    if (!isTooLarge) whole(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  });
}
