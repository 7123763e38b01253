import type { ListEndpointsInput, ListEndpointsOutput } from '../../shapes/endpoint.ts';
import type { OperationContext } from '../context.ts';
import type { Page } from '../paging.ts';
import type { State } from '../state.ts';
import { type Endpoint, endpointArn } from './endpoint.ts';
import { isBetween, listNamed, orderOf } from './list-named.ts';

/** ListEndpoints. */
export function listEndpoints(
  state: State,
  input: ListEndpointsInput,
  context: OperationContext,
): ListEndpointsOutput {
  const { items, nextToken } = endpointPage(state, input, context);
  return { Endpoints: items.map(summarizeEndpoint), NextToken: nextToken };
}

/** The endpoints on one page. */
export function endpointPage(
  state: State,
  input: ListEndpointsInput,
  context: OperationContext,
): Page<Endpoint> {
  const rows = state.inOrder(
    'endpoint',
    context.world,
    input.SortBy === 'Status' ? byStatus : orderOf(input),
  );
  return listNamed(
    'ListEndpoints',
    rows,
    input,
    context,
    ({ status, modifiedAt }) =>
      (input.StatusEquals === undefined || status === input.StatusEquals) &&
      isBetween(modifiedAt, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore),
  );
}

const byStatus = ({ status, name }: Endpoint): string => `${status} ${name}`;

/** An endpoint as ListEndpoints shows it. */
export const summarizeEndpoint = (endpoint: Endpoint): ListEndpointsOutput['Endpoints'][number] => ({
  EndpointName: endpoint.name,
  EndpointArn: endpointArn(endpoint, endpoint.name),
  CreationTime: endpoint.createdAt,
  LastModifiedTime: endpoint.modifiedAt,
  EndpointStatus: endpoint.status,
});
