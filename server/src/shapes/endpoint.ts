/** Endpoints: models in service. */
import { EndpointConfigName } from './endpoint-config.ts';
import { AsyncInferenceConfig, MetricsConfig } from './endpoint-data.ts';
import { DeploymentConfig } from './endpoint-deployment.ts';
import { ExplainerConfig } from './endpoint-explainer.ts';
import {
  DataCaptureConfigSummary,
  PendingDeploymentSummary,
  ProductionVariantSummaryList,
} from './endpoint-summary.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import { VariantName, VariantWeight } from './production-variant.ts';
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
import { TagList } from './tag.ts';

const EndpointName = string({ min: 0, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
const EndpointArn = string({
  min: 20,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:endpoint/.*',
});
export const EndpointStatus = enumeration(
  'OutOfService',
  'Creating',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'InService',
  'Deleting',
  'Failed',
  'UpdateRollbackFailed',
);
export type EndpointStatus = Infer<typeof EndpointStatus>;
export const CreateEndpointInput = structure({
  EndpointName: required(EndpointName),
  EndpointConfigName: required(EndpointConfigName),
  DeploymentConfig,
  Tags: TagList,
});
export type CreateEndpointInput = Infer<typeof CreateEndpointInput>;
export const CreateEndpointOutput = structure({ EndpointArn: required(EndpointArn) });
export type CreateEndpointOutput = Infer<typeof CreateEndpointOutput>;
export const DescribeEndpointInput = structure({ EndpointName: required(EndpointName) });
export type DescribeEndpointInput = Infer<typeof DescribeEndpointInput>;
export const DescribeEndpointOutput = structure({
  EndpointName: required(EndpointName),
  EndpointArn: required(EndpointArn),
  EndpointConfigName,
  ProductionVariants: ProductionVariantSummaryList,
  DataCaptureConfig: DataCaptureConfigSummary,
  EndpointStatus: required(EndpointStatus),
  FailureReason: string({ min: 0, max: 1024 }),
  CreationTime: required(timestamp()),
  LastModifiedTime: required(timestamp()),
  LastDeploymentConfig: DeploymentConfig,
  AsyncInferenceConfig,
  PendingDeploymentSummary,
  ExplainerConfig,
  ShadowProductionVariants: ProductionVariantSummaryList,
  MetricsConfig,
});
export type DescribeEndpointOutput = Infer<typeof DescribeEndpointOutput>;
export const ListEndpointsInput = structure({
  SortBy: enumeration('Name', 'CreationTime', 'Status'),
  SortOrder,
  NextToken,
  MaxResults,
  NameContains: string({ min: 0, max: 63, pattern: '[a-zA-Z0-9-]+' }),
  CreationTimeBefore: timestamp(),
  CreationTimeAfter: timestamp(),
  LastModifiedTimeBefore: timestamp(),
  LastModifiedTimeAfter: timestamp(),
  StatusEquals: EndpointStatus,
});
export type ListEndpointsInput = Infer<typeof ListEndpointsInput>;
export const EndpointSummary = structure({
  EndpointName: required(EndpointName),
  EndpointArn: required(EndpointArn),
  CreationTime: required(timestamp()),
  LastModifiedTime: required(timestamp()),
  EndpointStatus: required(EndpointStatus),
});
export const ListEndpointsOutput = structure({ Endpoints: required(list(EndpointSummary)), NextToken });
export type ListEndpointsOutput = Infer<typeof ListEndpointsOutput>;
const VariantProperty = structure({
  VariantPropertyType: required(enumeration('DesiredInstanceCount', 'DesiredWeight', 'DataCaptureConfig')),
});
export const UpdateEndpointInput = structure({
  EndpointName: required(EndpointName),
  EndpointConfigName: required(EndpointConfigName),
  RetainAllVariantProperties: boolean(),
  ExcludeRetainedVariantProperties: list(VariantProperty, { min: 0, max: 3 }),
  DeploymentConfig,
  RetainDeploymentConfig: boolean(),
});
export type UpdateEndpointInput = Infer<typeof UpdateEndpointInput>;
export const UpdateEndpointOutput = structure({ EndpointArn: required(EndpointArn) });
export type UpdateEndpointOutput = Infer<typeof UpdateEndpointOutput>;
const ProductionVariantServerlessUpdateConfig = structure({
  MaxConcurrency: integer({ min: 1, max: 200 }),
  ProvisionedConcurrency: integer({ min: 1, max: 200 }),
});
const DesiredWeightAndCapacity = structure({
  VariantName: required(VariantName),
  DesiredWeight: VariantWeight,
  DesiredInstanceCount: integer({ min: 0 }),
  ServerlessUpdateConfig: ProductionVariantServerlessUpdateConfig,
});
export const UpdateEndpointWeightsAndCapacitiesInput = structure({
  EndpointName: required(EndpointName),
  DesiredWeightsAndCapacities: required(list(DesiredWeightAndCapacity, { min: 1 })),
});
export type UpdateEndpointWeightsAndCapacitiesInput = Infer<typeof UpdateEndpointWeightsAndCapacitiesInput>;
export const UpdateEndpointWeightsAndCapacitiesOutput = structure({ EndpointArn: required(EndpointArn) });
export type UpdateEndpointWeightsAndCapacitiesOutput = Infer<typeof UpdateEndpointWeightsAndCapacitiesOutput>;
export const DeleteEndpointInput = structure({ EndpointName: required(EndpointName) });
export type DeleteEndpointInput = Infer<typeof DeleteEndpointInput>;
export const DeleteEndpointOutput = structure({});
export type DeleteEndpointOutput = Infer<typeof DeleteEndpointOutput>;
