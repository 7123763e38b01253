import { nearest } from '../nearest.ts';
import { invalid, Refusal } from '../refusal.ts';
import type { Offering, Target } from './offering.ts';

const limitExceeded = (message: string): Refusal => new Refusal('ResourceLimitExceeded', message);
const at = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;
const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/**
 * Why a search is refused. The first sentences of the refusals of a type and a count, and `reserved-capacity <type>
 * instance quota is not sufficient`, are the service's (observed); the rest is our choice.
 */
export const searchRefusals = {
  nothingAsked: () =>
    invalid(
      'The request names no capacity. Give InstanceType with InstanceCount, UltraServerType with UltraServerCount, or the TrainingPlanArn of a plan to extend.',
    ),
  notSold: (type: string, target: Target, region: string, sold: readonly string[]) =>
    invalid(
      `Invalid instance type ${type} for target resource ${target}. It is not sold in ${region}, where ${sold.length === 0 ? 'nothing is' : `these are: ${sold.join(', ')}`}.`,
    ),
  wholeUltraServers: (type: string, target: Target, ultraServers: readonly string[]) =>
    invalid(
      `Invalid instance type ${type} for target resource ${target}. It is sold in whole UltraServers: give UltraServerType ${either(ultraServers)} with UltraServerCount.`,
    ),
  noSuchUltraServer: (type: string, known: readonly string[]) => {
    const meant = nearest(type, known);
    const way = meant === undefined ? `Give ${either(known)}.` : `Did you mean ${meant}?`;
    return invalid(`UltraServerType '${type}' does not exist. ${way}`);
  },
  noUltraServersFor: (type: string, target: Target, targets: readonly Target[]) =>
    invalid(
      `Invalid UltraServer type ${type} for target resource ${target}. UltraServers serve ${either(targets)}.`,
    ),
  countWithoutType: () => invalid('UltraServerCount is given without UltraServerType. Give both, or none.'),
  instanceCountWithoutType: () => invalid('InstanceCount is given without InstanceType. Give both.'),
  notOfUltraServer: (member: string, given: string | number, ultraServer: string, right: string | number) =>
    invalid(
      `${member} is ${given}, and ${ultraServer} makes it ${right}. Leave it out: it follows from UltraServerType and UltraServerCount.`,
    ),
  instanceCount: (count: number, type: string, counts: readonly number[]) =>
    invalid(
      `Invalid instance count ${count} for instance type ${type}. Give ${either(counts.map(String))}; the next is ${counts.find((valid) => valid >= count) ?? counts.at(-1)}.`,
    ),
  ultraServerCount: (count: number, type: string, limit: number) =>
    invalid(`UltraServerCount is ${count}, and of ${type} a plan can have 1 to ${limit}.`),
  tooLong: (hours: number, days: number) =>
    invalid(
      `DurationHours is ${hours}, and a plan lasts ${days * 24} hours (${days} days) at the most. Give that or less; what is needed longer can be had by extensions.`,
    ),
  startsInPast: (startAfter: number, now: number) =>
    invalid(
      `StartTimeAfter is ${at(startAfter)}, and must be in the future: it is ${at(now)}. Leave it out for the earliest start.`,
    ),
  startsTooLate: (startAfter: number, latest: number) =>
    invalid(
      `StartTimeAfter is ${at(startAfter)}, and a plan starts at most 8 weeks from now. Give ${at(latest)} or earlier.`,
    ),
  windowTooShort: (endBefore: number, earliest: number) =>
    invalid(
      `EndTimeBefore is ${at(endBefore)}, and must be at least 24 hours after the start. Give ${at(earliest)} or later.`,
    ),
  quota: (type: string, quota: number, used: number, asked: number) =>
    limitExceeded(
      `The reserved-capacity ${type} instance quota is not sufficient. The account-level service limit '${type} instances in reserved capacity across training plans' is ${quota} Instances, with current utilization of ${used} Instances and a request delta of ${asked} Instances. ${quotaWay(quota, Math.max(0, quota - used))}`,
    ),
  noSuchPlan: (arn: string) =>
    invalid(
      `TrainingPlanArn '${arn.slice(0, 256)}' is no training plan of this account and region. ListTrainingPlans shows those that are.`,
    ),
  notOfPlan: (member: string, given: string | number, plan: string, right: string | number) =>
    invalid(
      `${member} is ${given}, and training plan '${plan}' has ${right}: an extension changes nothing but the end. Leave it out.`,
    ),
  extensionDays: (hours: number, days: number, choices: readonly number[]) =>
    invalid(
      `DurationHours is ${hours}, which is ${days} days, and a plan is extended by 1 to 14 days, or by whole weeks up to 182 days. Give ${either(choices.map((choice) => `${choice * 24} (${choice} days)`))}.`,
    ),
};

function quotaWay(quota: number, left: number): string {
  if (quota === 0) return 'It is the quota that is zero, whatever capacity there is: have it raised.';
  if (left === 0) return 'All of it is in use: wait until a plan ends, or have it raised.';
  return `Ask for ${left} or less, or have it raised.`;
}

/** Why an offering cannot be sold any more. */
export const saleRefusals = {
  taken: ({ id, instanceType, instanceCount }: Offering, zone: string, free: number) =>
    limitExceeded(
      `Offering '${id}' is not available any more: it has ${instanceCount} ${instanceType} in ${zone}, and ${free} ${free === 1 ? 'is' : 'are'} left. Search again with SearchTrainingPlanOfferings.`,
    ),
  plansQuota: (quota: number, plans: number) =>
    limitExceeded(
      `The account-level service limit 'Number of training plans per Region' is ${quota}, with current utilization of ${plans} and a request delta of 1. Wait until a plan has expired, or have the limit raised.`,
    ),
  expired: ({ id, expiresAt }: Offering) =>
    new Refusal('ResourceNotFound', `Offering '${id}' expired at ${at(expiresAt)}. Search again.`),
};
