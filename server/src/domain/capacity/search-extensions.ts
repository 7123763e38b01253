import type {
  SearchTrainingPlanOfferingsRequest,
  SearchTrainingPlanOfferingsResponse,
} from '../../shapes/training-plan-offering.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { DAY_MS } from '../duration.ts';
import { PLAN_DAYS_MAX } from '../limits.ts';
import { daysOf, hoursAndMinutes } from './calendar.ts';
import { checkExtendable } from './extend-training-plan.ts';
import { planCalled } from './find-training-plan.ts';
import { freeSteps, leastFree } from './free-capacity.ts';
import { countsOf } from './instance-pool.ts';
import { newOffering } from './new-offering.ts';
import type { Block } from './offering.ts';
import { overQuota } from './quota.ts';
import { searchRefusals } from './sales-messages.ts';
import { endOf, planArn, type TrainingPlan } from './training-plan.ts';

/** What is offered where the search does not say how long (our choice). */
const USUAL_DAYS: readonly number[] = [1, 7, 14];

/**
 * SearchTrainingPlanOfferings with TrainingPlanArn: how a plan can be prolonged. The same instances stay in the same
 * zone from the plan's end on, for a day or more (documented). All of that time is paid for: the plan no longer ends
 * where its own unused end would have been (our choice).
 */
export function searchExtensions(
  draft: Draft,
  input: SearchTrainingPlanOfferingsRequest & { readonly TrainingPlanArn: string },
  context: OperationContext,
): SearchTrainingPlanOfferingsResponse {
  const plan = planCalled(draft.state, input.TrainingPlanArn, context.world);
  if (plan === undefined) throw searchRefusals.noSuchPlan(input.TrainingPlanArn);
  const { zone, pools } = plan.capacities.at(-1)!;
  const instanceCount = countsOf(pools).total;
  checkMachines(plan, instanceCount, input);
  checkExtendable(plan, context.now);
  const blocks = daysAsked(input.DurationHours)
    .map((days) => ({ zone, startAt: endOf(plan), endAt: endOf(plan) + days * DAY_MS }))
    .filter((block) => isWithin(block, input) && isFree(draft, plan, instanceCount, block, context));
  const offerings = blocks.map((block) => {
    const { targets, instanceType, ultraServer } = plan;
    const told = { targets, instanceType, instanceCount, ...(ultraServer && { ultraServer }) };
    const extension = { ...told, blocks: [block], extendsPlan: planArn(plan) };
    return newOffering(draft, extension, block.endAt - block.startAt, context);
  });
  return {
    TrainingPlanOfferings: [],
    TrainingPlanExtensionOfferings: offerings.map(({ id, blocks: [block], upfrontFee, currency }) => ({
      TrainingPlanExtensionOfferingId: id,
      AvailabilityZone: block!.zone,
      StartDate: block!.startAt,
      EndDate: block!.endAt,
      DurationHours: hoursAndMinutes(block!.endAt - block!.startAt).DurationHours,
      UpfrontFee: upfrontFee,
      CurrencyCode: currency,
    })),
  };
}

/** What is said of the instances must be what the plan has. */
function checkMachines(
  plan: TrainingPlan,
  instanceCount: number,
  input: SearchTrainingPlanOfferingsRequest,
): void {
  const { name, instanceType, ultraServer, targets } = plan;
  const facts: readonly (readonly [member: keyof typeof input, has: string | number])[] = [
    ['InstanceType', instanceType],
    ['InstanceCount', instanceCount],
    ['UltraServerType', ultraServer?.type ?? 'none'],
    ['UltraServerCount', ultraServer?.count ?? 0],
  ];
  for (const [member, has] of facts) {
    const given = input[member];
    if (given !== undefined && given !== has)
      throw searchRefusals.notOfPlan(member, String(given), name, has);
  }
  const other = input.TargetResources?.find((target) => !targets.includes(target));
  if (other !== undefined) throw searchRefusals.notOfPlan('TargetResources', other, name, targets.join(', '));
}

/** Days up to two weeks, and weeks beyond (documented). */
function daysAsked(hours: number | undefined): readonly number[] {
  if (hours === undefined) return USUAL_DAYS;
  const days = daysOf(hours);
  if (days > PLAN_DAYS_MAX) throw searchRefusals.tooLong(hours, PLAN_DAYS_MAX);
  const weeks = Math.floor(days / 7);
  if (days > 14 && weeks * 7 !== days)
    throw searchRefusals.extensionDays(hours, days, [weeks * 7, (weeks + 1) * 7]);
  return [days];
}

const isWithin = (
  { startAt, endAt }: Block,
  { StartTimeAfter = startAt, EndTimeBefore = endAt }: SearchTrainingPlanOfferingsRequest,
): boolean => StartTimeAfter <= startAt && EndTimeBefore >= endAt;

/** Whether the zone has the instances; a quota that does not suffice is refused. */
function isFree(
  { state }: Draft,
  { instanceType }: TrainingPlan,
  instanceCount: number,
  { zone, startAt, endAt }: Block,
  { market, random, world }: OperationContext,
): boolean {
  const machines = { instanceType, instanceCount };
  const over = overQuota(market, state, world, machines, startAt, endAt);
  if (over !== undefined) throw over;
  const shelf = { market, state, random, world, instanceType };
  const steps = freeSteps(shelf, zone, startAt, endAt);
  return leastFree(steps, startAt, endAt) >= instanceCount;
}
