import { planCalled } from '../capacity/find-training-plan.ts';
import { openBlock } from '../capacity/letting-go.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { hitFault, standingFault } from '../fleet/outcome.ts';
import type { World } from '../world.ts';
import { type Deployment, type Endpoint, heldOf, isOnPlan, type Variant } from './endpoint.ts';
import { freeOf, hold, type Wanted } from './plan-holds.ts';
import { capacityTexts } from './plan-messages.ts';

/** What came of a launch: the endpoint with what it has of plans, and the deployment as it runs; or why not. */
export type Launched =
  | { readonly endpoint: Endpoint; readonly deployment: Deployment }
  | { readonly failure: string };

/** Brings the instances of a deployment up. `isNew` says which variants need any that are not there yet. */
export function launch(
  draft: Draft,
  endpoint: Endpoint,
  deployment: Deployment,
  wanted: Wanted,
  isNew: (variant: Variant) => boolean,
  context: Context,
): Launched {
  const alarm = alarmOf(draft, endpoint, context);
  if (alarm !== undefined) return { failure: capacityTexts.alarm(alarm) };
  const broken = brokenOf(draft, endpoint, context);
  if (broken) return { failure: capacityTexts.unhealthy(deployment.variants[0]!.name) };
  const got = (variants: readonly Variant[]): readonly (Variant | string)[] =>
    variants.map((variant) => (isNew(variant) ? withType(draft, endpoint, variant, context) : variant));
  const [variants, shadows] = [got(deployment.variants), got(deployment.shadows)];
  const failure = [...variants, ...shadows].find((variant) => typeof variant === 'string');
  if (typeof failure === 'string') return { failure };
  const held = hold(draft, endpoint, wanted, context);
  if (held === undefined) return { failure: whyNotHeld(draft, endpoint, wanted) };
  return {
    endpoint: held,
    deployment: {
      ...deployment,
      variants: variants as readonly Variant[],
      shadows: shadows as readonly Variant[],
    },
  };
}

/** The variant with the type that it gets, or why it gets none: every type that it may have is barred by a fault. */
function withType(draft: Draft, endpoint: Endpoint, variant: Variant, context: Context): Variant | string {
  if (variant.serverless !== undefined || isOnPlan(variant)) return variant;
  const { InstanceType, InstancePools = [] } = variant.spec;
  const types =
    InstanceType === undefined
      ? InstancePools.toSorted((a, b) => a.Priority - b.Priority).map((pool) => pool.InstanceType)
      : [InstanceType];
  for (const type of types) {
    const fault = standingFault(draft, endpoint, (spec) => spec.type === 'capacity' && bars(spec, type));
    if (fault === undefined) return { ...variant, instanceType: type };
    hitFault(draft, fault, `${type} of variant ${variant.name} of endpoint ${endpoint.name}`, context.now);
  }
  return capacityTexts.insufficient(types);
}

/** A zone alone without capacity does not matter: an endpoint takes its instances from any (our choice). */
const bars = (spec: { instanceType?: string; availabilityZone?: string }, type: string): boolean =>
  spec.availabilityZone === undefined && (spec.instanceType === undefined || spec.instanceType === type);

/** Whether a fault keeps the containers from coming up. */
function brokenOf(draft: Draft, endpoint: Endpoint, context: Context): boolean {
  const kind = endpoint.operation?.kind;
  const fault = standingFault(
    draft,
    endpoint,
    (spec) =>
      spec.type === 'endpoint' &&
      spec.reason !== 'instance' &&
      (spec.endpoint === undefined || spec.endpoint === endpoint.name) &&
      (spec.operation === undefined ? kind !== 'scale' : spec.operation === kind),
  );
  if (fault === undefined) return false;
  hitFault(draft, fault, `${kind} of endpoint ${endpoint.name}`, context.now);
  return true;
}

/** An alarm of the deployment that a fault has put to ALARM. */
function alarmOf(draft: Draft, endpoint: Endpoint & World, context: Context): string | undefined {
  const alarms = endpoint.operation?.deploymentConfig?.AutoRollbackConfiguration?.Alarms ?? [];
  const named = (name: string) => alarms.some(({ AlarmName }) => AlarmName === name);
  const fault = standingFault(draft, endpoint, (spec) => spec.type === 'alarm' && named(spec.alarmName));
  if (fault?.spec.type !== 'alarm') return undefined;
  hitFault(draft, fault, `update of endpoint ${endpoint.name}`, context.now);
  return fault.spec.alarmName;
}

function whyNotHeld(draft: Draft, endpoint: Endpoint, wanted: Wanted): string {
  for (const [arn, count] of wanted) {
    const plan = planCalled(draft.state, arn, endpoint);
    if (plan === undefined) continue;
    if (openBlock(plan, 'endpoint') === undefined) return capacityTexts.planNotOpen(plan.name, plan.status);
    const more = count - heldOf(endpoint, arn);
    if (more > freeOf(plan)) return capacityTexts.insufficientPlan(plan.name, more, freeOf(plan));
  }
  throw new Error(`the instances of ${endpoint.name} are free, and were not to be had`);
}
