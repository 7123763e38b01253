import { type PoolPlace, recoverInstance, takeInstances } from '../capacity/consumers.ts';
import { availableIn } from '../capacity/instance-pool.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { addHolds } from './placement.ts';
import { planOf } from './plan-of.ts';
import { saveJob } from './save-job.ts';
import { jobsOn } from './seats.ts';
import { sharesUltraServers, type TrainingJob } from './training-job.ts';

/** An instance that failed under the job is well again, or another stands in its place, if its block still runs. */
export function recover(draft: Draft, job: TrainingJob, place: PoolPlace, context: Context): void {
  const plan = planOf(draft.state, job);
  if (plan?.capacities[place.block]?.status !== 'Active') return;
  const well = recoverInstance(plan, place);
  const holder = well.ultraServer && jobsOn(draft.state, well).find((other) => hasToItself(other, place));
  savePlan(draft, well, context);
  if (holder !== undefined) giveTo(draft, holder, well, place, context);
}

/** Whether the job has the UltraServer to itself. */
const hasToItself = (job: TrainingJob, { block, pool }: PoolPlace): boolean =>
  job.hold?.block === block && job.hold.counts[pool]! > 0 && !sharesUltraServers(job);

/** Whoever has an UltraServer to itself has all that is usable of it. */
function giveTo(
  draft: Draft,
  holder: TrainingJob,
  plan: TrainingPlan,
  { block, pool }: PoolPlace,
  context: Context,
): void {
  const ultraServer = plan.capacities[block]!.pools[pool]!;
  const count = availableIn(ultraServer);
  const taken = count === 0 ? undefined : takeInstances(plan, count, ultraServer.ultraServerId);
  if (taken === undefined) return;
  savePlan(draft, taken.plan, context);
  saveJob(draft, { ...holder, hold: addHolds(holder.hold!, taken.hold) }, context);
}
