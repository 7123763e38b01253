import type { ExtendTrainingPlanRequest, ExtendTrainingPlanResponse } from '../../shapes/training-plan.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { DAY_MS, HOUR_MS } from '../duration.ts';
import { EXTENSIONS_PER_PLAN_MAX } from '../limits.ts';
import { notFound } from '../refusal.ts';
import { canSell } from './can-sell.ts';
import { describeExtension } from './describe.ts';
import { findOffering } from './find-offering.ts';
import { findPlanByArn } from './find-training-plan.ts';
import { extensionRefusals, purchaseRefusals } from './messages.ts';
import { paymentDueAt } from './payment.ts';
import { savePlan } from './save-plan.ts';
import { type Extension, endOf, type TrainingPlan } from './training-plan.ts';

/** An extension is bought at least an hour and at most 57 days before the plan ends (documented). */
export const EXTEND_LATEST_MS = HOUR_MS;
export const EXTEND_EARLIEST_MS = 57 * DAY_MS;

/** ExtendTrainingPlan: prolongs the last block of a plan. Answers all its extensions (documented). */
export function extendTrainingPlan(
  draft: Draft,
  { TrainingPlanExtensionOfferingId: id }: ExtendTrainingPlanRequest,
  context: OperationContext,
): ExtendTrainingPlanResponse {
  const offering = findOffering(draft, id, context.world, context.now);
  if (offering.extendsPlan === undefined) throw purchaseRefusals.isNoExtension(id);
  const plan = findPlanByArn(draft.state, offering.extendsPlan, context.world);
  checkExtendable(plan, context.now);
  const { startAt, endAt } = offering.blocks[0]!;
  if (startAt !== endOf(plan)) throw extensionRefusals.moved(id, plan, startAt);
  const verdict = canSell(draft.state, offering, context);
  if (verdict !== true) throw notFound(verdict.message);
  const extension: Extension = {
    offeringId: id,
    extendedAt: context.now,
    startAt,
    endAt,
    status: 'Pending',
    payment: 'Pending',
    paymentDueAt: paymentDueAt(offering, context),
    upfrontFee: offering.upfrontFee,
    currency: offering.currency,
  };
  const extended = { ...plan, extensions: [...plan.extensions, extension] };
  draft.delete('offering', id);
  savePlan(draft, extended, context);
  return { TrainingPlanExtensions: extended.extensions.map((each) => describeExtension(extended, each)) };
}

/** Refuses to prolong a plan that cannot be prolonged now. */
export function checkExtendable(plan: TrainingPlan, now: number): void {
  if (plan.status !== 'Active' && plan.status !== 'Scheduled') throw extensionRefusals.status(plan);
  const pending = plan.extensions.find(({ payment }) => payment === 'Pending');
  if (pending !== undefined) throw extensionRefusals.paymentPending(plan, pending.paymentDueAt!);
  const left = endOf(plan) - now;
  if (left < EXTEND_LATEST_MS) throw extensionRefusals.tooLate(plan, now, EXTEND_LATEST_MS);
  if (left > EXTEND_EARLIEST_MS) throw extensionRefusals.tooEarly(plan, EXTEND_EARLIEST_MS);
  if (plan.extensions.length >= EXTENSIONS_PER_PLAN_MAX)
    throw extensionRefusals.tooMany(plan, EXTENSIONS_PER_PLAN_MAX);
}
