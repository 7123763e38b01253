/** What DescribeEndpoint shows of the variants of an endpoint, now and to come. */
import { EndpointConfigName } from './endpoint-config.ts';
import { EnableCapture, SamplingPercentage } from './endpoint-data.ts';
import { ProductionVariantInstanceType } from './endpoint-instance-types.ts';
import { ContainerImage } from './inference-model.ts';
import { KmsKeyId } from './names.ts';
import {
  CapacityReservationPreference,
  DestinationS3Uri,
  MlReservationArn,
  ProductionVariantAcceleratorType,
  ProductionVariantManagedInstanceScaling,
  ProductionVariantRoutingConfig,
  ProductionVariantServerlessConfig,
  VariantName,
  VariantWeight,
} from './production-variant.ts';
import { enumeration, type Infer, integer, list, required, string, structure, timestamp } from './shape.ts';

const DeployedImage = structure({
  SpecifiedImage: ContainerImage,
  ResolvedImage: ContainerImage,
  ResolutionTime: timestamp(),
});
const DeployedImages = list(DeployedImage);
const InstancePoolSummary = structure({
  InstanceType: required(ProductionVariantInstanceType),
  CurrentInstanceCount: required(integer({ min: 0 })),
});
const InstancePoolSummaryList = list(InstancePoolSummary, { min: 1 });
const ProductionVariantStatus = structure({
  Status: required(enumeration('Creating', 'Updating', 'Deleting', 'ActivatingTraffic', 'Baking')),
  StatusMessage: string({ min: 0, max: 1024 }),
  StartTime: timestamp(),
});
const ProductionVariantStatusList = list(ProductionVariantStatus, { min: 0, max: 5 });
const Ec2CapacityReservation = structure({
  Ec2CapacityReservationId: string(),
  TotalInstanceCount: integer({ min: 0 }),
  AvailableInstanceCount: integer({ min: 0 }),
  UsedByCurrentEndpoint: integer({ min: 0 }),
});
const ProductionVariantCapacityReservationSummary = structure({
  MlReservationArn,
  CapacityReservationPreference,
  TotalInstanceCount: integer({ min: 0 }),
  AvailableInstanceCount: integer({ min: 0 }),
  UsedByCurrentEndpoint: integer({ min: 0 }),
  Ec2CapacityReservations: list(Ec2CapacityReservation),
});
const ProductionVariantSummary = structure({
  VariantName: required(VariantName),
  DeployedImages,
  CurrentWeight: VariantWeight,
  DesiredWeight: VariantWeight,
  CurrentInstanceCount: integer({ min: 0 }),
  DesiredInstanceCount: integer({ min: 0 }),
  InstancePools: InstancePoolSummaryList,
  VariantStatus: ProductionVariantStatusList,
  CurrentServerlessConfig: ProductionVariantServerlessConfig,
  DesiredServerlessConfig: ProductionVariantServerlessConfig,
  ManagedInstanceScaling: ProductionVariantManagedInstanceScaling,
  RoutingConfig: ProductionVariantRoutingConfig,
  CapacityReservationConfig: ProductionVariantCapacityReservationSummary,
});
export type ProductionVariantSummary = Infer<typeof ProductionVariantSummary>;
export const ProductionVariantSummaryList = list(ProductionVariantSummary, { min: 1 });
const PendingProductionVariantSummary = structure({
  VariantName: required(VariantName),
  DeployedImages,
  CurrentWeight: VariantWeight,
  DesiredWeight: VariantWeight,
  CurrentInstanceCount: integer({ min: 0 }),
  DesiredInstanceCount: integer({ min: 0 }),
  InstanceType: ProductionVariantInstanceType,
  InstancePools: InstancePoolSummaryList,
  AcceleratorType: ProductionVariantAcceleratorType,
  VariantStatus: ProductionVariantStatusList,
  CurrentServerlessConfig: ProductionVariantServerlessConfig,
  DesiredServerlessConfig: ProductionVariantServerlessConfig,
  ManagedInstanceScaling: ProductionVariantManagedInstanceScaling,
  RoutingConfig: ProductionVariantRoutingConfig,
});
export const PendingDeploymentSummary = structure({
  EndpointConfigName: required(EndpointConfigName),
  ProductionVariants: list(PendingProductionVariantSummary, { min: 1 }),
  StartTime: timestamp(),
  ShadowProductionVariants: list(PendingProductionVariantSummary, { min: 1 }),
});
export type PendingDeploymentSummary = Infer<typeof PendingDeploymentSummary>;
export const DataCaptureConfigSummary = structure({
  EnableCapture: required(EnableCapture),
  CaptureStatus: required(enumeration('Started', 'Stopped')),
  CurrentSamplingPercentage: required(SamplingPercentage),
  DestinationS3Uri: required(DestinationS3Uri),
  KmsKeyId: required(KmsKeyId),
});
export type DataCaptureConfigSummary = Infer<typeof DataCaptureConfigSummary>;
