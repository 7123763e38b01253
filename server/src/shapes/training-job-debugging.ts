/** How a training job is watched: debugger, profiler, rules, experiments. */
import { S3Uri } from './names.ts';
import { boolean, enumeration, list, long, map, required, string, structure, timestamp } from './shape.ts';
import { ProcessingInstanceType } from './training-instance-types.ts';
import { AlgorithmImage } from './training-job-algorithm.ts';
import { DirectoryPath, OptionalVolumeSizeInGB } from './training-job-resources.ts';

const ConfigKey = string({ min: 1, max: 256, pattern: '.*' });
const ConfigValue = string({ min: 0, max: 256, pattern: '.*' });
const CollectionConfiguration = structure({
  CollectionName: string({ min: 1, max: 256, pattern: '.*' }),
  CollectionParameters: map(ConfigKey, ConfigValue, { min: 0, max: 20 }),
});
export const DebugHookConfig = structure({
  LocalPath: DirectoryPath,
  S3OutputPath: required(S3Uri),
  HookParameters: map(ConfigKey, ConfigValue, { min: 0, max: 20 }),
  CollectionConfigurations: list(CollectionConfiguration, { min: 0, max: 20 }),
});
const RuleConfigurationName = string({ min: 1, max: 256, pattern: '.*' });
const RuleParameters = map(ConfigKey, ConfigValue, { min: 0, max: 100 });
const DebugRuleConfiguration = structure({
  RuleConfigurationName: required(RuleConfigurationName),
  LocalPath: DirectoryPath,
  S3OutputPath: S3Uri,
  RuleEvaluatorImage: required(AlgorithmImage),
  InstanceType: ProcessingInstanceType,
  VolumeSizeInGB: OptionalVolumeSizeInGB,
  RuleParameters,
});
export const DebugRuleConfigurations = list(DebugRuleConfiguration, { min: 0, max: 20 });
export const TensorBoardOutputConfig = structure({
  LocalPath: DirectoryPath,
  S3OutputPath: required(S3Uri),
});
const ExperimentEntityName = string({ min: 1, max: 120, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}' });
export const ExperimentConfig = structure({
  ExperimentName: ExperimentEntityName,
  TrialName: ExperimentEntityName,
  TrialComponentDisplayName: ExperimentEntityName,
  RunName: ExperimentEntityName,
});
const ProfilingIntervalInMilliseconds = long();
const ProfilingParameters = map(ConfigKey, ConfigValue, { min: 0, max: 20 });
const DisableProfiler = boolean();
export const ProfilerConfig = structure({
  S3OutputPath: S3Uri,
  ProfilingIntervalInMilliseconds,
  ProfilingParameters,
  DisableProfiler,
});
const ProfilerRuleConfiguration = structure({
  RuleConfigurationName: required(RuleConfigurationName),
  LocalPath: DirectoryPath,
  S3OutputPath: S3Uri,
  RuleEvaluatorImage: required(AlgorithmImage),
  InstanceType: ProcessingInstanceType,
  VolumeSizeInGB: OptionalVolumeSizeInGB,
  RuleParameters,
});
export const ProfilerRuleConfigurations = list(ProfilerRuleConfiguration, { min: 0, max: 20 });
const EnableRemoteDebug = boolean();
export const RemoteDebugConfig = structure({
  EnableRemoteDebug,
});
export const InfraCheckConfig = structure({
  EnableInfraCheck: boolean(),
});
export const SessionChainingConfig = structure({
  EnableSessionTagChaining: boolean(),
});
const ProcessingJobArn = string({
  min: 0,
  max: 256,
  pattern:
    'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:processing-job/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
});
const RuleEvaluationStatus = enumeration(
  'InProgress',
  'NoIssuesFound',
  'IssuesFound',
  'Error',
  'Stopping',
  'Stopped',
);
const StatusDetails = string({ min: 0, max: 1024, pattern: '.*' });
export const DebugRuleEvaluationStatus = structure({
  RuleConfigurationName,
  RuleEvaluationJobArn: ProcessingJobArn,
  RuleEvaluationStatus,
  StatusDetails,
  LastModifiedTime: timestamp(),
});
export const ProfilerRuleEvaluationStatus = structure({
  RuleConfigurationName,
  RuleEvaluationJobArn: ProcessingJobArn,
  RuleEvaluationStatus,
  StatusDetails,
  LastModifiedTime: timestamp(),
});
export const ProfilerConfigForUpdate = structure({
  S3OutputPath: S3Uri,
  ProfilingIntervalInMilliseconds,
  ProfilingParameters,
  DisableProfiler,
});
export const RemoteDebugConfigForUpdate = structure({
  EnableRemoteDebug,
});
