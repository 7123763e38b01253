import type { ListEndpointConfigsInput, ListEndpointConfigsOutput } from '../../shapes/endpoint-config.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { configArn } from './endpoint-config.ts';
import { listNamed } from './list-named.ts';

/** ListEndpointConfigs. */
export function listEndpointConfigs(
  state: State,
  input: ListEndpointConfigsInput,
  context: OperationContext,
): ListEndpointConfigsOutput {
  const { world } = context;
  const configs = state.named('endpointConfig', world).values();
  const page = listNamed('ListEndpointConfigs', configs, input, context);
  return {
    EndpointConfigs: page.items.map(({ name, createdAt }) => ({
      EndpointConfigName: name,
      EndpointConfigArn: configArn(world, name),
      CreationTime: createdAt,
    })),
    NextToken: page.nextToken,
  };
}
