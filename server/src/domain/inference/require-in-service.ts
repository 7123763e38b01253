import { type Endpoint, endpointArn } from './endpoint.ts';
import { endpointRefusals } from './messages.ts';

/** Refuses to change an endpoint that is being changed, or has failed. */
export function requireInService(endpoint: Endpoint): void {
  const { status } = endpoint;
  if (status === 'InService') return;
  const arn = endpointArn(endpoint, endpoint.name);
  if (endpoint.operation !== undefined) throw endpointRefusals.inProgress(arn, status);
  throw endpointRefusals.status(arn, status);
}
