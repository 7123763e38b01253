/** Endpoint configurations: what an endpoint is to consist of. */
import { AsyncInferenceConfig, DataCaptureConfig, MetricsConfig } from './endpoint-data.ts';
import { ExplainerConfig } from './endpoint-explainer.ts';
import { KmsKeyId, RoleArn } from './names.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import { ProductionVariantList } from './production-variant.ts';
import { boolean, enumeration, type Infer, list, required, string, structure, timestamp } from './shape.ts';
import { TagList } from './tag.ts';
import { VpcConfig } from './vpc.ts';

export const EndpointConfigName = string({ min: 0, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
const EndpointConfigArn = string({
  min: 20,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:endpoint-config/.*',
});
export const CreateEndpointConfigInput = structure({
  EndpointConfigName: required(EndpointConfigName),
  ProductionVariants: required(ProductionVariantList),
  DataCaptureConfig,
  Tags: TagList,
  KmsKeyId,
  AsyncInferenceConfig,
  ExplainerConfig,
  ShadowProductionVariants: ProductionVariantList,
  ExecutionRoleArn: RoleArn,
  VpcConfig,
  EnableNetworkIsolation: boolean(),
  MetricsConfig,
});
export type CreateEndpointConfigInput = Infer<typeof CreateEndpointConfigInput>;
export const CreateEndpointConfigOutput = structure({ EndpointConfigArn: required(EndpointConfigArn) });
export type CreateEndpointConfigOutput = Infer<typeof CreateEndpointConfigOutput>;
export const DescribeEndpointConfigInput = structure({ EndpointConfigName: required(EndpointConfigName) });
export type DescribeEndpointConfigInput = Infer<typeof DescribeEndpointConfigInput>;
export const DescribeEndpointConfigOutput = structure({
  EndpointConfigName: required(EndpointConfigName),
  EndpointConfigArn: required(EndpointConfigArn),
  ProductionVariants: required(ProductionVariantList),
  DataCaptureConfig,
  KmsKeyId,
  CreationTime: required(timestamp()),
  AsyncInferenceConfig,
  ExplainerConfig,
  ShadowProductionVariants: ProductionVariantList,
  ExecutionRoleArn: RoleArn,
  VpcConfig,
  EnableNetworkIsolation: boolean(),
  MetricsConfig,
});
export type DescribeEndpointConfigOutput = Infer<typeof DescribeEndpointConfigOutput>;
export const ListEndpointConfigsInput = structure({
  SortBy: enumeration('Name', 'CreationTime'),
  SortOrder,
  NextToken,
  MaxResults,
  NameContains: string({ min: 0, max: 63, pattern: '[a-zA-Z0-9-]+' }),
  CreationTimeBefore: timestamp(),
  CreationTimeAfter: timestamp(),
});
export type ListEndpointConfigsInput = Infer<typeof ListEndpointConfigsInput>;
export const EndpointConfigSummary = structure({
  EndpointConfigName: required(EndpointConfigName),
  EndpointConfigArn: required(EndpointConfigArn),
  CreationTime: required(timestamp()),
});
export const ListEndpointConfigsOutput = structure({
  EndpointConfigs: required(list(EndpointConfigSummary)),
  NextToken,
});
export type ListEndpointConfigsOutput = Infer<typeof ListEndpointConfigsOutput>;
export const DeleteEndpointConfigInput = structure({ EndpointConfigName: required(EndpointConfigName) });
export type DeleteEndpointConfigInput = Infer<typeof DeleteEndpointConfigInput>;
export const DeleteEndpointConfigOutput = structure({});
export type DeleteEndpointConfigOutput = Infer<typeof DeleteEndpointConfigOutput>;
