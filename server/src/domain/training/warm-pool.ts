import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state.ts';
import { planOf, withoutHold } from './plan-of.ts';
import { prepare } from './prepare.ts';
import { saveJob } from './save-job.ts';
import { seatWaiting } from './seats.ts';
import { isSpot, jobKey, planArnOf, type TrainingJob } from './training-job.ts';

/** The pool that a job can run on: the one that was left first of those that match; undefined: there is none. */
export function poolFor(state: State, job: TrainingJob): TrainingJob | undefined {
  if (isSpot(job)) return undefined;
  let traits: string | undefined;
  let first: TrainingJob | undefined;
  for (const other of state.named('trainingJob', job).values()) {
    if (other.warmPool?.status !== 'Available') continue;
    traits ??= traitsOf(job);
    if (traitsOf(other) !== traits) continue;
    if (first === undefined || wasLeftBefore(other, first)) first = other;
  }
  return first;
}

const wasLeftBefore = (a: TrainingJob, b: TrainingJob): boolean =>
  a.endedAt! < b.endedAt! || (a.endedAt === b.endedAt && a.sequence < b.sequence);

/** What two jobs must have in common (documented); on a plan the plan too. */
function traitsOf({ spec }: TrainingJob): string {
  const { KeepAlivePeriodInSeconds: _, ...resources } = spec.ResourceConfig ?? {};
  return JSON.stringify([
    spec.RoleArn,
    Object.entries(resources).sort(([a], [b]) => (a < b ? -1 : 1)),
    spec.VpcConfig?.Subnets,
    spec.VpcConfig?.SecurityGroupIds,
    spec.EnableNetworkIsolation ?? false,
    spec.EnableInterContainerTrafficEncryption ?? false,
    spec.SessionChainingConfig?.EnableSessionTagChaining ?? false,
  ]);
}

/** The job that waits takes over the instances that another left. */
export function reuse(draft: Draft, owner: TrainingJob, job: TrainingJob, context: Context): void {
  const { hold, launchedAt, ...left } = owner;
  const warmPool = { ...owner.warmPool!, status: 'Reused', overAt: context.now, reusedBy: job.name } as const;
  saveJob(draft, { ...left, warmPool, modifiedAt: context.now }, context);
  prepare(
    draft,
    { ...job, reuses: true, ...(hold && { hold }), ...(launchedAt !== undefined && { launchedAt }) },
    context,
  );
}

/** A pool that was just left goes to the first job that waits for the like. */
export function offerPool(draft: Draft, { name, ...world }: TrainingJob, context: Context): void {
  const owner = draft.get('trainingJob', jobKey(world, name))!;
  const traits = traitsOf(owner);
  let first: TrainingJob | undefined;
  for (const job of draft.state.named('trainingJob', owner).values()) {
    if (job.step?.kind !== 'Wait' || isSpot(job) || planArnOf(job) !== planArnOf(owner)) continue;
    if (traitsOf(job) === traits && (first === undefined || job.sequence < first.sequence)) first = job;
  }
  if (first !== undefined) reuse(draft, owner, first, context);
}

/** The pool is given up: its time is over, or somebody said so. */
export function terminatePool(draft: Draft, owner: TrainingJob, context: Context): void {
  const { launchedAt: _, ...left } = withoutHold(draft, owner, context);
  const warmPool = { ...owner.warmPool!, status: 'Terminated', overAt: context.now } as const;
  saveJob(draft, { ...left, warmPool, modifiedAt: context.now }, context);
  if (owner.hold !== undefined) seatWaiting(draft, planOf(draft.state, owner), context);
}
