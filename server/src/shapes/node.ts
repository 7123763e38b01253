/** Nodes: the machines of an instance group, listed and described. */
import { ClusterNetworkInterfaceDetails, ClusterThreadsPerCore } from './instance-group.ts';
import { ClusterInstanceType } from './instance-types.ts';
import { ClusterLifeCycleConfig } from './lifecycle.ts';
import { ClusterInstanceGroupName, ClusterNameOrArn, ClusterNodeId, ClusterNodeLogicalId } from './names.ts';
import { ClusterKubernetesConfigNodeDetails } from './orchestration.ts';
import { ClusterSortBy, MaxResults, NextToken, SortOrder } from './paging.ts';
import { ClusterInstancePlacement, UltraServerInfo } from './placement.ts';
import { boolean, enumeration, type Infer, list, required, string, structure, timestamp } from './shape.ts';
import { ClusterImageVersionStatus, ImageId, ImageReleaseVersion } from './software-update.ts';
import { ClusterInstanceStorageConfigs } from './storage.ts';
import { VpcConfig } from './vpc.ts';

export const ClusterInstanceStatus = enumeration(
  'Running',
  'Failure',
  'Pending',
  'ShuttingDown',
  'SystemUpdating',
  'DeepHealthCheckInProgress',
  'NotFound',
);
export type ClusterInstanceStatus = Infer<typeof ClusterInstanceStatus>;

export const ClusterInstanceStatusDetails = structure({
  Status: required(ClusterInstanceStatus),
  Message: string(),
});
export type ClusterInstanceStatusDetails = Infer<typeof ClusterInstanceStatusDetails>;

/** How the machine was bought. */
export const ClusterCapacityType = enumeration('Spot', 'OnDemand');
export type ClusterCapacityType = Infer<typeof ClusterCapacityType>;

const ClusterPrivatePrimaryIp = string({ pattern: '((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)\\.?\\b){4}' });
const ClusterPrivateDnsHostname = string({
  pattern: 'ip-((25[0-5]|(2[0-4]|1\\d|[1-9]|)\\d)-?\\b){4}\\..*',
});

/** With `IncludeNodeLogicalIds`, nodes that have no instance yet are listed as well. */
export const ListClusterNodesRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  CreationTimeAfter: timestamp(),
  CreationTimeBefore: timestamp(),
  InstanceGroupNameContains: ClusterInstanceGroupName,
  MaxResults,
  NextToken,
  SortBy: ClusterSortBy,
  SortOrder,
  IncludeNodeLogicalIds: boolean(),
});
export type ListClusterNodesRequest = Infer<typeof ListClusterNodesRequest>;

export const ClusterNodeSummary = structure({
  InstanceGroupName: required(ClusterInstanceGroupName),
  InstanceId: required(string()),
  NodeLogicalId: string(),
  InstanceType: required(ClusterInstanceType),
  LaunchTime: required(timestamp()),
  LastSoftwareUpdateTime: timestamp(),
  InstanceStatus: required(ClusterInstanceStatusDetails),
  UltraServerInfo,
  PrivateDnsHostname: ClusterPrivateDnsHostname,
  CurrentImageReleaseVersion: ImageReleaseVersion,
  ImageVersionStatus: ClusterImageVersionStatus,
});
export type ClusterNodeSummary = Infer<typeof ClusterNodeSummary>;
export const ListClusterNodesResponse = structure({
  NextToken,
  ClusterNodeSummaries: required(list(ClusterNodeSummary)),
});
export type ListClusterNodesResponse = Infer<typeof ListClusterNodesResponse>;

/** By instance id or by logical id. */
export const DescribeClusterNodeRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  NodeId: ClusterNodeId,
  NodeLogicalId: ClusterNodeLogicalId,
});
export type DescribeClusterNodeRequest = Infer<typeof DescribeClusterNodeRequest>;

export const ClusterNodeDetails = structure({
  InstanceGroupName: ClusterInstanceGroupName,
  InstanceId: string(),
  NodeLogicalId: ClusterNodeLogicalId,
  InstanceStatus: ClusterInstanceStatusDetails,
  InstanceType: ClusterInstanceType,
  LaunchTime: timestamp(),
  LastSoftwareUpdateTime: timestamp(),
  LifeCycleConfig: ClusterLifeCycleConfig,
  OverrideVpcConfig: VpcConfig,
  ThreadsPerCore: ClusterThreadsPerCore,
  InstanceStorageConfigs: ClusterInstanceStorageConfigs,
  PrivatePrimaryIp: ClusterPrivatePrimaryIp,
  PrivatePrimaryIpv6: string(),
  PrivateDnsHostname: ClusterPrivateDnsHostname,
  Placement: ClusterInstancePlacement,
  CurrentImageId: ImageId,
  DesiredImageId: ImageId,
  CurrentImageReleaseVersion: ImageReleaseVersion,
  DesiredImageReleaseVersion: ImageReleaseVersion,
  ImageVersionStatus: ClusterImageVersionStatus,
  UltraServerInfo,
  KubernetesConfig: ClusterKubernetesConfigNodeDetails,
  CapacityType: ClusterCapacityType,
  NetworkInterface: ClusterNetworkInterfaceDetails,
});
export type ClusterNodeDetails = Infer<typeof ClusterNodeDetails>;
export const DescribeClusterNodeResponse = structure({ NodeDetails: required(ClusterNodeDetails) });
export type DescribeClusterNodeResponse = Infer<typeof DescribeClusterNodeResponse>;
