import type {
  UpdateEndpointWeightsAndCapacitiesInput,
  UpdateEndpointWeightsAndCapacitiesOutput,
} from '../../shapes/endpoint.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { openBlock } from '../capacity/letting-go.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { checkReserved } from './check-variants.ts';
import {
  type Deployment,
  type Endpoint,
  endpointArn,
  heldOf,
  planOfDeployment,
  type Variant,
  wantedOfPlan,
} from './endpoint.ts';
import { findEndpoint } from './find.ts';
import { endpointRefusals } from './messages.ts';
import { freeOf, hold, wantedForBoth, wantedOf } from './plan-holds.ts';
import { planVariantRefusals } from './plan-messages.ts';
import { requireInService } from './require-in-service.ts';
import { saveEndpoint } from './save-endpoint.ts';

type Desired = UpdateEndpointWeightsAndCapacitiesInput['DesiredWeightsAndCapacities'];

/**
 * UpdateEndpointWeightsAndCapacities: the endpoint is Updating until variants have their new weights and counts
 * (documented). More than a training plan has is refused (documented), and so is more than it has free (our choice).
 */
export function updateEndpointWeightsAndCapacities(
  draft: Draft,
  input: UpdateEndpointWeightsAndCapacitiesInput,
  context: OperationContext,
): UpdateEndpointWeightsAndCapacitiesOutput {
  const { now, pace } = context;
  const endpoint = findEndpoint(draft.state, input.EndpointName, context);
  requireInService(endpoint);
  const next = changed(endpoint, input.DesiredWeightsAndCapacities);
  checkCapacity(draft, endpoint, next);
  const scaling = {
    ...endpoint,
    status: 'Updating',
    modifiedAt: now,
    failureReason: undefined,
    operation: { kind: 'scale', startedAt: now, dueAt: now + waitMs('endpointScaling', pace), next },
  } as const;
  const stays = wantedOfPlan(next) === wantedOfPlan(endpoint.present);
  const held = stays ? scaling : hold(draft, scaling, wantedForBoth(endpoint, wantedOf(next)), context)!;
  saveEndpoint(draft, held, context);
  return { EndpointArn: endpointArn(endpoint, endpoint.name) };
}

function changed(endpoint: Endpoint, desired: Desired): Deployment {
  const { present } = endpoint;
  const seen = new Set<string>();
  let variants = present.variants;
  for (const wish of desired) {
    const { VariantName: name } = wish;
    if (seen.has(name)) throw endpointRefusals.variantTwice(name);
    seen.add(name);
    const index = variants.findIndex((variant) => variant.name === name);
    if (index < 0) {
      const known = variants.map((variant) => variant.name);
      throw endpointRefusals.unknownVariant(name, endpointArn(endpoint, endpoint.name), known);
    }
    variants = variants.with(index, withWish(variants[index]!, wish));
  }
  return { ...present, variants };
}

function withWish(variant: Variant, wish: Desired[number]): Variant {
  const { DesiredWeight, DesiredInstanceCount, ServerlessUpdateConfig } = wish;
  const { name } = variant;
  if (
    DesiredWeight === undefined &&
    DesiredInstanceCount === undefined &&
    ServerlessUpdateConfig === undefined
  )
    throw endpointRefusals.nothingDesired(name);
  if (DesiredInstanceCount !== undefined && variant.serverless !== undefined)
    throw endpointRefusals.isServerless(name);
  if (ServerlessUpdateConfig !== undefined && variant.serverless === undefined)
    throw endpointRefusals.isNotServerless(name);
  if (DesiredInstanceCount === 0 && variant.spec.ModelName !== undefined)
    throw endpointRefusals.noInstances(name);
  return {
    ...variant,
    weight: DesiredWeight ?? variant.weight,
    ...(variant.serverless === undefined
      ? { count: DesiredInstanceCount ?? variant.count }
      : { serverless: { ...variant.serverless, ...ServerlessUpdateConfig } }),
  };
}

/** Whether the plan has what is wanted, if that changes. */
function checkCapacity(draft: Draft, endpoint: Endpoint, next: Deployment): void {
  const arn = planOfDeployment(next);
  const plan = arn === undefined ? undefined : planCalled(draft.state, arn, endpoint);
  const count = wantedOfPlan(next);
  if (plan === undefined || count === wantedOfPlan(endpoint.present)) return;
  const member = 'DesiredWeightsAndCapacities';
  checkReserved(plan, count, member);
  if (openBlock(plan, 'endpoint') === undefined)
    throw planVariantRefusals.notOpen(member, plan.name, plan.status);
  const more = count - heldOf(endpoint, arn!);
  if (more > freeOf(plan)) throw planVariantRefusals.inUse(member, more, freeOf(plan), plan.name);
}
