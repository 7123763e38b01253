/** What a training job runs on and for how long, and the statuses of its life. */
import { KmsKeyId, S3Uri, TrainingPlanArn } from './names.ts';
import {
  boolean,
  enumeration,
  type Infer,
  integer,
  list,
  required,
  string,
  structure,
  timestamp,
} from './shape.ts';
import { TrainingInstanceType } from './training-instance-types.ts';

export const TrainingJobName = string({ min: 1, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
export const InstanceGroupName = string({ min: 1, max: 64, pattern: '.+' });
export const DirectoryPath = string({ min: 0, max: 4096, pattern: '.*' });
const TrainingInstanceCount = integer({ min: 0 });
export const OptionalVolumeSizeInGB = integer({ min: 0 });
const KeepAlivePeriodInSeconds = integer({ min: 0, max: 21600 });
const InstanceGroup = structure({
  InstanceType: required(TrainingInstanceType),
  InstanceCount: required(TrainingInstanceCount),
  InstanceGroupName: required(InstanceGroupName),
});
const PlacementSpecification = structure({
  UltraServerId: string({ min: 0, max: 256 }),
  InstanceCount: required(TrainingInstanceCount),
});
const InstancePlacementConfig = structure({
  EnableMultipleJobs: boolean(),
  PlacementSpecifications: list(PlacementSpecification, { min: 0, max: 10 }),
});
export const ResourceConfig = structure({
  InstanceType: TrainingInstanceType,
  InstanceCount: TrainingInstanceCount,
  VolumeSizeInGB: OptionalVolumeSizeInGB,
  VolumeKmsKeyId: KmsKeyId,
  KeepAlivePeriodInSeconds,
  InstanceGroups: list(InstanceGroup, { min: 0, max: 5 }),
  TrainingPlanArn,
  InstancePlacementConfig,
});
export type ResourceConfig = Infer<typeof ResourceConfig>;
export const StoppingCondition = structure({
  MaxRuntimeInSeconds: integer({ min: 1 }),
  MaxWaitTimeInSeconds: integer({ min: 1 }),
  MaxPendingTimeInSeconds: integer({ min: 7200, max: 2419200 }),
});
export type StoppingCondition = Infer<typeof StoppingCondition>;
export const CheckpointConfig = structure({
  S3Uri: required(S3Uri),
  LocalPath: DirectoryPath,
});
export const RetryStrategy = structure({
  MaximumRetryAttempts: required(integer({ min: 1, max: 30 })),
});
export const TrainingJobArn = string({
  min: 0,
  max: 256,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:training-job/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
});
export const TrainingJobStatus = enumeration(
  'InProgress',
  'Completed',
  'Failed',
  'Stopping',
  'Stopped',
  'Deleting',
);
export type TrainingJobStatus = Infer<typeof TrainingJobStatus>;
export const SecondaryStatus = enumeration(
  'Starting',
  'LaunchingMLInstances',
  'PreparingTrainingStack',
  'Downloading',
  'DownloadingTrainingImage',
  'Training',
  'Uploading',
  'Stopping',
  'Stopped',
  'MaxRuntimeExceeded',
  'Completed',
  'Failed',
  'Interrupted',
  'MaxWaitTimeExceeded',
  'Updating',
  'Restarting',
  'Pending',
);
export type SecondaryStatus = Infer<typeof SecondaryStatus>;
export const WarmPoolResourceStatus = enumeration('Available', 'Terminated', 'Reused', 'InUse');
export type WarmPoolResourceStatus = Infer<typeof WarmPoolResourceStatus>;
export const WarmPoolStatus = structure({
  Status: required(WarmPoolResourceStatus),
  ResourceRetainedBillableTimeInSeconds: integer({ min: 0 }),
  ReusedByJob: TrainingJobName,
});
export const SecondaryStatusTransition = structure({
  Status: required(SecondaryStatus),
  StartTime: required(timestamp()),
  EndTime: timestamp(),
  StatusMessage: string(),
});
export type SecondaryStatusTransition = Infer<typeof SecondaryStatusTransition>;
export const ResourceConfigForUpdate = structure({
  KeepAlivePeriodInSeconds: required(KeepAlivePeriodInSeconds),
});
