import type { Authenticate } from '../api/authenticate.ts';
import type { ControlHandler } from '../api/http.ts';
import type { Engine } from '../engine/engine.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { EventFeed } from './event-feed.ts';

export interface ControlOptions {
  readonly engine: Engine;
  readonly feed: EventFeed;
  readonly metrics: Metrics;
  readonly authenticate: Authenticate;
  readonly seed: number;
}

/** Minimal; widened later. */
export function createControl({ engine }: ControlOptions): ControlHandler {
  return async (request, response) => {
    if (request.url === '/_quartermaster/health') {
      response.setHeader('content-type', 'application/json');
      response.end('{"status":"ok"}');
      return true;
    }
    if (request.url?.endsWith('/reset') && request.method === 'POST') {
      await engine.execute({ type: 'reset' });
      response.setHeader('content-type', 'application/json');
      response.end('{"status":"ok"}');
      return true;
    }
    return false;
  };
}
