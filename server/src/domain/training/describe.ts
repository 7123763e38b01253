import type { DescribeTrainingJobResponse, ListTrainingJobsResponse } from '../../shapes/training-job.ts';
import { isOpen, isSpot, jobArn, planArnOf, type TrainingJob, type Transition } from './training-job.ts';
import { poolView } from './warm-pool-view.ts';

/** A job as DescribeTrainingJob shows it, and as its events carry it. */
export function describeJob(job: TrainingJob, now: number): DescribeTrainingJobResponse {
  const { SessionChainingConfig: _, ...spec } = job.spec;
  const onInstances = secondsOnInstances(job, now);
  return {
    TrainingJobName: job.name,
    TrainingJobArn: jobArn(job),
    ModelArtifacts: { S3ModelArtifacts: modelOf(job) },
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondary,
    FailureReason: job.failureReason,
    ...spec,
    StoppingCondition: job.spec.StoppingCondition ?? {},
    WarmPoolStatus: poolView(job, now),
    CreationTime: job.createdAt,
    TrainingStartTime: job.startedAt,
    TrainingEndTime: job.endedAt,
    LastModifiedTime: job.modifiedAt,
    SecondaryStatusTransitions: job.transitions.map(transitionView),
    EnableNetworkIsolation: spec.EnableNetworkIsolation ?? false,
    EnableInterContainerTrafficEncryption: spec.EnableInterContainerTrafficEncryption ?? false,
    EnableManagedSpotTraining: isSpot(job),
    TrainingTimeInSeconds: onInstances || undefined,
    BillableTimeInSeconds: billable(job, onInstances) || undefined,
    ProfilingStatus: spec.ProfilerConfig?.DisableProfiler === false ? 'Enabled' : 'Disabled',
  };
}

/** A job as ListTrainingJobs shows it. */
export const summarizeJob = (
  job: TrainingJob,
  now: number,
): ListTrainingJobsResponse['TrainingJobSummaries'][number] => ({
  TrainingJobName: job.name,
  TrainingJobArn: jobArn(job),
  CreationTime: job.createdAt,
  TrainingEndTime: job.endedAt,
  LastModifiedTime: job.modifiedAt,
  TrainingJobStatus: job.status,
  SecondaryStatus: job.secondary,
  WarmPoolStatus: poolView(job, now),
  TrainingPlanArn: planArnOf(job),
});

/** What a job shows of the present instant: whole seconds, on its instances or since its warm pool began. */
export const secondsShown = (job: TrainingJob, now: number): number =>
  poolView(job, now)?.ResourceRetainedBillableTimeInSeconds ?? secondsOnInstances(job, now);

const transitionView = ({ status, startAt, endAt, message }: Transition) => ({
  Status: status,
  StartTime: startAt,
  EndTime: endAt,
  StatusMessage: message,
});

/** Where the model is, or will be (observed). */
function modelOf({ name, spec }: TrainingJob): string {
  const { S3OutputPath, CompressionType } = spec.OutputDataConfig;
  const model = CompressionType === 'NONE' ? 'model/' : 'model.tar.gz';
  return `${S3OutputPath.replace(/\/+$/, '')}/${name}/output/${model}`.slice(0, 1_024);
}

/** From the start on its instances to the end (documented), interruptions left out. */
const secondsOnInstances = (job: TrainingJob, now: number): number => {
  const present = job.onInstancesSince === undefined ? 0 : now - job.onInstancesSince;
  return Math.round((job.onInstancesMs + present) / 1_000);
};

/** Spot training costs three tenths of what it takes: "up to 90 %" less is documented, the share is our choice. */
const billable = (job: TrainingJob, seconds: number): number =>
  isSpot(job) && !isOpen(job) ? Math.max(Math.min(seconds, 1), Math.round(seconds * 0.3)) : seconds;
