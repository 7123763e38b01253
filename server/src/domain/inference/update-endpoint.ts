import type { UpdateEndpointInput, UpdateEndpointOutput } from '../../shapes/endpoint.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { checkDeployment } from './check-deployment.ts';
import { checkModels, checkPlan, checkReserved } from './check-variants.ts';
import { deploymentOf, retaining } from './deployment.ts';
import { endpointArn, wantedOfPlan } from './endpoint.ts';
import { findConfig, findEndpoint } from './find.ts';
import { deployMs } from './operation-time.ts';
import { hold, wantedForBoth, wantedOf } from './plan-holds.ts';
import { RETAINED_COUNTS } from './plan-messages.ts';
import { requireInService } from './require-in-service.ts';
import { saveEndpoint } from './save-endpoint.ts';

/**
 * UpdateEndpoint: the endpoint is Updating, serving what it served, and then InService with the new configuration;
 * where that does not come up, with the old one and a FailureReason. It keeps what it has of a training plan until
 * then, and takes what is missing at once where it is free.
 */
export function updateEndpoint(
  draft: Draft,
  input: UpdateEndpointInput,
  context: OperationContext,
): UpdateEndpointOutput {
  const { now } = context;
  const endpoint = findEndpoint(draft.state, input.EndpointName, context);
  requireInService(endpoint);
  checkDeployment(input.DeploymentConfig);
  const config = findConfig(draft.state, input.EndpointConfigName, context);
  checkModels(draft.state, config.spec, context);
  const plan = checkPlan(draft.state, config.spec, context);
  const next = retaining(deploymentOf(draft.state, config, now), endpoint.present, input);
  if (plan !== undefined) checkReserved(plan, wantedOfPlan(next), RETAINED_COUNTS);
  const deploymentConfig =
    input.DeploymentConfig ?? (input.RetainDeploymentConfig === true ? endpoint.deploymentConfig : undefined);
  const dueAt = now + deployMs('update', next, deploymentConfig, context);
  const updating = {
    ...endpoint,
    status: 'Updating',
    modifiedAt: now,
    failureReason: undefined,
    operation: { kind: 'update', startedAt: now, dueAt, next, deploymentConfig },
  } as const;
  const held = hold(draft, updating, wantedForBoth(endpoint, wantedOf(next)), context) ?? updating;
  saveEndpoint(draft, held, context);
  return { EndpointArn: endpointArn(endpoint, endpoint.name) };
}
