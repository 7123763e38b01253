/** Cluster scheduler configs: how the teams of one cluster share what is idle, and whose tasks go first. */
import {
  EntityDescription,
  EntityName,
  FailureReason,
  SchedulerResourceStatus,
  UserContext,
} from './compute-quota.ts';
import { ClusterArn } from './names.ts';
import { MaxResults, NextToken, SortOrder } from './paging.ts';
import {
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

export const PriorityClass = structure({
  Name: required(string({ pattern: '[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?' })),
  Weight: required(integer({ min: 0, max: 100 })),
});
export type PriorityClass = Infer<typeof PriorityClass>;

export const SchedulerConfig = structure({
  PriorityClasses: list(PriorityClass, { min: 0, max: 10 }),
  FairShare: enumeration('Enabled', 'Disabled'),
  IdleResourceSharing: enumeration('Enabled', 'Disabled'),
});
export type SchedulerConfig = Infer<typeof SchedulerConfig>;

const ClusterSchedulerConfigArn = string({
  min: 0,
  max: 256,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]{9,16}:[0-9]{12}:cluster-scheduler-config/[a-z0-9]{12}',
});
const ClusterSchedulerConfigId = string({ min: 0, max: 12, pattern: '[a-z0-9]{12}' });

export const CreateClusterSchedulerConfigRequest = structure({
  Name: required(EntityName),
  ClusterArn: required(ClusterArn),
  SchedulerConfig: required(SchedulerConfig),
  Description: EntityDescription,
  Tags: TagList,
});
export type CreateClusterSchedulerConfigRequest = Infer<typeof CreateClusterSchedulerConfigRequest>;

export const CreateClusterSchedulerConfigResponse = structure({
  ClusterSchedulerConfigArn: required(ClusterSchedulerConfigArn),
  ClusterSchedulerConfigId: required(ClusterSchedulerConfigId),
});
export type CreateClusterSchedulerConfigResponse = Infer<typeof CreateClusterSchedulerConfigResponse>;

export const DescribeClusterSchedulerConfigRequest = structure({
  ClusterSchedulerConfigId: required(ClusterSchedulerConfigId),
  ClusterSchedulerConfigVersion: integer(),
});
export type DescribeClusterSchedulerConfigRequest = Infer<typeof DescribeClusterSchedulerConfigRequest>;

export const DescribeClusterSchedulerConfigResponse = structure({
  ClusterSchedulerConfigArn: required(ClusterSchedulerConfigArn),
  ClusterSchedulerConfigId: required(ClusterSchedulerConfigId),
  Name: required(EntityName),
  ClusterSchedulerConfigVersion: required(integer()),
  Status: required(SchedulerResourceStatus),
  FailureReason,
  StatusDetails: map(
    enumeration('PriorityClasses', 'FairShare', 'IdleResourceSharing'),
    SchedulerResourceStatus,
  ),
  ClusterArn,
  SchedulerConfig,
  Description: EntityDescription,
  CreationTime: required(timestamp()),
  CreatedBy: UserContext,
  LastModifiedTime: timestamp(),
  LastModifiedBy: UserContext,
});
export type DescribeClusterSchedulerConfigResponse = Infer<typeof DescribeClusterSchedulerConfigResponse>;

export const ListClusterSchedulerConfigsRequest = structure({
  CreatedAfter: timestamp(),
  CreatedBefore: timestamp(),
  NameContains: EntityName,
  ClusterArn,
  Status: SchedulerResourceStatus,
  SortBy: enumeration('Name', 'CreationTime', 'Status'),
  SortOrder,
  NextToken,
  MaxResults,
});
export type ListClusterSchedulerConfigsRequest = Infer<typeof ListClusterSchedulerConfigsRequest>;

export const ClusterSchedulerConfigSummary = structure({
  ClusterSchedulerConfigArn: required(ClusterSchedulerConfigArn),
  ClusterSchedulerConfigId: required(ClusterSchedulerConfigId),
  ClusterSchedulerConfigVersion: integer(),
  Name: required(EntityName),
  CreationTime: required(timestamp()),
  LastModifiedTime: timestamp(),
  Status: required(SchedulerResourceStatus),
  ClusterArn,
});
export type ClusterSchedulerConfigSummary = Infer<typeof ClusterSchedulerConfigSummary>;

export const ListClusterSchedulerConfigsResponse = structure({
  ClusterSchedulerConfigSummaries: list(ClusterSchedulerConfigSummary, { min: 0, max: 100 }),
  NextToken,
});
export type ListClusterSchedulerConfigsResponse = Infer<typeof ListClusterSchedulerConfigsResponse>;

export const UpdateClusterSchedulerConfigRequest = structure({
  ClusterSchedulerConfigId: required(ClusterSchedulerConfigId),
  TargetVersion: required(integer()),
  SchedulerConfig,
  Description: EntityDescription,
});
export type UpdateClusterSchedulerConfigRequest = Infer<typeof UpdateClusterSchedulerConfigRequest>;

export const UpdateClusterSchedulerConfigResponse = structure({
  ClusterSchedulerConfigArn: required(ClusterSchedulerConfigArn),
  ClusterSchedulerConfigVersion: required(integer()),
});
export type UpdateClusterSchedulerConfigResponse = Infer<typeof UpdateClusterSchedulerConfigResponse>;

export const DeleteClusterSchedulerConfigRequest = structure({
  ClusterSchedulerConfigId: required(ClusterSchedulerConfigId),
});
export type DeleteClusterSchedulerConfigRequest = Infer<typeof DeleteClusterSchedulerConfigRequest>;

/** AWS's model gives the deletion no output. */
export const DeleteClusterSchedulerConfigResponse = structure({});
