import type { DeploymentConfig } from '../../shapes/endpoint-deployment.ts';
import type { Context } from '../context.ts';
import { pacedMs, waitMs } from '../fleet/pace.ts';
import { allVariants, type Deployment } from './endpoint.ts';

const SECOND_MS = 1_000;

/** How long it takes until a deployment serves: instances must come up, serverless variants need none. */
export function deployMs(
  kind: 'create' | 'update',
  deployment: Deployment,
  config: DeploymentConfig | undefined,
  { pace }: Context,
): number {
  const serverless = allVariants(deployment).every((variant) => variant.serverless !== undefined);
  const wait = serverless ? 'serverlessEndpoint' : kind === 'create' ? 'endpointCreation' : 'endpointUpdate';
  return waitMs(wait, pace) + (kind === 'update' ? pacedMs(deploymentWaitsMs(deployment, config), pace) : 0);
}

/**
 * The waits that a DeploymentConfig asks for: one a step in which traffic moves, or a batch in which instances do,
 * and the one before the old fleet goes (documented).
 */
function deploymentWaitsMs(deployment: Deployment, config: DeploymentConfig | undefined): number {
  const instances = allVariants(deployment).reduce((sum, { count = 0 }) => sum + count, 0);
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config ?? {};
  if (rolling !== undefined)
    return parts(rolling.MaximumBatchSize, instances) * rolling.WaitIntervalInSeconds * SECOND_MS;
  if (blueGreen === undefined) return 0;
  const { Type, WaitIntervalInSeconds, LinearStepSize } = blueGreen.TrafficRoutingConfiguration;
  const steps = Type === 'LINEAR' ? parts(LinearStepSize, instances) : Type === 'CANARY' ? 2 : 1;
  return (steps * WaitIntervalInSeconds + (blueGreen.TerminationWaitInSeconds ?? 0)) * SECOND_MS;
}

/** In how many parts of a size instances are taken. */
function parts(
  size: { readonly Type: string; readonly Value: number } | undefined,
  instances: number,
): number {
  if (size === undefined) return 1;
  const whole = size.Type === 'CAPACITY_PERCENT' ? 100 : Math.max(1, instances);
  return Math.max(1, Math.ceil(whole / size.Value));
}
