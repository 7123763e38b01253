import type { StopTrainingJobRequest, StopTrainingJobResponse } from '../../shapes/training-job.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { findJob } from './find-job.ts';
import { jobRefusals } from './messages.ts';
import { beginStop } from './stop-job.ts';

/** StopTrainingJob: refused once the job stops or has ended (observed of ended ones). */
export function stopTrainingJob(
  draft: Draft,
  { TrainingJobName }: StopTrainingJobRequest,
  context: OperationContext,
): StopTrainingJobResponse {
  const job = findJob(draft.state, TrainingJobName, context.world);
  if (job.status !== 'InProgress') throw jobRefusals.cannotStop(job.status);
  beginStop(draft, job, 'Stopped', context);
  return {};
}
