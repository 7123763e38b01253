import { type Hold, takeInstances, takeSpare } from '../capacity/consumers.ts';
import { failForRepair } from '../capacity/repair.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Fault, isStanding, type JobFailure } from '../fleet/fault.ts';
import { hitFault, standingFault } from '../fleet/outcome.ts';
import { worldKey } from '../world.ts';
import { endJob } from './end-job.ts';
import { interrupted, leaveBlock, startAgain } from './interrupt.ts';
import { failureReasons, statusMessages } from './messages.ts';
import { addHolds } from './placement.ts';
import { planOf, withoutHold } from './plan-of.ts';
import { prepare } from './prepare.ts';
import { saveJob } from './save-job.ts';
import { seatWaiting } from './seats.ts';
import { instancesOf, isSpot, jobKey, type TrainingJob } from './training-job.ts';

/** What can strike a job while it trains. */
export const trainingFailures: readonly JobFailure[] = [
  'algorithm',
  'internal-error',
  'interruption',
  'instance',
];

/** The first fault that stands for the job and does one of these; only spot jobs are interrupted. */
export const faultOf = (draft: Draft, job: TrainingJob, failures: readonly JobFailure[]): Fault | undefined =>
  standingFault(
    draft,
    job,
    (spec) =>
      spec.type === 'training-job' &&
      (spec.job === undefined || spec.job === job.name) &&
      failures.includes(spec.failure) &&
      (spec.failure !== 'interruption' || isSpot(job)),
  );

/** A fault was made: it strikes the jobs that train now, in order of creation. */
export function strikeRunning(draft: Draft, id: string, context: Context): void {
  const fault = draft.get('fault', id)!;
  if (fault.spec.type !== 'training-job' || !trainingFailures.includes(fault.spec.failure)) return;
  const jobs = [...jobsFor(draft, fault)].filter(
    (job) =>
      job.step?.kind === 'Train' &&
      (fault.world === undefined || fault.world === worldKey(job)) &&
      concerns(fault, job),
  );
  jobs.sort((a, b) => a.createdAt - b.createdAt || (jobKey(a, a.name) < jobKey(b, b.name) ? -1 : 1));
  for (const { name, ...world } of jobs) {
    const present = draft.get('fault', id);
    const job = draft.get('trainingJob', jobKey(world, name));
    if (present === undefined || !isStanding(present)) return;
    if (job?.step?.kind === 'Train' && concerns(present, job)) strike(draft, job, present, context);
  }
}

/** The jobs that a fault may concern: those that it names, or else all. */
const jobsFor = ({ state }: Draft, { spec }: Fault): Iterable<TrainingJob> =>
  spec.type === 'training-job' && spec.job !== undefined
    ? state.called('trainingJob', spec.job)
    : state.all('trainingJob').values();

const concerns = ({ spec }: Fault, job: TrainingJob): boolean =>
  spec.type === 'training-job' &&
  (spec.job === undefined || spec.job === job.name) &&
  (spec.failure !== 'interruption' || isSpot(job));

/** The fault strikes the job, which counts as a hit. */
export function strike(draft: Draft, job: TrainingJob, fault: Fault, context: Context): void {
  if (fault.spec.type !== 'training-job') return;
  const { failure } = fault.spec;
  hitFault(draft, fault, `${failure} of training job ${job.name}`, context.now);
  switch (failure) {
    case 'start':
      return endJob(
        draft,
        job,
        { secondary: 'Failed', reason: failureReasons.start, keepsPool: true },
        context,
      );
    case 'algorithm':
      return endJob(
        draft,
        job,
        { secondary: 'Failed', reason: failureReasons.exit(1), keepsPool: true },
        context,
      );
    case 'interruption': {
      const off = interrupted(job, statusMessages.spotInterrupted, context.now);
      saveJob(draft, off, context);
      return startAgain(draft, off, context);
    }
    case 'internal-error':
      return fail(draft, job, context);
    case 'instance':
      return job.hold === undefined ? fail(draft, job, context) : loseInstance(draft, job, context);
  }
}

/** An error of the service's own: the job is tried again as often as its RetryStrategy says (documented). */
function fail(draft: Draft, job: TrainingJob, context: Context): void {
  const { now } = context;
  if (job.retries >= (job.spec.RetryStrategy?.MaximumRetryAttempts ?? 0)) {
    const reason = failureReasons.internal;
    return endJob(draft, job, { secondary: 'Failed', reason, keepsPool: false }, context);
  }
  const off = interrupted(withoutHold(draft, job, context), failureReasons.internal, now);
  startAgain(draft, { ...off, retries: job.retries + 1 }, context);
  if (job.hold !== undefined) seatWaiting(draft, planOf(draft.state, job), context);
}

/**
 * An instance of a plan fails under the job: it is unhealthy until another stands in its place, a spare or what is
 * free comes in for it, and the job goes on from its last checkpoint; with neither it waits for instances again.
 */
function loseInstance(draft: Draft, job: TrainingJob, context: Context): void {
  const hold = job.hold!;
  const pool = hold.counts.findIndex((count) => count > 0);
  const failed = failForRepair(planOf(draft.state, job)!, { block: hold.block, pool }, context);
  const replaced = replacement(failed, hold, pool, instancesOf(job));
  savePlan(draft, replaced.plan, context);
  const struck = { ...job, hold: replaced.hold };
  if (!replaced.isEnough) {
    leaveBlock(draft, struck, statusMessages.instanceFailed, context);
    return seatWaiting(draft, planOf(draft.state, job), context);
  }
  const off = interrupted(struck, statusMessages.instanceFailed, context.now);
  saveJob(draft, off, context);
  prepare(draft, off, context);
}

function replacement(plan: TrainingPlan, hold: Hold, pool: number, needed: number) {
  const spared = takeSpare(plan, { block: hold.block, pool });
  if (spared !== undefined) return { plan: spared, hold, isEnough: true };
  const less: Hold = { ...hold, counts: hold.counts.with(pool, hold.counts[pool]! - 1) };
  const left = less.counts.reduce((sum, count) => sum + count, 0);
  if (left >= needed) return { plan, hold: less, isEnough: true };
  const other = takeInstances(plan, 1, plan.capacities[hold.block]!.pools[pool]!.ultraServerId);
  if (other === undefined) return { plan, hold: less, isEnough: false };
  return { plan: other.plan, hold: addHolds(less, other.hold), isEnough: true };
}
