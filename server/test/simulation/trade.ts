import { worldKey } from '../../src/domain/world.ts';
import type { Output } from '../fleet.ts';
import { type Call, offeringsOf, plansOf } from './choices.ts';
import { worlds } from './requests.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Command } from './steps.ts';

/** Calls on the capacity market: searches, and purchases of what anyone was offered. */
const planNames = ['first', 'second', 'third', 'fourth'] as const;
const unknownOffering = 'tpo-none';

export function search(
  simulation: Simulation,
  { cluster, count, days, target }: Extract<Command, { do: 'search' }>,
  call: Call,
): Promise<Outcome> {
  const input = {
    InstanceType: 'ml.p5.48xlarge' as const,
    InstanceCount: count,
    DurationHours: days * 24,
    TargetResources: [target],
  };
  return call(simulation, 'SearchTrainingPlanOfferings', input, cluster);
}

/** Looks for an extension of a plan, and buys what is found. */
export async function extend(
  simulation: Simulation,
  { cluster, plan, days }: Extract<Command, { do: 'extend' }>,
  call: Call,
): Promise<void> {
  const plans = plansOf(simulation, cluster);
  const { name } = plans[plan % Math.max(1, plans.length)] ?? { name: 'none' };
  const { account, region } = worlds[cluster]!;
  const TrainingPlanArn = `arn:aws:sagemaker:${region}:${account}:training-plan/${name}`;
  const input = { DurationHours: days * 24, TrainingPlanArn };
  const { reply } = await call(simulation, 'SearchTrainingPlanOfferings', input, cluster);
  const [found] = (reply as Output<'SearchTrainingPlanOfferings'>)?.TrainingPlanExtensionOfferings ?? [];
  if (found === undefined) return;
  const { TrainingPlanExtensionOfferingId } = found;
  await call(simulation, 'ExtendTrainingPlan', { TrainingPlanExtensionOfferingId }, cluster);
}

/** One of the newest offerings is bought by whoever it was made to, mostly, and sometimes by another or again. */
export function buy(
  simulation: Simulation,
  { cluster, offering, name }: Extract<Command, { do: 'buy' }>,
  call: Call,
): Promise<Outcome> {
  const all = offeringsOf(simulation);
  const own = all.filter((made) => worldKey(made) === worldKey(worlds[cluster]!));
  const offered = (offering < 7 ? own : all).map((made) => made.id);
  const sold = [0, 2].flatMap((one) => plansOf(simulation, one)).map(({ offeringId }) => offeringId);
  const ids = offering === 9 ? [...sold, unknownOffering] : offered;
  const id = ids[offering % Math.max(1, Math.min(3, ids.length))] ?? unknownOffering;
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
