import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { hitFault, standingFault } from '../fleet/outcome.ts';
import { waitMs } from '../fleet/pace.ts';
import { PURCHASE_LEAD_MS } from '../limits.ts';
import { statusMessages } from './messages.ts';
import type { Offering } from './offering.ts';
import type { TrainingPlan } from './training-plan.ts';

/**
 * When it will be known whether a payment that begins now, and the capacity it is for, came: in any case the
 * documented 5 minutes before the capacity starts.
 */
export const paymentDueAt = ({ blocks }: Offering, { now, pace }: Context): number =>
  Math.min(now + waitMs('planPayment', pace), blocks[0]!.startAt - PURCHASE_LEAD_MS);

/** Why a payment fails at its end, or undefined: it does not. By itself none fails; it takes a fault. */
export function paymentFailure(
  draft: Draft,
  plan: TrainingPlan,
  operation: 'create' | 'extend',
  context: Context,
): string | undefined {
  const fault = standingFault(
    draft,
    plan,
    (spec) =>
      spec.type === 'training-plan' &&
      (spec.plan === undefined || spec.plan === plan.name) &&
      (spec.operation === undefined || spec.operation === operation),
  );
  if (fault?.spec.type !== 'training-plan') return undefined;
  hitFault(draft, fault, `${operation} of training plan ${plan.name}`, context.now);
  return fault.spec.reason === 'capacity' ? statusMessages.capacityFailed : statusMessages.paymentFailed;
}
