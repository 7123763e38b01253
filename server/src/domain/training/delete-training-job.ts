import type { DeleteTrainingJobRequest, DeleteTrainingJobResponse } from '../../shapes/training-job.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { findJob } from './find-job.ts';
import { stepEndsAt } from './job-pace.ts';
import { jobRefusals } from './messages.ts';
import { saveJob } from './save-job.ts';

/**
 * DeleteTrainingJob: only a job that has ended and retains no Available warm pool (documented). It is Deleting for a
 * moment, and then its name is free again (documented).
 */
export function deleteTrainingJob(
  draft: Draft,
  { TrainingJobName: name }: DeleteTrainingJobRequest,
  context: OperationContext,
): DeleteTrainingJobResponse {
  const job = findJob(draft.state, name, context.world);
  const { status, warmPool } = job;
  if (status !== 'Completed' && status !== 'Failed' && status !== 'Stopped')
    throw jobRefusals.cannotDelete(name, status);
  if (warmPool?.status === 'Available') throw jobRefusals.poolInUse(name);
  const step = { kind: 'Delete', dueAt: stepEndsAt(job, 'Delete', context) } as const;
  saveJob(draft, { ...job, status: 'Deleting', modifiedAt: context.now, step }, context);
  return {};
}
