import type { CreateEndpointInput, CreateEndpointOutput } from '../../shapes/endpoint.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { ENDPOINTS_PER_WORLD_MAX } from '../limits.ts';
import { putTags } from '../tag/write-tags.ts';
import { checkDeployment } from './check-deployment.ts';
import { checkModels, checkPlan } from './check-variants.ts';
import { deploymentOf } from './deployment.ts';
import { type Endpoint, endpointArn } from './endpoint.ts';
import { findConfig } from './find.ts';
import { inferenceRefusals } from './messages.ts';
import { namedKey } from './model.ts';
import { deployMs } from './operation-time.ts';
import { hold, wantedOf } from './plan-holds.ts';
import { saveEndpoint } from './save-endpoint.ts';

/**
 * CreateEndpoint: the endpoint is Creating, then InService or Failed (documented). It takes instances of a training
 * plan at once where they are free; where they are not when it is to serve, it fails, for instances of a reservation
 * without capacity fail to launch (documented).
 */
export function createEndpoint(
  draft: Draft,
  input: CreateEndpointInput,
  context: OperationContext,
): CreateEndpointOutput {
  const { EndpointName: name, Tags = [] } = input;
  const { world, now } = context;
  const arn = endpointArn(world, name);
  if (draft.get('endpoint', namedKey(world, name)) !== undefined)
    throw inferenceRefusals.exists('endpoint', arn);
  if (draft.state.named('endpoint', world).size >= ENDPOINTS_PER_WORLD_MAX)
    throw inferenceRefusals.tooMany('endpoint', ENDPOINTS_PER_WORLD_MAX);
  checkDeployment(input.DeploymentConfig);
  const config = findConfig(draft.state, input.EndpointConfigName, context);
  checkModels(draft.state, config.spec, context);
  checkPlan(draft.state, config.spec, context);
  const present = deploymentOf(draft.state, config, now);
  const dueAt = now + deployMs('create', present, undefined, context);
  const endpoint: Endpoint = {
    ...world,
    name,
    createdAt: now,
    modifiedAt: now,
    status: 'Creating',
    present,
    deploymentConfig: input.DeploymentConfig,
    operation: { kind: 'create', startedAt: now, dueAt },
    holds: [],
  };
  putTags(draft, arn, Tags);
  saveEndpoint(draft, hold(draft, endpoint, wantedOf(present), context) ?? endpoint, context);
  return { EndpointArn: arn };
}
