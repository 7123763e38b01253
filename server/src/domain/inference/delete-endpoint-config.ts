import type { DeleteEndpointConfigInput, DeleteEndpointConfigOutput } from '../../shapes/endpoint-config.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { dropTags } from '../tag/write-tags.ts';
import { configArn } from './endpoint-config.ts';
import { findConfig } from './find.ts';
import { namedKey } from './model.ts';
import { sendConfigEvent } from './send-events.ts';

/**
 * DeleteEndpointConfig: also one that an endpoint runs, which the service lets happen and warns of (documented). The
 * endpoint goes on with what it was deployed with.
 */
export function deleteEndpointConfig(
  draft: Draft,
  { EndpointConfigName }: DeleteEndpointConfigInput,
  context: OperationContext,
): DeleteEndpointConfigOutput {
  const config = findConfig(draft.state, EndpointConfigName, context);
  draft.delete('endpointConfig', namedKey(config, config.name));
  dropTags(draft, configArn(config, config.name));
  sendConfigEvent(draft, config, 'deleted', context);
  return {};
}
