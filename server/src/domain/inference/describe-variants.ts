import type { PendingDeploymentSummary, ProductionVariantSummary } from '../../shapes/endpoint-summary.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import type { State } from '../state.ts';
import { type Deployment, type Endpoint, isOnPlan, type Variant } from './endpoint.ts';
import { countsFor } from './plan-holds.ts';
import { resolvedImage } from './resolved-image.ts';
import { runningOf } from './running.ts';

/** The variants that an endpoint has, and what they are to be. */
export function describeVariants(
  state: State,
  endpoint: Endpoint,
  which: 'variants' | 'shadows',
): readonly ProductionVariantSummary[] {
  const { present, operation } = endpoint;
  const desired = operation?.kind === 'scale' ? operation.next![which] : present[which];
  return present[which].map((variant, i) => ({
    ...described(variant, desired[i]!, present.askedAt),
    ...(variant.count !== undefined && {
      CurrentInstanceCount: runningOf(endpoint, variant),
      DesiredInstanceCount: desired[i]!.count,
    }),
    ...poolsOf(endpoint, variant),
    VariantStatus: statusOf(endpoint),
    CapacityReservationConfig: reservationOf(state, endpoint, variant),
  }));
}

/** The deployment that is under way. */
export const describePending = (
  { configName, variants, shadows }: Deployment,
  startedAt: number,
): PendingDeploymentSummary => {
  const pending = (variant: Variant) => ({
    ...described(variant, variant, startedAt),
    InstanceType: variant.spec.InstanceType,
    AcceleratorType: variant.spec.AcceleratorType,
    ...(variant.count !== undefined && { CurrentInstanceCount: 0, DesiredInstanceCount: variant.count }),
    VariantStatus: [{ Status: 'Creating', StartTime: startedAt } as const],
  });
  return {
    EndpointConfigName: configName,
    ProductionVariants: variants.map(pending),
    StartTime: startedAt,
    ShadowProductionVariants: shadows.length === 0 ? undefined : shadows.map(pending),
  };
};

function described(variant: Variant, desired: Variant, resolvedAt: number) {
  return {
    VariantName: variant.name,
    DeployedImages: variant.images.map((image) => ({
      SpecifiedImage: image,
      ResolvedImage: resolvedImage(image),
      ResolutionTime: resolvedAt,
    })),
    CurrentWeight: variant.weight,
    DesiredWeight: desired.weight,
    CurrentServerlessConfig: variant.serverless,
    DesiredServerlessConfig: variant.serverless && desired.serverless,
    ManagedInstanceScaling: variant.spec.ManagedInstanceScaling,
    RoutingConfig: variant.spec.RoutingConfig,
  };
}

function poolsOf(endpoint: Endpoint, variant: Variant) {
  const pools = variant.spec.InstancePools;
  if (pools === undefined) return {};
  return {
    InstancePools: pools.map(({ InstanceType }) => ({
      InstanceType,
      CurrentInstanceCount: InstanceType === variant.instanceType ? runningOf(endpoint, variant) : 0,
    })),
  };
}

function statusOf({ operation }: Endpoint): ProductionVariantSummary['VariantStatus'] {
  if (operation === undefined) return undefined;
  const Status = ({ create: 'Creating', delete: 'Deleting', update: 'Updating', scale: 'Updating' } as const)[
    operation.kind
  ];
  return [{ Status, StartTime: operation.startedAt }];
}

/** What the variant's plan has, and what of it the whole endpoint uses. No EC2 reservations are behind it. */
function reservationOf(
  state: State,
  endpoint: Endpoint,
  variant: Variant,
): ProductionVariantSummary['CapacityReservationConfig'] {
  if (!isOnPlan(variant)) return undefined;
  const arn = variant.spec.CapacityReservationConfig!.MlReservationArn!;
  const plan = planCalled(state, arn, endpoint);
  return {
    MlReservationArn: arn,
    CapacityReservationPreference: 'capacity-reservations-only',
    ...(plan && countsFor(plan, endpoint, arn)),
    Ec2CapacityReservations: [],
  };
}
