import { planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import { invalid } from '../refusal.ts';

/**
 * The wording of what speaks against an instance group on a training plan, beyond what is the same for all who use
 * one (`capacity/use-messages.ts`). The service's own texts are not known: all of them are our choice.
 */
export const planRefusals = {
  flexible: (member: string, group: string) =>
    invalid(
      `${member}: instance group '${group}' has InstanceRequirements, and a training plan has instances of one type. Give InstanceType, or leave the plan out.`,
    ),
  spot: (member: string, group: string) =>
    invalid(
      `${member}: instance group '${group}' has CapacityRequirements.Spot, and instances of a training plan are reserved. Leave one of them out.`,
    ),
  notFree: (
    member: string,
    group: string,
    plan: TrainingPlan,
    { asked, most, available }: { asked: number; most: number; available: number },
  ) =>
    invalid(
      `${member}: instance group '${group}' asks for ${asked} instances, and training plan '${plan.name}' has too few free: ${available} of ${planCounts(plan).total} are (${usedWords(plan)}). ${wayOut(group, most)}`,
    ),
  closed: (group: string, plan: TrainingPlan) =>
    `Instance group '${group}' has no instances while no block of training plan '${plan.name}' is open: ${nextStart(plan)}. Raise its InstanceCount with UpdateCluster.`,
  noMore: (group: string, plan: TrainingPlan, { block, available }: { block: number; available: number }) =>
    `Training plan '${plan.name}' of instance group '${group}' has ${available} of ${planCounts(plan).total} instances free in block ${block + 1} (${usedWords(plan)}). Ask for at most ${available}.`,
};

function usedWords(plan: TrainingPlan): string {
  const { inUse, unhealthy, spare } = planCounts(plan);
  return `${inUse} in use, ${unhealthy} unhealthy, ${spare} spare`;
}

const wayOut = (group: string, most: number): string =>
  most === 0
    ? 'Scale down another group on the plan, or use another plan.'
    : `Ask for at most ${most} in '${group}'.`;

function nextStart({ capacities }: TrainingPlan): string {
  const next = capacities.find(({ status }) => status === 'Scheduled');
  return next === undefined
    ? 'none is to come'
    : `the next starts at ${new Date(next.startAt).toISOString()}`;
}
