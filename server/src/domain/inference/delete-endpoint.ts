import type { DeleteEndpointInput, DeleteEndpointOutput } from '../../shapes/endpoint.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { endpointArn } from './endpoint.ts';
import { findEndpoint } from './find.ts';
import { endpointRefusals } from './messages.ts';
import { saveEndpoint } from './save-endpoint.ts';

/**
 * DeleteEndpoint: the endpoint is Deleting, and then gone, with what it has of a training plan given back
 * (documented). Refused while it is Creating or Updating (observed).
 */
export function deleteEndpoint(
  draft: Draft,
  { EndpointName }: DeleteEndpointInput,
  context: OperationContext,
): DeleteEndpointOutput {
  const { now, pace } = context;
  const endpoint = findEndpoint(draft.state, EndpointName, context);
  if (endpoint.operation !== undefined)
    throw endpointRefusals.inProgress(endpointArn(endpoint, endpoint.name), endpoint.status);
  const operation = {
    kind: 'delete',
    startedAt: now,
    dueAt: now + waitMs('endpointDeletion', pace),
  } as const;
  saveEndpoint(draft, { ...endpoint, status: 'Deleting', modifiedAt: now, operation }, context);
  return {};
}
