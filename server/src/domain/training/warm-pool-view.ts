import type { DescribeTrainingJobResponse } from '../../shapes/training-job.ts';
import { isOpen, type TrainingJob } from './training-job.ts';

/** Whether the job's instances are a warm pool, or will be one: it runs on them and keeps them, or found them so. */
export const isInPool = (job: TrainingJob): boolean =>
  isOpen(job) &&
  job.launchedAt !== undefined &&
  (job.reuses === true || (job.spec.ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) > 0);

/** The warm pool of a job; undefined: it has none. */
export function poolView(job: TrainingJob, now: number): DescribeTrainingJobResponse['WarmPoolStatus'] {
  if (isInPool(job)) return { Status: 'InUse' };
  const { warmPool, endedAt } = job;
  if (warmPool === undefined || endedAt === undefined) return undefined;
  return {
    Status: warmPool.status,
    ResourceRetainedBillableTimeInSeconds: Math.round(((warmPool.overAt ?? now) - endedAt) / 1_000),
    ReusedByJob: warmPool.reusedBy,
  };
}
