import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Deployment, type Endpoint, heldOf, type Variant } from './endpoint.ts';
import { launch } from './launch.ts';
import { hold, letGo, type Wanted, wantedOf } from './plan-holds.ts';
import { dropEndpoint, saveEndpoint } from './save-endpoint.ts';

/** What an endpoint does is done: it serves, serves what is new, or is gone; or it failed. */
export function endpointIsDue(draft: Draft, key: string, context: Context): void {
  const endpoint = draft.get('endpoint', key);
  const operation = endpoint?.operation;
  if (endpoint === undefined || operation === undefined) return;
  switch (operation.kind) {
    case 'delete':
      return dropEndpoint(draft, letGo(draft, endpoint, context), context);
    case 'create':
      return finishCreation(draft, endpoint, context);
    case 'update':
      return finishChange(draft, endpoint, operation.next!, wantedOf(operation.next!), () => true, context);
    case 'scale':
      return finishScaling(draft, endpoint, operation.next!, context);
  }
}

/** An endpoint that cannot be created is Failed, and has nothing (documented). */
function finishCreation(draft: Draft, endpoint: Endpoint, context: Context): void {
  const { present } = endpoint;
  const launched = launch(draft, endpoint, present, wantedOf(present), () => true, context);
  const after = { operation: undefined, modifiedAt: context.now };
  if ('failure' in launched) {
    const failed = { ...letGo(draft, endpoint, context), ...after, status: 'Failed' } as const;
    return saveEndpoint(draft, { ...failed, failureReason: launched.failure }, context);
  }
  const { endpoint: held, deployment } = launched;
  saveEndpoint(draft, { ...held, ...after, present: deployment, status: 'InService' }, context);
}

/** Only variants that grow need capacity; of a plan nothing is asked where its count stays. */
function finishScaling(draft: Draft, endpoint: Endpoint, next: Deployment, context: Context): void {
  const before = (variant: Variant): number => countIn(endpoint.present, variant.name);
  const grows = (variant: Variant): boolean => (variant.count ?? 0) > before(variant);
  const [present, wanted] = [wantedOf(endpoint.present), wantedOf(next)];
  const stays = [...wanted].every(([arn, count]) => present.get(arn) === count);
  const held = new Map(endpoint.holds.map(({ planArn, count }) => [planArn, count]));
  finishChange(draft, endpoint, next, stays ? held : wanted, grows, context);
}

const countIn = ({ variants, shadows }: Deployment, name: string): number =>
  [...variants, ...shadows].find((variant) => variant.name === name)?.count ?? 0;

/**
 * A change that cannot be made leaves the endpoint as it was, serving what it served, and the reason (documented for
 * deployments: the old fleet stays until the new one serves).
 */
function finishChange(
  draft: Draft,
  endpoint: Endpoint,
  next: Deployment,
  wanted: Wanted,
  isNew: (variant: Variant) => boolean,
  context: Context,
): void {
  const launched = launch(draft, endpoint, next, wanted, isNew, context);
  const after = { status: 'InService', operation: undefined, modifiedAt: context.now } as const;
  if ('failure' in launched) {
    const back = backToPresent(draft, endpoint, context);
    return saveEndpoint(draft, { ...back, ...after, failureReason: launched.failure }, context);
  }
  const { endpoint: held, deployment } = launched;
  const deploymentConfig =
    endpoint.operation!.kind === 'update' ? endpoint.operation!.deploymentConfig : endpoint.deploymentConfig;
  saveEndpoint(draft, { ...held, ...after, present: deployment, deploymentConfig }, context);
}

/** The endpoint with what it served with; where another took of it meanwhile, with what it still has. */
function backToPresent(draft: Draft, endpoint: Endpoint, context: Context): Endpoint {
  const wanted = wantedOf(endpoint.present);
  const left = new Map([...wanted].map(([arn, count]) => [arn, Math.min(count, heldOf(endpoint, arn))]));
  return hold(draft, endpoint, wanted, context) ?? hold(draft, endpoint, left, context)!;
}
