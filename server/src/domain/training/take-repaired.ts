import { takeInstances } from '../capacity/consumers.ts';
import { availableIn } from '../capacity/instance-pool.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { addHolds } from './placement.ts';
import { planOf } from './plan-of.ts';
import { saveJob } from './save-job.ts';
import { sharesUltraServers, type TrainingJob } from './training-job.ts';

/** Whoever has an UltraServer to itself has all that is usable of it: also what was repaired since. */
export function takeRepaired(draft: Draft, job: TrainingJob, context: Context): void {
  let { hold } = job;
  if (hold === undefined || sharesUltraServers(job)) return;
  for (const [i, { ultraServerId }] of planOf(draft.state, job)!.capacities[hold.block]!.pools.entries()) {
    if (ultraServerId === undefined || hold.counts[i] === 0) continue;
    const plan = planOf(draft.state, job)!;
    const count = availableIn(plan.capacities[hold.block]!.pools[i]!);
    const taken = count === 0 ? undefined : takeInstances(plan, count, ultraServerId);
    if (taken === undefined) continue;
    savePlan(draft, taken.plan, context);
    hold = addHolds(hold, taken.hold);
  }
  if (hold !== job.hold) saveJob(draft, { ...job, hold }, context);
}
