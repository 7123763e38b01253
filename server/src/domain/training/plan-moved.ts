import { planCalled } from '../capacity/find-training-plan.ts';
import { hasTimeLeft, letsGoAt, openBlock } from '../capacity/letting-go.ts';
import { planArn, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { MINUTE_MS } from '../duration.ts';
import { endJob } from './end-job.ts';
import { leaveBlock } from './interrupt.ts';
import { failureReasons, statusMessages } from './messages.ts';
import { jobsOn, seatWaiting } from './seats.ts';
import { takeRepaired } from './take-repaired.ts';
import { isOpen, jobKey } from './training-job.ts';
import { keepWaiting } from './wait.ts';
import { terminatePool } from './warm-pool.ts';

/** The minutes before the end of a block at which jobs must go (documented: 30). */
const minutesLeft = (plan: TrainingPlan, block: number): number => {
  const { endAt } = plan.capacities[block]!;
  return Math.round((endAt - letsGoAt({ endAt }, 'training-job')) / MINUTE_MS);
};

/**
 * A plan has moved. Jobs on a block whose time is up are interrupted and wait for the next (documented); where none
 * comes they have failed (our choice: nothing can run them any more). Those that wait get what there is.
 */
export function jobsHear(draft: Draft, plan: TrainingPlan, context: Context): void {
  const arn = planArn(plan);
  const present = () => planCalled(draft.state, arn, plan);
  const before = present();
  if (before === undefined || jobsOn(draft.state, before).length === 0) return;
  const open = openBlock(before, 'training-job');
  // Pools first: a job that must go shall not find one that must go too.
  for (const job of jobsOn(draft.state, before))
    if (job.hold !== undefined && job.hold.block !== open && !isOpen(job)) terminatePool(draft, job, context);
  for (const job of jobsOn(draft.state, before)) {
    if (job.hold === undefined || job.hold.block === open) continue;
    leaveBlock(draft, job, statusMessages.blockOver(minutesLeft(before, job.hold.block)), context);
  }
  for (const job of jobsOn(draft.state, before)) takeRepaired(draft, job, context);
  if (!hasTimeLeft(before, 'training-job')) return endAll(draft, before, context);
  seatWaiting(draft, present(), context);
  for (const job of jobsOn(draft.state, before))
    if (job.step?.kind === 'Wait') keepWaiting(draft, job, present(), context);
}

function endAll(draft: Draft, plan: TrainingPlan, context: Context): void {
  const reason = failureReasons.planOver(plan.name);
  for (const { name, ...world } of jobsOn(draft.state, plan)) {
    const job = draft.get('trainingJob', jobKey(world, name));
    if (job === undefined || !isOpen(job) || job.ending !== undefined) continue;
    endJob(draft, job, { secondary: 'Failed', reason, keepsPool: false }, context);
  }
}
