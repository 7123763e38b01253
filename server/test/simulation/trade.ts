import type { Call } from './choices.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Command } from './steps.ts';

/** Calls on the capacity market: searches, and purchases of what anyone was offered. */
const planNames = ['first', 'second', 'third', 'fourth'] as const;
const unknownOffering = 'tpo-none';

export function search(
  simulation: Simulation,
  { cluster, count, days, plan }: Extract<Command, { do: 'search' }>,
  call: Call,
): Promise<Outcome> {
  const plans = [...simulation.state.all('trainingPlan').values()];
  const extended = plan === undefined ? undefined : plans[plan % Math.max(1, plans.length)];
  const DurationHours = days * 24;
  const input =
    extended === undefined
      ? {
          InstanceType: 'ml.p5.48xlarge' as const,
          InstanceCount: count,
          DurationHours,
          TargetResources: ['hyperpod-cluster' as const],
        }
      : {
          DurationHours,
          TrainingPlanArn: `arn:aws:sagemaker:${extended.region}:${extended.account}:training-plan/${extended.name}`,
        };
  return call(simulation, 'SearchTrainingPlanOfferings', input, cluster);
}

/** An offering is bought by whoever it was made to, mostly, and sometimes by another or again. */
export function buy(
  simulation: Simulation,
  { cluster, offering, name }: Extract<Command, { do: 'buy' }>,
  call: Call,
): Promise<Outcome> {
  const offerings = [...simulation.state.all('offering').keys()];
  const sold = [...simulation.state.all('trainingPlan').values()].map(({ offeringId }) => offeringId);
  const ids = offering === 9 ? [...sold, unknownOffering] : offerings;
  const id = ids[offering % Math.max(1, ids.length)] ?? unknownOffering;
  if (id.startsWith('tpeo') && offering !== 8) {
    const input = { TrainingPlanExtensionOfferingId: id };
    return call(simulation, 'ExtendTrainingPlan', input, cluster);
  }
  const input = {
    TrainingPlanName: planNames[name % planNames.length]!,
    TrainingPlanOfferingId: id,
    Tags: [{ Key: 'made', Value: 'by' }],
  };
  return call(simulation, 'CreateTrainingPlan', input, cluster);
}
