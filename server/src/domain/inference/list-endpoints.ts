import type { ListEndpointsInput, ListEndpointsOutput } from '../../shapes/endpoint.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { type Endpoint, endpointArn } from './endpoint.ts';
import { isBetween, listNamed } from './list-named.ts';

/** ListEndpoints. */
export function listEndpoints(
  state: State,
  input: ListEndpointsInput,
  context: OperationContext,
): ListEndpointsOutput {
  const { world } = context;
  const page = listNamed('ListEndpoints', state.named('endpoint', world).values(), input, context, {
    keyOf: input.SortBy === 'Status' ? ({ status, name }: Endpoint) => `${status} ${name}` : undefined,
    isWanted: ({ status, modifiedAt }: Endpoint) =>
      (input.StatusEquals === undefined || status === input.StatusEquals) &&
      isBetween(modifiedAt, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore),
  });
  return {
    Endpoints: page.items.map(({ name, createdAt, modifiedAt, status }) => ({
      EndpointName: name,
      EndpointArn: endpointArn(world, name),
      CreationTime: createdAt,
      LastModifiedTime: modifiedAt,
      EndpointStatus: status,
    })),
    NextToken: page.nextToken,
  };
}
