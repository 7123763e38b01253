import type { EndpointStatus } from '../../shapes/endpoint.ts';
import type { DeploymentConfig } from '../../shapes/endpoint-deployment.ts';
import type {
  ProductionVariant,
  ProductionVariantServerlessConfig,
} from '../../shapes/production-variant.ts';
import type { Hold } from '../capacity/consumers.ts';
import type { Due } from '../due.ts';
import { arnOf, type World } from '../world.ts';
import { type ConfigSpec, planOf } from './endpoint-config.ts';

/** An endpoint: models in service. */
export interface Endpoint extends World {
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly status: EndpointStatus;
  /** Why the last operation failed. */
  readonly failureReason?: string;
  /** What serves; of an endpoint that is being created, what is to serve. */
  readonly present: Deployment;
  /** How it was last updated with success. */
  readonly deploymentConfig?: DeploymentConfig;
  /** Present while something is under way. */
  readonly operation?: EndpointOperation;
  /** What it has of a training plan; two while it goes over from one to another. */
  readonly holds: readonly PlanHold[];
}

export interface EndpointOperation {
  readonly kind: 'create' | 'update' | 'scale' | 'delete';
  readonly startedAt: number;
  readonly dueAt: number;
  /** What it is to become. */
  readonly next?: Deployment;
  readonly deploymentConfig?: DeploymentConfig;
}

/** A configuration as it runs. */
export interface Deployment {
  readonly configName: string;
  /** When it was asked for. */
  readonly askedAt: number;
  /** As it was when it was deployed: the configuration itself may be gone. */
  readonly config: ConfigSpec;
  /** In the order of the configuration. */
  readonly variants: readonly Variant[];
  readonly shadows: readonly Variant[];
}

export interface Variant {
  readonly name: string;
  readonly spec: ProductionVariant;
  /** Of its model's containers; the model itself may be gone. */
  readonly images: readonly string[];
  readonly weight: number;
  /** Absent where it is serverless. */
  readonly count?: number;
  readonly serverless?: ProductionVariantServerlessConfig;
  /** Which of several types it got. */
  readonly instanceType?: string;
}

/** Instances of a plan that an endpoint has. */
export interface PlanHold {
  readonly planArn: string;
  readonly count: number;
  readonly hold: Hold;
}

export const endpointArn = (world: World, name: string): string => arnOf(world, `endpoint/${name}`);

export const endpointDue = ({ operation }: Endpoint): Due | undefined =>
  operation && { at: operation.dueAt, inFlight: true };

export const allVariants = ({ variants, shadows }: Deployment): readonly Variant[] => [
  ...variants,
  ...shadows,
];

/** The plan that a deployment runs on. */
export const planOfDeployment = ({ config }: Deployment): string | undefined => planOf(config);

/** Every plan that has to do with an endpoint. */
export const plansOfEndpoint = ({ present, operation, holds }: Endpoint): readonly string[] => {
  const arns = [planOfDeployment(present), operation?.next && planOfDeployment(operation.next)];
  return [...new Set([...arns, ...holds.map(({ planArn }) => planArn)])].filter((arn) => arn !== undefined);
};

export const isOnPlan = ({ spec }: Variant): boolean =>
  spec.CapacityReservationConfig?.MlReservationArn !== undefined;

/** How many instances of its plan a deployment wants. */
export const wantedOfPlan = (deployment: Deployment): number =>
  allVariants(deployment)
    .filter(isOnPlan)
    .reduce((sum, { count = 0 }) => sum + count, 0);

/** How many instances of a plan the endpoint has. */
export const heldOf = ({ holds }: Endpoint, planArn: string): number =>
  holds.find((hold) => hold.planArn === planArn)?.count ?? 0;
