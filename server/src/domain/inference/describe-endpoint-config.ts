import type {
  DescribeEndpointConfigInput,
  DescribeEndpointConfigOutput,
} from '../../shapes/endpoint-config.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { configArn } from './endpoint-config.ts';
import { findConfig } from './find.ts';

/** DescribeEndpointConfig. */
export function describeEndpointConfig(
  state: State,
  { EndpointConfigName }: DescribeEndpointConfigInput,
  context: OperationContext,
): DescribeEndpointConfigOutput {
  const { name, createdAt, spec } = findConfig(state, EndpointConfigName, context);
  return {
    ...spec,
    EndpointConfigName: name,
    EndpointConfigArn: configArn(context.world, name),
    CreationTime: createdAt,
    EnableNetworkIsolation: spec.EnableNetworkIsolation ?? false,
  };
}
