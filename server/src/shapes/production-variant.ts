/** Production variants: a model, on which instances it runs, and what share of the requests it takes. */
import { ProductionVariantInstanceType } from './endpoint-instance-types.ts';
import { ModelName } from './inference-model.ts';
import { KmsKeyId } from './names.ts';
import {
  boolean,
  enumeration,
  float,
  type Infer,
  integer,
  list,
  required,
  string,
  structure,
} from './shape.ts';

export const VariantName = string({ min: 0, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
export const VariantWeight = float({ min: 0 });
const InstancePool = structure({
  InstanceType: required(ProductionVariantInstanceType),
  ModelNameOverride: ModelName,
  Priority: required(integer({ min: 1, max: 5 })),
});
export const ProductionVariantServerlessConfig = structure({
  MemorySizeInMB: required(integer({ min: 1024, max: 6144 })),
  MaxConcurrency: required(integer({ min: 1, max: 200 })),
  ProvisionedConcurrency: integer({ min: 1, max: 200 }),
});
export type ProductionVariantServerlessConfig = Infer<typeof ProductionVariantServerlessConfig>;
const ProductionVariantManagedInstanceScalingScaleInPolicy = structure({
  Strategy: required(enumeration('IDLE_RELEASE', 'CONSOLIDATION')),
  MaximumStepSize: integer({ min: 1, max: 100 }),
  CooldownInMinutes: integer({ min: 5, max: 1440 }),
});
export const ProductionVariantManagedInstanceScaling = structure({
  Status: enumeration('ENABLED', 'DISABLED'),
  MinInstanceCount: integer({ min: 0 }),
  MaxInstanceCount: integer({ min: 1 }),
  ScaleInPolicy: ProductionVariantManagedInstanceScalingScaleInPolicy,
});
export const ProductionVariantRoutingConfig = structure({
  RoutingStrategy: required(enumeration('LEAST_OUTSTANDING_REQUESTS', 'RANDOM')),
});
export const ProductionVariantAcceleratorType = enumeration(
  'ml.eia1.medium',
  'ml.eia1.large',
  'ml.eia1.xlarge',
  'ml.eia2.medium',
  'ml.eia2.large',
  'ml.eia2.xlarge',
);
export const CapacityReservationPreference = enumeration('capacity-reservations-only');
export const MlReservationArn = string({
  min: 20,
  max: 258,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z0-9\\-]{1,14}/.*',
});
export const DestinationS3Uri = string({ min: 0, max: 512, pattern: '(https|s3)://([^/])/?(.*)' });
const ProductionVariantCoreDumpConfig = structure({ DestinationS3Uri: required(DestinationS3Uri), KmsKeyId });
const ProductionVariantCapacityReservationConfig = structure({
  CapacityReservationPreference,
  MlReservationArn,
});
const ProductionVariant = structure({
  VariantName: required(VariantName),
  ModelName,
  InitialInstanceCount: integer({ min: 1 }),
  InstanceType: ProductionVariantInstanceType,
  InstancePools: list(InstancePool, { min: 1, max: 5 }),
  VariantInstanceProvisionTimeoutInSeconds: integer({ min: 300, max: 3600 }),
  InitialVariantWeight: VariantWeight,
  AcceleratorType: ProductionVariantAcceleratorType,
  CoreDumpConfig: ProductionVariantCoreDumpConfig,
  ServerlessConfig: ProductionVariantServerlessConfig,
  VolumeSizeInGB: integer({ min: 1, max: 512 }),
  ModelDataDownloadTimeoutInSeconds: integer({ min: 60, max: 3600 }),
  ContainerStartupHealthCheckTimeoutInSeconds: integer({ min: 60, max: 3600 }),
  EnableSSMAccess: boolean(),
  ManagedInstanceScaling: ProductionVariantManagedInstanceScaling,
  RoutingConfig: ProductionVariantRoutingConfig,
  InferenceAmiVersion: enumeration(
    'al2-ami-sagemaker-inference-gpu-2',
    'al2-ami-sagemaker-inference-gpu-2-1',
    'al2-ami-sagemaker-inference-gpu-3-1',
    'al2-ami-sagemaker-inference-neuron-2',
    'al2023-ami-sagemaker-inference-gpu-4-1',
  ),
  CapacityReservationConfig: ProductionVariantCapacityReservationConfig,
});
export type ProductionVariant = Infer<typeof ProductionVariant>;
export const ProductionVariantList = list(ProductionVariant, { min: 1, max: 10 });
