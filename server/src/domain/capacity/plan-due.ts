import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { emptied } from './instance-pool.ts';
import { withLetGo } from './letting-go.ts';
import { statusMessages } from './messages.ts';
import { paymentFailure } from './payment.ts';
import { atTime, moved, type PlanStatus, statusOfBlocks } from './plan-status.ts';
import { withRepairsDone } from './repair.ts';
import { savePlan } from './save-plan.ts';
import type { Extension, ReservedCapacity, TrainingPlan } from './training-plan.ts';

/** Something of a plan falls due: its payment, that of an extension, the start or the end of a block. */
export function planIsDue(draft: Draft, key: string, context: Context): void {
  const plan = draft.get('trainingPlan', key);
  if (plan === undefined) return;
  const paid = settlePayment(draft, plan, context);
  const repaired = withRepairsDone(settleExtensions(draft, paid, context), context.now);
  savePlan(draft, { ...byTheClock(repaired, context.now), freedAt: undefined }, context);
}

/** The end of the plan's own payment: it is Scheduled, or it has failed and holds nothing any more. */
function settlePayment(draft: Draft, plan: TrainingPlan, context: Context): TrainingPlan {
  if (plan.paymentDueAt === undefined || plan.paymentDueAt > context.now) return plan;
  const failure = paymentFailure(draft, plan, 'create', context);
  const status: PlanStatus = failure === undefined ? 'Scheduled' : 'Failed';
  return {
    ...plan,
    paymentDueAt: undefined,
    status: moved(plan.status, status),
    statusMessage: failure ?? statusMessages.paid,
    capacities: plan.capacities.map((capacity) => ({ ...capacity, status: moved(capacity.status, status) })),
  };
}

/** The end of an extension's payment: the last block ends later, or all stays as it was. */
function settleExtensions(draft: Draft, plan: TrainingPlan, context: Context): TrainingPlan {
  let settled = plan;
  for (const [i, extension] of plan.extensions.entries()) {
    if (extension.paymentDueAt === undefined || extension.paymentDueAt > context.now) continue;
    const failed = paymentFailure(draft, plan, 'extend', context) !== undefined;
    const after: Extension = {
      ...extension,
      paymentDueAt: undefined,
      payment: failed ? 'Failed' : 'Completed',
      status: moved(extension.status, failed ? 'Failed' : 'Scheduled'),
    };
    const last = plan.capacities.at(-1)!;
    settled = {
      ...settled,
      extensions: settled.extensions.with(i, after),
      capacities: failed
        ? settled.capacities
        : settled.capacities.with(-1, { ...last, endAt: extension.endAt }),
    };
  }
  return settled;
}

/** What the clock says of a plan that is paid for. What was said of its last status is not true of the next. */
function byTheClock(plan: TrainingPlan, now: number): TrainingPlan {
  const capacities = plan.capacities.map((capacity) => withLetGo(blockAt(capacity, now), plan.targets, now));
  const status = moved(plan.status, statusOfBlocks(capacities));
  return {
    ...plan,
    capacities,
    statusMessage: status === plan.status ? plan.statusMessage : undefined,
    extensions: plan.extensions.map((extension) => atTime(extension, now)),
    status,
  };
}

/** At its end a block lets go of all that was used in it (documented: its instances are terminated). */
function blockAt(capacity: ReservedCapacity, now: number): ReservedCapacity {
  const present = atTime(capacity, now);
  return present.status === 'Expired' && capacity.status !== 'Expired'
    ? { ...present, pools: present.pools.map(emptied), repairs: undefined }
    : present;
}
