import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '../engine/engine.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { EventFeed } from './event-feed.ts';
import type { Members } from './members.ts';

/** What the handlers work with. */
export interface ControlParts {
  readonly engine: Engine;
  readonly feed: EventFeed;
  readonly metrics: Metrics;
  readonly seed: number;
  /** When the server began, as `performance.now()` tells. */
  readonly begunAt: number;
}

/** What the named segments of a path are. */
export type Names = Readonly<Record<string, string>>;

/** One control request, its path and members read. */
export interface Call extends ControlParts {
  readonly names: Names;
  readonly query: Members;
  readonly body: Members;
  /** The body as it came. */
  readonly bytes: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What goes back: JSON, a text of its own type, or `streaming` where the handler keeps the response. */
export type Reply =
  | { readonly status?: number; readonly json: unknown }
  | { readonly contentType: string; readonly text: string }
  | 'streaming';

export type Handler = (call: Call) => Reply | Promise<Reply>;

/** One line of the route table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{name}` stands for one segment. */
  readonly path: string;
  /** The members its query may have. */
  readonly query?: readonly string[];
  /**
   * The members its body may have; `own`: the handler checks them, for they depend on each other; `raw`: the
   * handler reads it, for it need not be JSON.
   */
  readonly body?: readonly string[] | 'own' | 'raw';
  /** Served to anyone, also where signatures are checked. */
  readonly open?: true;
  readonly handler: Handler;
}
