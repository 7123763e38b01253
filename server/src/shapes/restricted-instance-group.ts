/** Restricted instance groups: nodes for customising Nova models, in an environment the service manages. */
import {
  ClusterInstanceCount,
  ClusterNonNegativeInstanceCount,
  ClusterThreadsPerCore,
  InstanceGroupStatus,
  InstanceGroupTrainingPlanStatus,
  OnStartDeepHealthChecks,
} from './instance-group.ts';
import { ClusterInstanceType } from './instance-types.ts';
import { ClusterInstanceGroupName, RoleArn, S3Uri, TrainingPlanArn } from './names.ts';
import { enumeration, type Infer, list, required, structure } from './shape.ts';
import { ScheduledUpdateConfig } from './software-update.ts';
import { ClusterInstanceStorageConfigs, FSxLustreConfig } from './storage.ts';
import { VpcConfig } from './vpc.ts';

export const EnvironmentConfig = structure({ FSxLustreConfig });
export type EnvironmentConfig = Infer<typeof EnvironmentConfig>;
export const EnvironmentConfigDetails = structure({ FSxLustreConfig, S3OutputPath: S3Uri });
export type EnvironmentConfigDetails = Infer<typeof EnvironmentConfigDetails>;

export const ClusterRestrictedInstanceGroupSpecification = structure({
  InstanceCount: required(ClusterInstanceCount),
  InstanceGroupName: required(ClusterInstanceGroupName),
  InstanceType: required(ClusterInstanceType),
  ExecutionRole: required(RoleArn),
  ThreadsPerCore: ClusterThreadsPerCore,
  InstanceStorageConfigs: ClusterInstanceStorageConfigs,
  OnStartDeepHealthChecks,
  TrainingPlanArn,
  OverrideVpcConfig: VpcConfig,
  ScheduledUpdateConfig,
  EnvironmentConfig,
});
export type ClusterRestrictedInstanceGroupSpecification = Infer<
  typeof ClusterRestrictedInstanceGroupSpecification
>;
export const ClusterRestrictedInstanceGroupSpecifications = list(
  ClusterRestrictedInstanceGroupSpecification,
  { min: 1, max: 100 },
);

export const ClusterRestrictedInstanceGroupDetails = structure({
  CurrentCount: ClusterNonNegativeInstanceCount,
  TargetCount: ClusterInstanceCount,
  InstanceGroupName: ClusterInstanceGroupName,
  InstanceType: ClusterInstanceType,
  ExecutionRole: RoleArn,
  ThreadsPerCore: ClusterThreadsPerCore,
  InstanceStorageConfigs: ClusterInstanceStorageConfigs,
  OnStartDeepHealthChecks,
  Status: InstanceGroupStatus,
  TrainingPlanArn,
  TrainingPlanStatus: InstanceGroupTrainingPlanStatus,
  OverrideVpcConfig: VpcConfig,
  ScheduledUpdateConfig,
  EnvironmentConfig: EnvironmentConfigDetails,
});
export type ClusterRestrictedInstanceGroupDetails = Infer<typeof ClusterRestrictedInstanceGroupDetails>;

const ClusterFSxLustreDeletionPolicy = enumeration('DeleteIfNotUsed', 'Keep');

/** The environment that all restricted groups of a cluster share. */
export const ClusterRestrictedInstanceGroupsConfig = structure({
  SharedEnvironmentConfig: required(
    structure({
      FSxLustreDeletionPolicy: required(ClusterFSxLustreDeletionPolicy),
      FSxLustreConfig: required(FSxLustreConfig),
    }),
  ),
});
export type ClusterRestrictedInstanceGroupsConfig = Infer<typeof ClusterRestrictedInstanceGroupsConfig>;

export const ClusterRestrictedInstanceGroupsConfigOutput = structure({
  SharedEnvironmentConfig: required(
    structure({
      CurrentFSxLustreConfig: FSxLustreConfig,
      DesiredFSxLustreConfig: FSxLustreConfig,
      CurrentFSxLustreDeletionPolicy: ClusterFSxLustreDeletionPolicy,
      DesiredFSxLustreDeletionPolicy: ClusterFSxLustreDeletionPolicy,
    }),
  ),
});
export type ClusterRestrictedInstanceGroupsConfigOutput = Infer<
  typeof ClusterRestrictedInstanceGroupsConfigOutput
>;
