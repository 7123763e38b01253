import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../api/authenticate.ts';
import type { ControlHandler } from '../api/http.ts';
import type { Engine } from '../engine/engine.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { ControlParts, Reply } from './call.ts';
import { ControlError, controlErrorOf } from './control-error.ts';
import type { EventFeed } from './event-feed.ts';
import { membersOfBody, membersOfQuery, onlyKnown } from './members.ts';
import { findRoute, overview, PREFIX } from './routes.ts';

/**
 * The control endpoints: what the operator of the fleet needs and the API does not have. They look across
 * accounts and regions. Where signatures are checked, theirs are too, by the same keys.
 */
export interface ControlOptions {
  readonly engine: Engine;
  readonly feed: EventFeed;
  readonly metrics: Metrics;
  readonly authenticate: Authenticate;
  readonly seed: number;
  /** A handler met a defect; its client learns no more than that. */
  readonly onDefect: (error: unknown, where: string) => void;
}

/** Serves the control endpoints. Answers false for a path that is none of theirs. */
export function createControl({ authenticate, onDefect, ...rest }: ControlOptions): ControlHandler {
  const parts: ControlParts = { ...rest, begunAt: performance.now() };
  return async (request, response, body) => {
    const { path, query } = split(request.url ?? '/');
    const found = findRoute(request.method, path);
    if (found === undefined && path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return false;
    try {
      const reply = answer(request, response, body, found, query);
      send(response, reply instanceof Promise ? await reply : reply);
    } catch (error) {
      const refusal = controlErrorOf(error);
      if (refusal.code === 'InternalFailure') onDefect(error, `control ${request.method} ${path}`);
      sendError(response, refusal);
    }
    return true;
  };

  function answer(
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer,
    found: ReturnType<typeof findRoute>,
    queryText: string,
  ): Reply | Promise<Reply> {
    const { method = 'GET', url = '/', headers } = request;
    if (found === undefined || 'allow' in found || found.route.open !== true) {
      authenticate({ method, path: url, headers, body: bytes });
    }
    if (found === undefined) {
      throw new ControlError(
        'NotFound',
        `There is nothing at ${url.slice(0, 128)}. The control endpoints are ${overview}.`,
      );
    }
    if ('allow' in found) {
      response.setHeader('allow', found.allow.join(', '));
      throw new ControlError(
        'MethodNotAllowed',
        `${method} is not served at ${url.slice(0, 128)}. Use ${found.allow.join(' or ')}.`,
      );
    }
    const { route, names } = found;
    const name = `${route.method} ${route.path}`;
    const query = membersOfQuery(queryText);
    onlyKnown(query, route.query ?? [], `the query of ${name}`);
    const body = route.body === 'raw' ? {} : membersOfBody(bytes);
    if (route.body !== 'own' && route.body !== 'raw')
      onlyKnown(body, route.body ?? [], `the body of ${name}`);
    return route.handler({ ...parts, names, query, body, bytes, request, response });
  }
}

function split(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'streaming') return;
  if ('text' in reply) return end(response, 200, reply.contentType, reply.text);
  end(response, reply.status ?? 200, 'application/json', JSON.stringify(reply.json));
}

function sendError(response: ServerResponse, { code, status, message }: ControlError): void {
  if (response.headersSent) response.destroy();
  else end(response, status, 'application/json', JSON.stringify({ error: { code, message } }));
}

function end(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, [
    'content-type',
    contentType,
    'content-length',
    String(Buffer.byteLength(text)),
    'cache-control',
    'no-store',
  ]);
  response.end(text);
}
