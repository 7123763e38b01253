import type { ProductionVariant } from '../../shapes/production-variant.ts';
import { planForUse } from '../capacity/plan-for-use.ts';
import { planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { configRefusals } from './config-messages.ts';
import type { ConfigSpec } from './endpoint-config.ts';
import { inferenceRefusals } from './messages.ts';
import { modelArn, namedKey } from './model.ts';
import { planVariantRefusals } from './plan-messages.ts';

/** A variant, and where it stands in the request. */
interface Placed {
  readonly variant: ProductionVariant;
  readonly member: string;
}

const placed = ({ ProductionVariants, ShadowProductionVariants = [] }: ConfigSpec): readonly Placed[] => [
  ...ProductionVariants.map((variant, i) => ({ variant, member: `ProductionVariants[${i}]` })),
  ...ShadowProductionVariants.map((variant, i) => ({ variant, member: `ShadowProductionVariants[${i}]` })),
];

/** Refuses a configuration that says nothing that could run. */
export function checkConfig(state: State, spec: ConfigSpec, context: OperationContext): void {
  const variants = placed(spec);
  const names = new Set<string>();
  for (const { variant, member } of variants) {
    if (names.has(variant.VariantName)) throw configRefusals.variantTwice(member, variant.VariantName);
    names.add(variant.VariantName);
    checkVariant(variant, member, spec);
  }
  checkModels(state, spec, context);
  checkPlan(state, spec, context);
}

function checkVariant(variant: ProductionVariant, member: string, spec: ConfigSpec): void {
  const { ModelName, ServerlessConfig, InstanceType, InstancePools, InitialInstanceCount } = variant;
  if (ModelName === undefined && spec.ExecutionRoleArn === undefined) throw configRefusals.noModel(member);
  if (ModelName !== undefined && variant.ManagedInstanceScaling?.Status === 'ENABLED')
    throw configRefusals.managedScaling();
  if (ServerlessConfig !== undefined) {
    const given = InstanceType === undefined ? InitialInstanceCount : InstanceType;
    if (given !== undefined || InstancePools !== undefined) throw configRefusals.serverlessInstances(member);
    const { ProvisionedConcurrency: provisioned = 0, MaxConcurrency } = ServerlessConfig;
    if (provisioned > MaxConcurrency) throw configRefusals.provisioned(member, provisioned, MaxConcurrency);
    return;
  }
  if (InstanceType === undefined && InstancePools === undefined) throw configRefusals.noInstanceType(member);
  if (InstanceType !== undefined && InstancePools !== undefined) throw configRefusals.bothTypes(member);
  if (InitialInstanceCount === undefined) throw configRefusals.noCount(member);
  const priorities = (InstancePools ?? []).map(({ Priority }) => Priority);
  if (new Set(priorities).size < priorities.length) throw configRefusals.samePriority(member);
}

/** Every model that is named must be there, also when the endpoint is made (observed: Could not find model). */
export function checkModels(state: State, spec: ConfigSpec, { world }: OperationContext): void {
  for (const { variant } of placed(spec)) {
    const names = [variant.ModelName, ...(variant.InstancePools ?? []).map((pool) => pool.ModelNameOverride)];
    for (const name of names)
      if (name !== undefined && state.get('model', namedKey(world, name)) === undefined)
        throw inferenceRefusals.unknown('model', modelArn(world, name));
  }
}

/**
 * The plan that the variants name: one, Active, for endpoints, of their instance type, and large enough (documented).
 * Undefined: they name none.
 */
export function checkPlan(
  state: State,
  spec: ConfigSpec,
  { world }: OperationContext,
): TrainingPlan | undefined {
  let plan: { readonly arn: string; readonly plan: TrainingPlan } | undefined;
  let count = 0;
  for (const { variant, member } of placed(spec)) {
    const reservation = variant.CapacityReservationConfig;
    if (reservation === undefined) continue;
    const at = `${member}.CapacityReservationConfig`;
    const { MlReservationArn: arn } = reservation;
    if (arn === undefined) throw planVariantRefusals.noArn(at);
    if (variant.ServerlessConfig !== undefined) throw planVariantRefusals.noInstances(at, 'ServerlessConfig');
    if (variant.InstancePools !== undefined) throw planVariantRefusals.noInstances(at, 'InstancePools');
    if (plan !== undefined && plan.arn !== arn)
      throw planVariantRefusals.twoPlans(`${at}.MlReservationArn`, plan.arn, arn);
    const use = {
      user: `variant '${variant.VariantName}'`,
      member: `${at}.MlReservationArn`,
      target: 'endpoint',
      instanceType: variant.InstanceType!,
      statuses: ['Active'],
    } as const;
    plan ??= { arn, plan: planForUse(state, arn, use, world) };
    if (plan.plan.instanceType !== variant.InstanceType) planForUse(state, arn, use, world);
    count += variant.InitialInstanceCount ?? 0;
    checkReserved(plan.plan, count, `${member}.InitialInstanceCount`);
  }
  return plan?.plan;
}

/** No more than the plan has, whoever uses it now (documented). */
export function checkReserved(plan: TrainingPlan, count: number, member: string): void {
  const { total, spare } = planCounts(plan);
  const reserved = total - spare;
  if (count > reserved) throw planVariantRefusals.exceeds(member, count, reserved, plan.name);
}
