import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { type Endpoint, endpointArn } from './endpoint.ts';
import { namedKey } from './model.ts';
import { sendEndpointEvent } from './send-events.ts';

/** Writes an endpoint, and sends out that its status changed. */
export function saveEndpoint(draft: Draft, endpoint: Endpoint, context: Context): void {
  const key = namedKey(endpoint, endpoint.name);
  const before = draft.get('endpoint', key);
  draft.put('endpoint', key, endpoint);
  if (before?.status !== endpoint.status) sendEndpointEvent(draft, endpoint, context);
}

/** Forgets an endpoint, which has nothing of a plan any more. */
export function dropEndpoint(draft: Draft, endpoint: Endpoint, context: Context): void {
  draft.delete('endpoint', namedKey(endpoint, endpoint.name));
  dropTags(draft, endpointArn(endpoint, endpoint.name));
  sendEndpointEvent(draft, endpoint, context, true);
}
