/** Models: the containers that serve, and what they load. */
import { ProductionVariantInstanceType } from './endpoint-instance-types.ts';
import { RoleArn, S3Uri } from './names.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import {
  boolean,
  enumeration,
  type Infer,
  integer,
  list,
  map,
  required,
  string,
  structure,
  timestamp,
} from './shape.ts';
import { TagList } from './tag.ts';
import { VpcConfig } from './vpc.ts';

export const ModelName = string({ min: 0, max: 63, pattern: '[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?' });
const ModelArn = string({
  min: 20,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:model/.*',
});
const EnvironmentMap = map(
  string({ min: 0, max: 1024, pattern: '[a-zA-Z_][a-zA-Z0-9_]*' }),
  string({ min: 0, max: 1024, pattern: '[\\S\\s]*' }),
  { min: 0, max: 100 },
);
export const ContainerImage = string({ min: 0, max: 255, pattern: '[\\S]+' });
const RepositoryAuthConfig = structure({
  RepositoryCredentialsProviderArn: required(string({ min: 1, max: 2048, pattern: '.*' })),
});
const ImageConfig = structure({
  RepositoryAccessMode: required(enumeration('Platform', 'Vpc')),
  RepositoryAuthConfig,
});
const ModelAccessConfig = structure({ AcceptEula: required(boolean()) });
const InferenceHubAccessConfig = structure({
  HubContentArn: required(string({ min: 0, max: 255, pattern: '.*' })),
});
const S3ModelDataSource = structure({
  S3Uri: required(S3Uri),
  S3DataType: required(enumeration('S3Prefix', 'S3Object')),
  CompressionType: required(enumeration('None', 'Gzip')),
  ModelAccessConfig,
  HubAccessConfig: InferenceHubAccessConfig,
  ManifestS3Uri: S3Uri,
  ETag: string(),
  ManifestEtag: string(),
});
const ModelDataSource = structure({ S3DataSource: S3ModelDataSource });
const AdditionalModelDataSource = structure({
  ChannelName: required(string({ min: 1, max: 64, pattern: '[A-Za-z0-9\\.\\-_]+' })),
  S3DataSource: required(S3ModelDataSource),
});
const MultiModelConfig = structure({ ModelCacheSetting: enumeration('Enabled', 'Disabled') });
const MetricsEndpoint = structure({
  MetricsEndpointPath: required(string({ min: 0, max: 256, pattern: '/(?!.*\\.\\.)[a-zA-Z0-9/_.\\-]+' })),
  MetricPublishFrequencyInSeconds: integer(),
});
const ContainerMetricsConfig = structure({ MetricsEndpoints: list(MetricsEndpoint, { min: 0, max: 1 }) });
const ContainerDefinition = structure({
  ContainerHostname: string({ min: 0, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' }),
  Image: ContainerImage,
  ImageConfig,
  Mode: enumeration('SingleModel', 'MultiModel'),
  ModelDataUrl: S3Uri,
  ModelDataSource,
  AdditionalModelDataSources: list(AdditionalModelDataSource, { min: 0, max: 5 }),
  Environment: EnvironmentMap,
  ModelPackageName: string({
    min: 1,
    max: 176,
    pattern:
      '(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\\/[0-9]{1,9})?',
  }),
  InferenceSpecificationName: string({ min: 1, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' }),
  MultiModelConfig,
  ContainerMetricsConfig,
});
export type ContainerDefinition = Infer<typeof ContainerDefinition>;
const ContainerDefinitionList = list(ContainerDefinition, { min: 0, max: 15 });
const InferenceExecutionConfig = structure({ Mode: required(enumeration('Serial', 'Direct')) });
export const CreateModelInput = structure({
  ModelName: required(ModelName),
  PrimaryContainer: ContainerDefinition,
  Containers: ContainerDefinitionList,
  InferenceExecutionConfig,
  ExecutionRoleArn: RoleArn,
  Tags: TagList,
  VpcConfig,
  EnableNetworkIsolation: boolean(),
});
export type CreateModelInput = Infer<typeof CreateModelInput>;
export const CreateModelOutput = structure({ ModelArn: required(ModelArn) });
export type CreateModelOutput = Infer<typeof CreateModelOutput>;
export const DescribeModelInput = structure({ ModelName: required(ModelName) });
export type DescribeModelInput = Infer<typeof DescribeModelInput>;
const RealTimeInferenceRecommendation = structure({
  RecommendationId: required(string()),
  InstanceType: required(ProductionVariantInstanceType),
  Environment: EnvironmentMap,
});
const DeploymentRecommendation = structure({
  RecommendationStatus: required(enumeration('IN_PROGRESS', 'COMPLETED', 'FAILED', 'NOT_APPLICABLE')),
  RealTimeInferenceRecommendations: list(RealTimeInferenceRecommendation, { min: 0, max: 3 }),
});
export const DescribeModelOutput = structure({
  ModelName: required(ModelName),
  PrimaryContainer: ContainerDefinition,
  Containers: ContainerDefinitionList,
  InferenceExecutionConfig,
  ExecutionRoleArn: RoleArn,
  VpcConfig,
  CreationTime: required(timestamp()),
  ModelArn: required(ModelArn),
  EnableNetworkIsolation: boolean(),
  DeploymentRecommendation,
});
export type DescribeModelOutput = Infer<typeof DescribeModelOutput>;
export const ListModelsInput = structure({
  SortBy: enumeration('Name', 'CreationTime'),
  SortOrder,
  NextToken,
  MaxResults,
  NameContains: string({ min: 0, max: 63, pattern: '[a-zA-Z0-9-]+' }),
  CreationTimeBefore: timestamp(),
  CreationTimeAfter: timestamp(),
});
export type ListModelsInput = Infer<typeof ListModelsInput>;
export const ModelSummary = structure({
  ModelName: required(ModelName),
  ModelArn: required(ModelArn),
  CreationTime: required(timestamp()),
});
export const ListModelsOutput = structure({ Models: required(list(ModelSummary)), NextToken });
export type ListModelsOutput = Infer<typeof ListModelsOutput>;
export const DeleteModelInput = structure({ ModelName: required(ModelName) });
export type DeleteModelInput = Infer<typeof DeleteModelInput>;
export const DeleteModelOutput = structure({});
export type DeleteModelOutput = Infer<typeof DeleteModelOutput>;
