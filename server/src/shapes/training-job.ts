/** Training jobs: the requests and answers of their operations. */
import { RoleArn, S3Uri, TrainingPlanArn } from './names.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import {
  boolean,
  enumeration,
  float,
  type Infer,
  integer,
  list,
  long,
  map,
  required,
  string,
  structure,
  timestamp,
} from './shape.ts';
import { TagList } from './tag.ts';
import { AlgorithmSpecification, MetricName } from './training-job-algorithm.ts';
import { InputDataConfig, OutputDataConfig } from './training-job-data.ts';
import {
  DebugHookConfig,
  DebugRuleConfigurations,
  DebugRuleEvaluationStatus,
  ExperimentConfig,
  InfraCheckConfig,
  ProfilerConfig,
  ProfilerConfigForUpdate,
  ProfilerRuleConfigurations,
  ProfilerRuleEvaluationStatus,
  RemoteDebugConfig,
  RemoteDebugConfigForUpdate,
  SessionChainingConfig,
  TensorBoardOutputConfig,
} from './training-job-debugging.ts';
import {
  CheckpointConfig,
  ResourceConfig,
  ResourceConfigForUpdate,
  RetryStrategy,
  SecondaryStatus,
  SecondaryStatusTransition,
  StoppingCondition,
  TrainingJobArn,
  TrainingJobName,
  TrainingJobStatus,
  WarmPoolResourceStatus,
  WarmPoolStatus,
} from './training-job-resources.ts';
import {
  MlflowConfig,
  MlflowDetails,
  ModelPackageArn,
  ModelPackageConfig,
  ServerlessJobConfig,
  TrainingProgressInfo,
} from './training-job-serverless.ts';
import { VpcConfig } from './vpc.ts';

const HyperParameters = map(
  string({ min: 0, max: 256, pattern: '.*' }),
  string({ min: 0, max: 2500, pattern: '.*' }),
  { min: 0, max: 100 },
);
const TrainingEnvironmentMap = map(
  string({ min: 0, max: 512, pattern: '[a-zA-Z_][a-zA-Z0-9_]*' }),
  string({ min: 0, max: 512, pattern: '[\\S\\s]*' }),
  { min: 0, max: 100 },
);
export const CreateTrainingJobRequest = structure({
  TrainingJobName: required(TrainingJobName),
  HyperParameters,
  AlgorithmSpecification,
  RoleArn: required(RoleArn),
  InputDataConfig,
  OutputDataConfig: required(OutputDataConfig),
  ResourceConfig,
  VpcConfig,
  StoppingCondition,
  Tags: TagList,
  EnableNetworkIsolation: boolean(),
  EnableInterContainerTrafficEncryption: boolean(),
  EnableManagedSpotTraining: boolean(),
  CheckpointConfig,
  DebugHookConfig,
  DebugRuleConfigurations,
  TensorBoardOutputConfig,
  ExperimentConfig,
  ProfilerConfig,
  ProfilerRuleConfigurations,
  Environment: TrainingEnvironmentMap,
  RetryStrategy,
  RemoteDebugConfig,
  InfraCheckConfig,
  SessionChainingConfig,
  ServerlessJobConfig,
  MlflowConfig,
  ModelPackageConfig,
});
export type CreateTrainingJobRequest = Infer<typeof CreateTrainingJobRequest>;
export const CreateTrainingJobResponse = structure({
  TrainingJobArn: required(TrainingJobArn),
});
export type CreateTrainingJobResponse = Infer<typeof CreateTrainingJobResponse>;
export const DescribeTrainingJobRequest = structure({
  TrainingJobName: required(TrainingJobName),
});
export type DescribeTrainingJobRequest = Infer<typeof DescribeTrainingJobRequest>;
const ModelArtifacts = structure({
  S3ModelArtifacts: required(S3Uri),
});
const MetricData = structure({
  MetricName,
  Value: float(),
  Timestamp: timestamp(),
});
export const DescribeTrainingJobResponse = structure({
  TrainingJobName: required(TrainingJobName),
  TrainingJobArn: required(TrainingJobArn),
  TuningJobArn: string({
    min: 0,
    max: 256,
    pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:hyper-parameter-tuning-job/.*',
  }),
  LabelingJobArn: string({
    min: 0,
    max: 2048,
    pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:labeling-job/.*',
  }),
  AutoMLJobArn: string({
    min: 1,
    max: 256,
    pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:automl-job/.*',
  }),
  ModelArtifacts: required(ModelArtifacts),
  TrainingJobStatus: required(TrainingJobStatus),
  SecondaryStatus: required(SecondaryStatus),
  FailureReason: string({ min: 0, max: 1024 }),
  HyperParameters,
  AlgorithmSpecification,
  RoleArn,
  InputDataConfig,
  OutputDataConfig,
  ResourceConfig,
  WarmPoolStatus,
  VpcConfig,
  StoppingCondition: required(StoppingCondition),
  CreationTime: required(timestamp()),
  TrainingStartTime: timestamp(),
  TrainingEndTime: timestamp(),
  LastModifiedTime: timestamp(),
  SecondaryStatusTransitions: list(SecondaryStatusTransition),
  FinalMetricDataList: list(MetricData, { min: 0, max: 40 }),
  EnableNetworkIsolation: boolean(),
  EnableInterContainerTrafficEncryption: boolean(),
  EnableManagedSpotTraining: boolean(),
  CheckpointConfig,
  TrainingTimeInSeconds: integer({ min: 1 }),
  BillableTimeInSeconds: integer({ min: 1 }),
  BillableTokenCount: long({ min: 0 }),
  DebugHookConfig,
  ExperimentConfig,
  DebugRuleConfigurations,
  TensorBoardOutputConfig,
  DebugRuleEvaluationStatuses: list(DebugRuleEvaluationStatus, { min: 0, max: 20 }),
  ProfilerConfig,
  ProfilerRuleConfigurations,
  ProfilerRuleEvaluationStatuses: list(ProfilerRuleEvaluationStatus, { min: 0, max: 20 }),
  ProfilingStatus: enumeration('Enabled', 'Disabled'),
  Environment: TrainingEnvironmentMap,
  RetryStrategy,
  RemoteDebugConfig,
  InfraCheckConfig,
  ServerlessJobConfig,
  MlflowConfig,
  ModelPackageConfig,
  MlflowDetails,
  ProgressInfo: TrainingProgressInfo,
  OutputModelPackageArn: ModelPackageArn,
});
export type DescribeTrainingJobResponse = Infer<typeof DescribeTrainingJobResponse>;
export const ListTrainingJobsRequest = structure({
  NextToken,
  MaxResults,
  CreationTimeAfter: timestamp(),
  CreationTimeBefore: timestamp(),
  LastModifiedTimeAfter: timestamp(),
  LastModifiedTimeBefore: timestamp(),
  NameContains: string({ min: 0, max: 63, pattern: '[a-zA-Z0-9\\-]+' }),
  StatusEquals: TrainingJobStatus,
  SortBy: enumeration('Name', 'CreationTime', 'Status'),
  SortOrder,
  WarmPoolStatusEquals: WarmPoolResourceStatus,
  TrainingPlanArnEquals: TrainingPlanArn,
});
export type ListTrainingJobsRequest = Infer<typeof ListTrainingJobsRequest>;
export const TrainingJobSummary = structure({
  TrainingJobName: required(TrainingJobName),
  TrainingJobArn: required(TrainingJobArn),
  CreationTime: required(timestamp()),
  TrainingEndTime: timestamp(),
  LastModifiedTime: timestamp(),
  TrainingJobStatus: required(TrainingJobStatus),
  SecondaryStatus,
  WarmPoolStatus,
  TrainingPlanArn,
});
export const ListTrainingJobsResponse = structure({
  TrainingJobSummaries: required(list(TrainingJobSummary)),
  NextToken,
});
export type ListTrainingJobsResponse = Infer<typeof ListTrainingJobsResponse>;
export const StopTrainingJobRequest = structure({
  TrainingJobName: required(TrainingJobName),
});
export type StopTrainingJobRequest = Infer<typeof StopTrainingJobRequest>;
export const UpdateTrainingJobRequest = structure({
  TrainingJobName: required(TrainingJobName),
  ProfilerConfig: ProfilerConfigForUpdate,
  ProfilerRuleConfigurations,
  ResourceConfig: ResourceConfigForUpdate,
  RemoteDebugConfig: RemoteDebugConfigForUpdate,
});
export type UpdateTrainingJobRequest = Infer<typeof UpdateTrainingJobRequest>;
export const UpdateTrainingJobResponse = structure({
  TrainingJobArn: required(TrainingJobArn),
});
export type UpdateTrainingJobResponse = Infer<typeof UpdateTrainingJobResponse>;
export const DeleteTrainingJobRequest = structure({
  TrainingJobName: required(TrainingJobName),
});
export type DeleteTrainingJobRequest = Infer<typeof DeleteTrainingJobRequest>;

export const StopTrainingJobResponse = structure({});
export type StopTrainingJobResponse = Infer<typeof StopTrainingJobResponse>;
export const DeleteTrainingJobResponse = structure({});
export type DeleteTrainingJobResponse = Infer<typeof DeleteTrainingJobResponse>;
