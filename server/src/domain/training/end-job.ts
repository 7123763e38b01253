import { openBlock } from '../capacity/letting-go.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { TRAINING_RUNTIME_MAX_MS } from '../limits.ts';
import { statusMessages } from './messages.ts';
import { planOf, withoutHold } from './plan-of.ts';
import { closed, inStatus, saveJob } from './save-job.ts';
import { seatWaiting } from './seats.ts';
import type { Ending, TrainingJob } from './training-job.ts';
import { offerPool } from './warm-pool.ts';

/** How a job ends. */
export interface End {
  readonly secondary: 'Completed' | 'Failed' | Ending;
  /** Why it Failed. */
  readonly reason?: string;
  /** Its instances are sound and may be kept for the next job (documented: not after a failure of the service's own). */
  readonly keepsPool: boolean;
}

/** The job is over: its instances are kept for a while as a warm pool, or go. */
export function endJob(draft: Draft, job: TrainingJob, end: End, context: Context): void {
  const { now } = context;
  const { secondary, reason } = end;
  const isFailed = secondary === 'Failed';
  const status = secondary === 'Completed' || isFailed ? secondary : 'Stopped';
  const message =
    secondary === 'Completed'
      ? statusMessages.completed
      : isFailed
        ? statusMessages.failed
        : statusMessages[secondary];
  const { step: _, ...over } = offInstances(inStatus(job, secondary, message, now, status), now);
  const ended: TrainingJob = {
    ...over,
    endedAt: now,
    transitions: closed(over.transitions, now),
    ...(reason !== undefined && { failureReason: reason }),
  };
  const untilAt = end.keepsPool ? keptUntil(draft, job, now) : now;
  if (untilAt > now) {
    saveJob(draft, { ...ended, warmPool: { status: 'Available', untilAt } }, context);
    return offerPool(draft, ended, context);
  }
  const plan = planOf(draft.state, job);
  const { launchedAt: _launchedAt, ...bare } = withoutHold(draft, ended, context);
  saveJob(draft, bare, context);
  if (job.hold !== undefined && plan !== undefined) seatWaiting(draft, planOf(draft.state, job), context);
}

/** Until when its instances are kept; now: they are not. */
function keptUntil(draft: Draft, job: TrainingJob, now: number): number {
  const seconds = job.spec.ResourceConfig?.KeepAlivePeriodInSeconds ?? 0;
  if (seconds === 0 || job.launchedAt === undefined) return now;
  const plan = planOf(draft.state, job);
  if (plan !== undefined && openBlock(plan, 'training-job') !== job.hold?.block) return now;
  return Math.min(now + seconds * 1_000, job.launchedAt + TRAINING_RUNTIME_MAX_MS);
}

/** It is not on its instances any more. */
export function offInstances(job: TrainingJob, now: number): TrainingJob {
  const { onInstancesSince, ...rest } = job;
  return onInstancesSince === undefined
    ? job
    : { ...rest, onInstancesMs: job.onInstancesMs + now - onInstancesSince };
}
