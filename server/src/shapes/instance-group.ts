/** Instance groups: nodes of one kind, as asked for (specification) and as they are (details). */
import { DeploymentConfiguration } from './deployment.ts';
import { ClusterInstanceType } from './instance-types.ts';
import { ClusterLifeCycleConfig } from './lifecycle.ts';
import { ClusterInstanceGroupName, RoleArn, TrainingPlanArn } from './names.ts';
import {
  ClusterKubernetesConfig,
  ClusterKubernetesConfigDetails,
  ClusterSlurmConfig,
  ClusterSlurmConfigDetails,
} from './orchestration.ts';
import { enumeration, type Infer, integer, list, map, required, string, structure } from './shape.ts';
import {
  ClusterAutoPatchConfig,
  ClusterAutoPatchConfigDetails,
  ClusterImageVersionStatus,
  ImageId,
  ImageReleaseVersion,
  ScheduledUpdateConfig,
  SoftwareUpdateStatus,
} from './software-update.ts';
import { ClusterInstanceStorageConfigs } from './storage.ts';
import { VpcConfig } from './vpc.ts';

/** How many nodes one group may hold. */
export const ClusterInstanceCount = integer({ min: 0, max: 6758 });
export const ClusterNonNegativeInstanceCount = integer({ min: 0 });
export const ClusterThreadsPerCore = integer({ min: 1, max: 2 });
export const ClusterInstanceTypes = list(ClusterInstanceType, { min: 1, max: 20 });

/** Health checks of hardware, run when a node starts or on demand. */
export const DeepHealthCheckType = enumeration('InstanceStress', 'InstanceConnectivity');
export type DeepHealthCheckType = Infer<typeof DeepHealthCheckType>;
export const OnStartDeepHealthChecks = list(DeepHealthCheckType, { min: 1, max: 2 });

export const InstanceGroupStatus = enumeration(
  'InService',
  'Creating',
  'Updating',
  'Failed',
  'Degraded',
  'SystemUpdating',
  'Deleting',
);
export type InstanceGroupStatus = Infer<typeof InstanceGroupStatus>;
export const InstanceGroupTrainingPlanStatus = string({ min: 1, max: 63 });

/** Several types for one group, in order of preference. */
export const ClusterInstanceRequirements = structure({ InstanceTypes: required(ClusterInstanceTypes) });
export type ClusterInstanceRequirements = Infer<typeof ClusterInstanceRequirements>;
export const ClusterInstanceRequirementDetails = structure({
  CurrentInstanceTypes: ClusterInstanceTypes,
  DesiredInstanceTypes: ClusterInstanceTypes,
});
export type ClusterInstanceRequirementDetails = Infer<typeof ClusterInstanceRequirementDetails>;

/** How many nodes of a group are of this type. */
export const ClusterInstanceTypeDetail = structure({
  InstanceType: ClusterInstanceType,
  CurrentCount: ClusterNonNegativeInstanceCount,
  ThreadsPerCore: ClusterThreadsPerCore,
});
export type ClusterInstanceTypeDetail = Infer<typeof ClusterInstanceTypeDetail>;

/** Spot or on-demand: the empty structure that is present says which. */
export const ClusterCapacityRequirements = structure({ Spot: structure({}), OnDemand: structure({}) });
export type ClusterCapacityRequirements = Infer<typeof ClusterCapacityRequirements>;

/** Elastic Fabric Adapter with an IP interface beside it, or alone; asked for and reported alike. */
export const ClusterNetworkInterface = structure({ InterfaceType: enumeration('efa', 'efa-only') });
export type ClusterNetworkInterface = Infer<typeof ClusterNetworkInterface>;
export const ClusterNetworkInterfaceDetails = structure(ClusterNetworkInterface.members);
export type ClusterNetworkInterfaceDetails = Infer<typeof ClusterNetworkInterfaceDetails>;

export const ClusterInstanceGroupSpecification = structure({
  InstanceCount: required(ClusterInstanceCount),
  MinInstanceCount: ClusterInstanceCount,
  InstanceGroupName: required(ClusterInstanceGroupName),
  InstanceType: ClusterInstanceType,
  InstanceRequirements: ClusterInstanceRequirements,
  LifeCycleConfig: ClusterLifeCycleConfig,
  ExecutionRole: required(RoleArn),
  ThreadsPerCore: ClusterThreadsPerCore,
  InstanceStorageConfigs: ClusterInstanceStorageConfigs,
  OnStartDeepHealthChecks,
  TrainingPlanArn,
  OverrideVpcConfig: VpcConfig,
  ScheduledUpdateConfig,
  ImageId,
  AutoPatchConfig: ClusterAutoPatchConfig,
  ImageReleaseVersion,
  KubernetesConfig: ClusterKubernetesConfig,
  SlurmConfig: ClusterSlurmConfig,
  CapacityRequirements: ClusterCapacityRequirements,
  NetworkInterface: ClusterNetworkInterface,
});
export type ClusterInstanceGroupSpecification = Infer<typeof ClusterInstanceGroupSpecification>;
export const ClusterInstanceGroupSpecifications = list(ClusterInstanceGroupSpecification, {
  min: 1,
  max: 100,
});

/** `TargetStateCount` counts the nodes that a software update in progress has brought to their new state. */
export const ClusterInstanceGroupDetails = structure({
  CurrentCount: ClusterNonNegativeInstanceCount,
  TargetCount: ClusterInstanceCount,
  MinCount: ClusterInstanceCount,
  InstanceGroupName: ClusterInstanceGroupName,
  InstanceType: ClusterInstanceType,
  InstanceRequirements: ClusterInstanceRequirementDetails,
  InstanceTypeDetails: list(ClusterInstanceTypeDetail, { min: 0, max: 20 }),
  LifeCycleConfig: ClusterLifeCycleConfig,
  ExecutionRole: RoleArn,
  ThreadsPerCore: ClusterThreadsPerCore,
  InstanceStorageConfigs: ClusterInstanceStorageConfigs,
  OnStartDeepHealthChecks,
  Status: InstanceGroupStatus,
  TrainingPlanArn,
  TrainingPlanStatus: InstanceGroupTrainingPlanStatus,
  OverrideVpcConfig: VpcConfig,
  ScheduledUpdateConfig,
  AutoPatchConfig: ClusterAutoPatchConfigDetails,
  CurrentImageId: ImageId,
  DesiredImageId: ImageId,
  CurrentImageReleaseVersion: ImageReleaseVersion,
  DesiredImageReleaseVersion: ImageReleaseVersion,
  ImageVersionStatus: ClusterImageVersionStatus,
  ActiveOperations: map(enumeration('Scaling'), integer({ min: 1 })),
  KubernetesConfig: ClusterKubernetesConfigDetails,
  CapacityRequirements: ClusterCapacityRequirements,
  TargetStateCount: ClusterInstanceCount,
  SoftwareUpdateStatus,
  ActiveSoftwareUpdateConfig: DeploymentConfiguration,
  SlurmConfig: ClusterSlurmConfigDetails,
  NetworkInterface: ClusterNetworkInterfaceDetails,
});
export type ClusterInstanceGroupDetails = Infer<typeof ClusterInstanceGroupDetails>;
