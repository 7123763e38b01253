import { HOUR_MS, MINUTE_MS } from '../duration.ts';
import { nearest } from '../nearest.ts';
import { invalid, notFound, Refusal } from '../refusal.ts';
import { endOf, type TrainingPlan } from './training-plan.ts';

const inUse = (message: string): Refusal => new Refusal('ResourceInUse', message);
const limitExceeded = (message: string): Refusal => new Refusal('ResourceLimitExceeded', message);
const at = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** Hours and minutes, as people say them. */
function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** The wording of refusals about plans. The service's own texts are not published (our choice). */
export const planRefusals = {
  noSuchPlan: (name: string, known: readonly string[]) => {
    const near = nearest(name, known);
    const way = near === undefined ? 'ListTrainingPlans shows those that do.' : `Did you mean '${near}'?`;
    return notFound(`Training plan '${name}' does not exist in this account and region. ${way}`);
  },
  noSuchArn: (what: string, arn: string) =>
    notFound(
      `${what} '${arn}' does not exist in this account and region. ListTrainingPlans shows the plans that do, and the ARNs of their reserved capacities.`,
    ),
  nameInUse: ({ name, status }: TrainingPlan, free: string) =>
    inUse(
      `TrainingPlanName '${name}' is in use: a plan of that name is ${status}, and plans cannot be deleted. Choose another name, such as '${free}'.`,
    ),
  tooMany: (limit: number) =>
    limitExceeded(
      `There are ${limit} training plans in this account and region that are Pending, Scheduled or Active, and ${limit} is the most. Wait until one of them is Expired.`,
    ),
  noUltraServers: (spares: number, type: string) =>
    invalid(
      `SpareInstanceCountPerUltraServer is ${spares}, but the offering has instances of ${type} without UltraServers. Leave it out.`,
    ),
  tooManySpares: (spares: number, type: string, instances: number) =>
    invalid(
      `SpareInstanceCountPerUltraServer is ${spares}, and an ${type} has ${instances} instances, of which one at least must be usable. Give at most ${instances - 1}; 1 is the default.`,
    ),
  unknownStatus: (value: string, known: readonly string[]) => {
    const near = nearest(value, known);
    return invalid(
      `Filters asks for the Status '${value}', which no plan ever has. ${near === undefined ? '' : `Did you mean '${near}'? `}Statuses are ${known.join(', ')}.`,
    );
  },
};

/** Why an offering cannot be bought. */
export const purchaseRefusals = {
  unknown: (id: string) =>
    notFound(
      `Offering '${id}' does not exist. Offerings come from SearchTrainingPlanOfferings and are forgotten some time after they expire: search again.`,
    ),
  foreign: (id: string) =>
    notFound(
      `Offering '${id}' was made to another account or in another region. An offering can be bought only where it was searched for: search here.`,
    ),
  expired: (id: string, expiredAt: number, now: number) =>
    notFound(
      `Offering '${id}' expired at ${at(expiredAt)}, ${duration(now - expiredAt)} ago. Search again: the same capacity may still be on offer.`,
    ),
  sold: (id: string, plan: TrainingPlan) =>
    notFound(
      `Offering '${id}' was bought already: it belongs to training plan '${plan.name}'. Search again.`,
    ),
  soldElsewhere: (id: string) =>
    notFound(`Offering '${id}' was bought already, by another account. Search again.`),
  isExtension: (id: string, planArn: string) =>
    notFound(
      `Offering '${id}' extends ${planArn} and makes no plan of its own. Buy it with ExtendTrainingPlan.`,
    ),
  isNoExtension: (id: string) =>
    notFound(
      `Offering '${id}' is a plan of its own and extends none. Buy it with CreateTrainingPlan, or search with TrainingPlanArn for extensions.`,
    ),
};

/** Why a plan cannot be extended now. */
export const extensionRefusals = {
  status: ({ name, status }: TrainingPlan) =>
    invalid(
      `Training plan '${name}' is ${status}, and only a plan that is Scheduled or Active can be extended. ${status === 'Pending' ? 'Wait until its payment is confirmed.' : 'Buy another plan.'}`,
    ),
  paymentPending: ({ name }: TrainingPlan, dueAt: number) =>
    invalid(
      `An extension of training plan '${name}' is waiting for its payment. Wait until that is over, which is expected at ${at(dueAt)}.`,
    ),
  tooLate: (plan: TrainingPlan, now: number, latestMs: number) =>
    invalid(
      `Training plan '${plan.name}' ends at ${at(endOf(plan))}, in ${duration(endOf(plan) - now)}. An extension must be bought at least ${duration(latestMs)} before the end. Buy another plan.`,
    ),
  tooEarly: (plan: TrainingPlan, earliestMs: number) =>
    invalid(
      `Training plan '${plan.name}' ends at ${at(endOf(plan))}. An extension can be bought from ${earliestMs / (24 * HOUR_MS)} days before the end, that is from ${at(endOf(plan) - earliestMs)}.`,
    ),
  moved: (id: string, plan: TrainingPlan, startAt: number) =>
    invalid(
      `Extension offering '${id}' begins at ${at(startAt)}, but training plan '${plan.name}' now ends at ${at(endOf(plan))}. Search again with its TrainingPlanArn.`,
    ),
  tooMany: ({ name }: TrainingPlan, limit: number) =>
    invalid(
      `Training plan '${name}' was extended ${limit} times, and ${limit} is the most. Buy another plan.`,
    ),
};

/** What StatusMessage says. The first is the service's own (documented). */
export const statusMessages = {
  paid: 'Payment confirmed, training plan scheduled.',
  paymentFailed: 'The payment was declined. Nothing was charged, and the capacity is on offer again.',
  capacityFailed: 'The capacity could not be reserved. Nothing was charged; search for another offering.',
};
