import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { type Endpoint, endpointArn } from './endpoint.ts';
import { configArn, type EndpointConfig } from './endpoint-config.ts';
import { inferenceRefusals } from './messages.ts';
import { type Model, modelArn, namedKey } from './model.ts';

/** The model of that name in the caller's world. */
export function findModel(state: State, name: string, { world }: OperationContext): Model {
  const model = state.get('model', namedKey(world, name));
  if (model === undefined) throw inferenceRefusals.unknown('model', modelArn(world, name));
  return model;
}

/** The endpoint configuration of that name. */
export function findConfig(state: State, name: string, { world }: OperationContext): EndpointConfig {
  const config = state.get('endpointConfig', namedKey(world, name));
  if (config === undefined) throw inferenceRefusals.unknown('endpoint configuration', configArn(world, name));
  return config;
}

/** The endpoint of that name. */
export function findEndpoint(state: State, name: string, { world }: OperationContext): Endpoint {
  const endpoint = state.get('endpoint', namedKey(world, name));
  if (endpoint === undefined) throw inferenceRefusals.unknown('endpoint', endpointArn(world, name));
  return endpoint;
}
