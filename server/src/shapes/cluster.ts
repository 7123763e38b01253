/** The cluster itself: made, described, listed, changed, deleted. */
import { ClusterInstanceGroupDetails, ClusterInstanceGroupSpecifications } from './instance-group.ts';
import {
  ClusterArn,
  ClusterInstanceGroupName,
  ClusterName,
  ClusterNameOrArn,
  RoleArn,
  TrainingPlanArn,
} from './names.ts';
import { ClusterSortBy, MaxResults, NextToken, SortOrder } from './paging.ts';
import {
  ClusterRestrictedInstanceGroupDetails,
  ClusterRestrictedInstanceGroupSpecifications,
  ClusterRestrictedInstanceGroupsConfig,
  ClusterRestrictedInstanceGroupsConfigOutput,
} from './restricted-instance-group.ts';
import { enumeration, type Infer, list, required, string, structure, timestamp } from './shape.ts';
import { ClusterImageVersionStatus } from './software-update.ts';
import { ClusterTieredStorageConfig } from './storage.ts';
import { TagList } from './tag.ts';
import { VpcConfig } from './vpc.ts';

export const ClusterStatus = enumeration(
  'Creating',
  'Deleting',
  'Failed',
  'InService',
  'RollingBack',
  'SystemUpdating',
  'Updating',
);
export type ClusterStatus = Infer<typeof ClusterStatus>;

/** Whether faulty nodes are repaired without asking. */
export const ClusterNodeRecovery = enumeration('Automatic', 'None');
export type ClusterNodeRecovery = Infer<typeof ClusterNodeRecovery>;

/** Continuous: a cluster starts with the nodes it can get, and keeps asking for the rest. */
export const ClusterNodeProvisioningMode = enumeration('Continuous');
export type ClusterNodeProvisioningMode = Infer<typeof ClusterNodeProvisioningMode>;

/** EKS or Slurm. AWS's model does not call this a union: that only one is given is the operation's own rule. */
export const ClusterOrchestrator = structure({
  Eks: structure({
    ClusterArn: required(
      string({
        min: 20,
        max: 2048,
        pattern: 'arn:aws[a-z\\-]*:eks:[a-z0-9\\-]*:[0-9]{12}:cluster\\/[0-9A-Za-z][A-Za-z0-9\\-_]{0,99}',
      }),
    ),
  }),
  Slurm: structure({ SlurmConfigStrategy: enumeration('Overwrite', 'Managed', 'Merge') }),
});
export type ClusterOrchestrator = Infer<typeof ClusterOrchestrator>;

const ClusterAutoScalingMode = enumeration('Enable', 'Disable');
const ClusterAutoScalerType = enumeration('Karpenter');

export const ClusterAutoScalingConfig = structure({
  Mode: required(ClusterAutoScalingMode),
  AutoScalerType: ClusterAutoScalerType,
});
export type ClusterAutoScalingConfig = Infer<typeof ClusterAutoScalingConfig>;
export const ClusterAutoScalingConfigOutput = structure({
  Mode: required(ClusterAutoScalingMode),
  AutoScalerType: ClusterAutoScalerType,
  Status: required(enumeration('InService', 'Failed', 'Creating', 'Deleting')),
  FailureMessage: string(),
});
export type ClusterAutoScalingConfigOutput = Infer<typeof ClusterAutoScalingConfigOutput>;

export const CreateClusterRequest = structure({
  ClusterName: required(ClusterName),
  InstanceGroups: ClusterInstanceGroupSpecifications,
  RestrictedInstanceGroups: ClusterRestrictedInstanceGroupSpecifications,
  RestrictedInstanceGroupsConfig: ClusterRestrictedInstanceGroupsConfig,
  VpcConfig,
  Tags: TagList,
  Orchestrator: ClusterOrchestrator,
  NodeRecovery: ClusterNodeRecovery,
  TieredStorageConfig: ClusterTieredStorageConfig,
  NodeProvisioningMode: ClusterNodeProvisioningMode,
  ClusterRole: RoleArn,
  AutoScaling: ClusterAutoScalingConfig,
});
export type CreateClusterRequest = Infer<typeof CreateClusterRequest>;
export const CreateClusterResponse = structure({ ClusterArn: required(ClusterArn) });
export type CreateClusterResponse = Infer<typeof CreateClusterResponse>;

export const DescribeClusterRequest = structure({ ClusterName: required(ClusterNameOrArn) });
export type DescribeClusterRequest = Infer<typeof DescribeClusterRequest>;
export const DescribeClusterResponse = structure({
  ClusterArn: required(ClusterArn),
  ClusterName,
  ClusterStatus: required(ClusterStatus),
  CreationTime: timestamp(),
  FailureMessage: string(),
  InstanceGroups: required(list(ClusterInstanceGroupDetails)),
  RestrictedInstanceGroups: list(ClusterRestrictedInstanceGroupDetails),
  RestrictedInstanceGroupsConfig: ClusterRestrictedInstanceGroupsConfigOutput,
  VpcConfig,
  Orchestrator: ClusterOrchestrator,
  TieredStorageConfig: ClusterTieredStorageConfig,
  NodeRecovery: ClusterNodeRecovery,
  NodeProvisioningMode: ClusterNodeProvisioningMode,
  ClusterRole: RoleArn,
  AutoScaling: ClusterAutoScalingConfigOutput,
});
export type DescribeClusterResponse = Infer<typeof DescribeClusterResponse>;

export const ListClustersRequest = structure({
  CreationTimeAfter: timestamp(),
  CreationTimeBefore: timestamp(),
  MaxResults,
  NameContains: string({ min: 0, max: 63, pattern: '[a-zA-Z0-9\\-]+' }),
  NextToken,
  SortBy: ClusterSortBy,
  SortOrder,
  TrainingPlanArn,
});
export type ListClustersRequest = Infer<typeof ListClustersRequest>;
export const ClusterSummary = structure({
  ClusterArn: required(ClusterArn),
  ClusterName: required(ClusterName),
  CreationTime: required(timestamp()),
  ClusterStatus: required(ClusterStatus),
  TrainingPlanArns: list(TrainingPlanArn),
  ImageVersionStatus: ClusterImageVersionStatus,
});
export type ClusterSummary = Infer<typeof ClusterSummary>;
export const ListClustersResponse = structure({
  NextToken,
  ClusterSummaries: required(list(ClusterSummary)),
});
export type ListClustersResponse = Infer<typeof ListClustersResponse>;

export const UpdateClusterRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  InstanceGroups: ClusterInstanceGroupSpecifications,
  RestrictedInstanceGroups: ClusterRestrictedInstanceGroupSpecifications,
  RestrictedInstanceGroupsConfig: ClusterRestrictedInstanceGroupsConfig,
  TieredStorageConfig: ClusterTieredStorageConfig,
  NodeRecovery: ClusterNodeRecovery,
  InstanceGroupsToDelete: list(ClusterInstanceGroupName, { min: 0, max: 100 }),
  NodeProvisioningMode: ClusterNodeProvisioningMode,
  ClusterRole: RoleArn,
  AutoScaling: ClusterAutoScalingConfig,
  Orchestrator: ClusterOrchestrator,
});
export type UpdateClusterRequest = Infer<typeof UpdateClusterRequest>;
export const UpdateClusterResponse = structure({ ClusterArn: required(ClusterArn) });
export type UpdateClusterResponse = Infer<typeof UpdateClusterResponse>;

export const DeleteClusterRequest = structure({ ClusterName: required(ClusterNameOrArn) });
export type DeleteClusterRequest = Infer<typeof DeleteClusterRequest>;
export const DeleteClusterResponse = structure({ ClusterArn: required(ClusterArn) });
export type DeleteClusterResponse = Infer<typeof DeleteClusterResponse>;
