import { planArn } from '../../src/domain/capacity/training-plan.ts';
import type { Output } from '../fleet.ts';
import { type Call, plansOf } from './choices.ts';
import { worlds } from './requests.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Command } from './steps.ts';

/** Calls on endpoints, and plans that they run on. */
const endpointNames = ['chat', 'draw', 'search'] as const;
const planNames = ['serve-1', 'serve-2'] as const;

/** Looks for capacity for endpoints, and buys the first that is found. */
export async function reserve(
  simulation: Simulation,
  { cluster, count, name }: Extract<Command, { do: 'reserve' }>,
  call: Call,
): Promise<void> {
  const input = {
    InstanceType: 'ml.p5.48xlarge' as const,
    InstanceCount: count,
    DurationHours: 24,
    TargetResources: ['endpoint' as const],
  };
  const { reply } = await call(simulation, 'SearchTrainingPlanOfferings', input, cluster);
  const [found] = (reply as Output<'SearchTrainingPlanOfferings'>)?.TrainingPlanOfferings ?? [];
  if (found === undefined) return;
  const TrainingPlanName = planNames[name % planNames.length]!;
  const { TrainingPlanOfferingId } = found;
  await call(simulation, 'CreateTrainingPlan', { TrainingPlanName, TrainingPlanOfferingId }, cluster);
}

/** An endpoint is made, changed, scaled or deleted; what it is to be gets a configuration of its own. */
export async function deploy(
  simulation: Simulation,
  command: Extract<Command, { do: 'deploy' }>,
  call: Call,
): Promise<Outcome | undefined> {
  const { cluster, act, endpoint, count } = command;
  const EndpointName = endpointNames[endpoint % endpointNames.length]!;
  if (act === 'delete') return call(simulation, 'DeleteEndpoint', { EndpointName }, cluster);
  if (act === 'scale') {
    const DesiredWeightsAndCapacities = [{ VariantName: 'main', DesiredInstanceCount: count }];
    const input = { EndpointName, DesiredWeightsAndCapacities };
    return call(simulation, 'UpdateEndpointWeightsAndCapacities', input, cluster);
  }
  const EndpointConfigName = await configure(simulation, command, call);
  if (act === 'create')
    return call(simulation, 'CreateEndpoint', { EndpointName, EndpointConfigName }, cluster);
  const AutoRollbackConfiguration = { Alarms: [{ AlarmName: 'errors' }] };
  const input = {
    EndpointName,
    EndpointConfigName,
    RetainAllVariantProperties: command.retain,
    DeploymentConfig: { AutoRollbackConfiguration },
  };
  const outcome = await call(simulation, 'UpdateEndpoint', input, cluster);
  if (command.retain) await call(simulation, 'DeleteEndpointConfig', { EndpointConfigName }, cluster);
  return outcome;
}

/** A configuration on a plan, or on demand where none is left to choose; its name. */
async function configure(
  simulation: Simulation,
  { cluster, plan, count }: Extract<Command, { do: 'deploy' }>,
  call: Call,
): Promise<string> {
  const { state } = simulation;
  const world = worlds[cluster]!;
  if (state.named('model', world).size === 0)
    await call(
      simulation,
      'CreateModel',
      { ModelName: 'llm', PrimaryContainer: { Image: 'llm:1' } },
      cluster,
    );
  const plans = plansOf(simulation, cluster).filter(({ name }) => name.startsWith('serve'));
  const chosen = plans[plan];
  const EndpointConfigName = `config-${state.named('endpointConfig', world).size}`;
  const variant = {
    VariantName: 'main',
    ModelName: 'llm',
    InstanceType: 'ml.p5.48xlarge' as const,
    InitialInstanceCount: count,
    ...(chosen && { CapacityReservationConfig: { MlReservationArn: planArn(chosen) } }),
  };
  const input = { EndpointConfigName, ProductionVariants: [variant] };
  await call(simulation, 'CreateEndpointConfig', input, cluster);
  return EndpointConfigName;
}
