import { openBlock } from '../capacity/letting-go.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { DAY_MS } from '../duration.ts';
import type { FaultSpec } from '../fleet/fault.ts';
import { hitFault, standingFault } from '../fleet/outcome.ts';
import { CAPACITY_LOOK_MS, TRAINING_PENDING_MAX_MS } from '../limits.ts';
import { endJob } from './end-job.ts';
import { failureReasons, statusMessages } from './messages.ts';
import { planOf } from './plan-of.ts';
import { prepare, waitedUntil } from './prepare.ts';
import { inStatus, saveJob } from './save-job.ts';
import { seat } from './seats.ts';
import { beginStop } from './stop-job.ts';
import { isSpot, jobKey, planArnOf, type TrainingJob } from './training-job.ts';
import { poolFor, reuse } from './warm-pool.ts';

/** The job waits for capacity from now on; where there is some, not for long. */
export function waitForCapacity(draft: Draft, job: TrainingJob, context: Context): void {
  const waiting = inStatus(job, 'Pending', statusMessages.waiting, context.now);
  saveJob(draft, { ...waiting, step: { kind: 'Wait' } }, context);
  lookForCapacity(draft, jobKey(job, job.name), context);
}

/** A job that waits looks once: for a warm pool, for instances of its plan, for such as are to be had. */
export function lookForCapacity(draft: Draft, key: string, context: Context): void {
  const job = draft.get('trainingJob', key);
  if (job?.step?.kind !== 'Wait') return;
  const pool = poolFor(draft.state, job);
  if (pool !== undefined) return reuse(draft, pool, job, context);
  if (planArnOf(job) === undefined) return lookOnDemand(draft, job, context);
  const plan = planOf(draft.state, job);
  // Whoever waits already cannot use what is free, or would have it.
  if (plan !== undefined) seat(draft, job, plan, context);
  const present = draft.get('trainingJob', key)!;
  if (present.step?.kind === 'Wait') keepWaiting(draft, present, plan, context);
}

/** Without a plan there is capacity, unless a fault says that there is none. A wait is one hit. */
function lookOnDemand(draft: Draft, job: TrainingJob, context: Context): void {
  const types = typesOf(job);
  const fault = standingFault(draft, job, (spec) => bars(spec, types));
  if (fault === undefined) return prepare(draft, job, context);
  if (job.step?.kind === 'Wait' && job.step.countsSince === undefined)
    hitFault(draft, fault, `launch of training job ${job.name} as ${types.join(', ')}`, context.now);
  keepWaiting(draft, job, undefined, context);
}

const typesOf = ({ spec: { ResourceConfig } }: TrainingJob): readonly string[] =>
  ResourceConfig?.InstanceType === undefined
    ? (ResourceConfig?.InstanceGroups ?? []).map(({ InstanceType }) => InstanceType)
    : [ResourceConfig.InstanceType];

/** A fault of one zone alone bars no training job: it is launched in another. */
const bars = (spec: FaultSpec, types: readonly string[]): boolean =>
  spec.type === 'capacity' &&
  spec.availabilityZone === undefined &&
  types.length > 0 &&
  (spec.instanceType === undefined || types.includes(spec.instanceType));

/**
 * Writes down how long the job has waited. On a plan the time counts while a block can be used, and not before its
 * start or between blocks (documented).
 */
export function keepWaiting(
  draft: Draft,
  job: TrainingJob,
  plan: TrainingPlan | undefined,
  context: Context,
): void {
  const { now } = context;
  const counts = plan === undefined || openBlock(plan, 'training-job') !== undefined;
  const waitedMs = waitedUntil(job, now);
  const limitMs = pendingLimitMs(job);
  if (counts && waitedMs >= limitMs) return giveUp(draft, job, limitMs, context);
  // On a plan jobs hear of what comes free.
  const looksAt = plan === undefined ? now + CAPACITY_LOOK_MS : Number.POSITIVE_INFINITY;
  const dueAt = Math.min(now + limitMs - waitedMs, looksAt);
  const step = { kind: 'Wait', ...(counts && { countsSince: now, dueAt }) } as const;
  saveJob(draft, { ...job, waitedMs, step }, context);
}

/** How long a job may be Pending. A spot job has its own limit, on all the time it takes. */
function pendingLimitMs(job: TrainingJob): number {
  const asked = askedMs(job);
  if (planArnOf(job) !== undefined) return Math.min(asked, TRAINING_PENDING_MAX_MS);
  return isSpot(job) || asked !== Number.POSITIVE_INFINITY ? asked : TRAINING_PENDING_MAX_MS;
}

const askedMs = ({ spec }: TrainingJob): number =>
  (spec.StoppingCondition?.MaxPendingTimeInSeconds ?? Number.POSITIVE_INFINITY) * 1_000;

/** MaxPendingTimeInSeconds is a stopping condition: it stops the job. Two days of waiting are a failure (documented). */
function giveUp(draft: Draft, job: TrainingJob, limitMs: number, context: Context): void {
  if (limitMs === askedMs(job)) return beginStop(draft, job, 'Stopped', context, statusMessages.maxPending);
  const plan = planOf(draft.state, job);
  const reason =
    plan === undefined ? failureReasons.capacity : failureReasons.planCapacity(plan.name, limitMs / DAY_MS);
  endJob(draft, job, { secondary: 'Failed', reason, keepsPool: false }, context);
}
