import type { ListEndpointConfigsInput, ListEndpointConfigsOutput } from '../../shapes/endpoint-config.ts';
import type { OperationContext } from '../context.ts';
import type { Page } from '../paging.ts';
import type { State } from '../state.ts';
import { configArn, type EndpointConfig } from './endpoint-config.ts';
import { listNamed, orderOf } from './list-named.ts';

/** ListEndpointConfigs. */
export function listEndpointConfigs(
  state: State,
  input: ListEndpointConfigsInput,
  context: OperationContext,
): ListEndpointConfigsOutput {
  const { items, nextToken } = configPage(state, input, context);
  return { EndpointConfigs: items.map(summarizeConfig), NextToken: nextToken };
}

/** The configurations on one page. */
export const configPage = (
  state: State,
  input: ListEndpointConfigsInput,
  context: OperationContext,
): Page<EndpointConfig> => {
  const rows = state.inOrder('endpointConfig', context.world, orderOf(input));
  return listNamed('ListEndpointConfigs', rows, input, context);
};

/** A configuration as ListEndpointConfigs shows it. */
export const summarizeConfig = (
  config: EndpointConfig,
): ListEndpointConfigsOutput['EndpointConfigs'][number] => ({
  EndpointConfigName: config.name,
  EndpointConfigArn: configArn(config, config.name),
  CreationTime: config.createdAt,
});
