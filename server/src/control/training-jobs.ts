import type { State } from '../domain/state.ts';
import { jobArn, type TrainingJob } from '../domain/training/training-job.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import { type Members, text } from './members.ts';

/** The training job that a name or an ARN means; where several are called so, none is guessed. */
export function findTrainingJob(state: State, wanted: string, query: Members): TrainingJob {
  const [account, region] = [text(query, 'account'), text(query, 'region')];
  const found = [...state.all('trainingJob').values()].filter(
    (job) =>
      (job.name === wanted || jobArn(job) === wanted) &&
      (account === undefined || job.account === account) &&
      (region === undefined || job.region === region),
  );
  if (found.length === 1) return found[0]!;
  const shown = wanted.slice(0, 256);
  if (found.length === 0)
    throw new ControlError(
      'NotFound',
      `Training job '${shown}' does not exist. ListTrainingJobs lists those that do.`,
    );
  const candidates = found.slice(0, 20).map(jobArn).join(', ');
  throw invalidRequest(
    `${found.length} training jobs are called '${shown}': ${candidates}. Give the ARN, or 'account' and 'region'.`,
  );
}
