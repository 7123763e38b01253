import type { CreateEndpointConfigInput, CreateEndpointConfigOutput } from '../../shapes/endpoint-config.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { ENDPOINT_CONFIGS_PER_WORLD_MAX } from '../limits.ts';
import { putTags } from '../tag/write-tags.ts';
import { checkConfig } from './check-variants.ts';
import { configArn } from './endpoint-config.ts';
import { inferenceRefusals } from './messages.ts';
import { namedKey } from './model.ts';
import { sendConfigEvent } from './send-events.ts';

/** CreateEndpointConfig: what it names must be there, a training plan Active and large enough (documented). */
export function createEndpointConfig(
  draft: Draft,
  { EndpointConfigName: name, Tags = [], ...spec }: CreateEndpointConfigInput,
  context: OperationContext,
): CreateEndpointConfigOutput {
  const { world, now } = context;
  const arn = configArn(world, name);
  const key = namedKey(world, name);
  if (draft.get('endpointConfig', key) !== undefined)
    throw inferenceRefusals.exists('endpoint configuration', arn);
  if (draft.state.named('endpointConfig', world).size >= ENDPOINT_CONFIGS_PER_WORLD_MAX)
    throw inferenceRefusals.tooMany('endpoint configuration', ENDPOINT_CONFIGS_PER_WORLD_MAX);
  checkConfig(draft.state, spec, context);
  const config = { ...world, name, createdAt: now, spec };
  draft.put('endpointConfig', key, config);
  putTags(draft, arn, Tags);
  sendConfigEvent(draft, config, 'created', context);
  return { EndpointConfigArn: arn };
}
