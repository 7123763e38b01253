import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { jobRefusals } from './messages.ts';
import { jobKey, type TrainingJob } from './training-job.ts';

/** The job of that name in the caller's world. */
export function findJob(state: State, name: string, world: World): TrainingJob {
  const job = state.get('trainingJob', jobKey(world, name));
  if (job === undefined) throw jobRefusals.notFound();
  return job;
}
