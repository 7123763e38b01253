import type { DeploymentConfig } from '../../shapes/endpoint-deployment.ts';
import { endpointRefusals } from './messages.ts';

/** The member that says how much traffic moves at a time, where that is not all at once. */
const sizes = { CANARY: 'CanarySize', LINEAR: 'LinearStepSize' } as const;

/** Refuses a DeploymentConfig that says two things, or not how much of the traffic is to move. */
export function checkDeployment(config: DeploymentConfig | undefined): void {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config ?? {};
  if (blueGreen === undefined) return;
  if (rolling !== undefined) throw endpointRefusals.twoPolicies();
  const routing = blueGreen.TrafficRoutingConfiguration;
  if (routing.Type !== 'ALL_AT_ONCE' && routing[sizes[routing.Type]] === undefined)
    throw endpointRefusals.noStep(routing.Type, sizes[routing.Type]);
}
