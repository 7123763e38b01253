import { MINUTE_MS } from '../duration.ts';
import { invalid, type Refusal } from '../refusal.ts';
import { letsGoAt } from './letting-go.ts';
import type { PlanUse } from './plan-for-use.ts';
import type { TrainingPlan } from './training-plan.ts';

/** A refusal that still has to be told which other plans would do. */
type WithOthers = (others: readonly string[]) => Refusal;

const saying =
  (problem: string, way: string): WithOthers =>
  (others) =>
    invalid(`${problem} ${others.length === 0 ? way : `Plans that would do: ${others.join(', ')}.`}`);

const searchFor = ({ target }: PlanUse): string =>
  `Search for one with TargetResources ${target}: SearchTrainingPlanOfferings.`;

/** Why a plan cannot be used so. The service's own texts are not published (our choice). */
export const useRefusals = {
  unknown: (arn: string, use: PlanUse) =>
    saying(
      `${use.member}: training plan '${arn}' does not exist in this account and region.`,
      'ListTrainingPlans shows those that do.',
    ),
  target: ({ name, targets }: TrainingPlan, use: PlanUse) =>
    saying(
      `${use.member}: training plan '${name}' is for ${targets.join(', ')}, and ${use.user} needs one for ${use.target}. The target is fixed at the purchase.`,
      searchFor(use),
    ),
  instanceType: ({ name, instanceType }: TrainingPlan, use: PlanUse) =>
    saying(
      `${use.member}: training plan '${name}' has instances of ${instanceType}, and ${use.user} asks for ${use.instanceType}.`,
      `Ask for ${instanceType}, or use a plan of ${use.instanceType}.`,
    ),
  status: ({ name, status, statusMessage }: TrainingPlan, use: PlanUse) =>
    saying(
      `${use.member}: training plan '${name}' is ${status}, and must be ${use.statuses.join(' or ')} for ${use.user}.${statusMessage === undefined || status !== 'Failed' ? '' : ` ${statusMessage}`}`,
      status === 'Pending' || status === 'Scheduled'
        ? 'DescribeTrainingPlan shows when it is.'
        : searchFor(use),
    ),
  time: (plan: TrainingPlan, use: PlanUse) => {
    const last = plan.capacities.at(-1)!;
    const leaveAt = letsGoAt(last, use.target);
    const minutes = (last.endAt - leaveAt) / MINUTE_MS;
    return saying(
      `${use.member}: training plan '${plan.name}' has no time left for ${use.user}: it must go ${minutes} minutes before the end of the last block, which was at ${new Date(leaveAt).toISOString()}.`,
      `A plan is extended before its last hour. ${searchFor(use)}`,
    );
  },
  count: ({ name }: TrainingPlan, use: PlanUse, usable: number) =>
    saying(
      `${use.member}: ${use.user} asks for ${use.count} instances, and training plan '${name}' has ${usable}.`,
      `Ask for at most ${usable}.`,
    ),
  zone: ({ name }: TrainingPlan, use: PlanUse, zone: string) =>
    saying(
      `${use.member}: training plan '${name}' is in ${zone}, and the subnets of ${use.user} are in ${[...new Set(use.zones)].join(', ')}.`,
      `Give ${use.user} a subnet in ${zone}: one whose id ends in that name is there.`,
    ),
};
