/** Events: what happened to a cluster, its groups and its nodes. */
import {
  ClusterArn,
  ClusterInstanceGroupName,
  ClusterName,
  ClusterNameOrArn,
  ClusterNodeId,
  ClusterNodeLogicalId,
} from './names.ts';
import { NextToken, SortOrder } from './paging.ts';
import {
  enumeration,
  type Infer,
  integer,
  list,
  required,
  string,
  structure,
  timestamp,
  union,
} from './shape.ts';
import { SecurityGroupId } from './vpc.ts';

const EventId = string({ pattern: '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}' });

export const ClusterEventResourceType = enumeration('Cluster', 'InstanceGroup', 'Instance');
export type ClusterEventResourceType = Infer<typeof ClusterEventResourceType>;
export const ClusterEventLevel = enumeration('Info', 'Warn', 'Error');
export type ClusterEventLevel = Infer<typeof ClusterEventLevel>;

export const ListClusterEventsRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  InstanceGroupName: ClusterInstanceGroupName,
  NodeId: ClusterNodeId,
  EventTimeAfter: timestamp(),
  EventTimeBefore: timestamp(),
  SortBy: enumeration('EventTime'),
  SortOrder,
  ResourceType: ClusterEventResourceType,
  MaxResults: integer({ min: 1, max: 100 }),
  NextToken,
});
export type ListClusterEventsRequest = Infer<typeof ListClusterEventsRequest>;

export const ClusterEventSummary = structure({
  EventId: required(EventId),
  ClusterArn: required(ClusterArn),
  ClusterName: required(ClusterName),
  InstanceGroupName: ClusterInstanceGroupName,
  InstanceId: string(),
  ResourceType: required(ClusterEventResourceType),
  EventTime: required(timestamp()),
  Description: string(),
  EventLevel: ClusterEventLevel,
});
export type ClusterEventSummary = Infer<typeof ClusterEventSummary>;
export const ListClusterEventsResponse = structure({
  NextToken,
  Events: list(ClusterEventSummary, { min: 0, max: 100 }),
});
export type ListClusterEventsResponse = Infer<typeof ListClusterEventsResponse>;

export const DescribeClusterEventRequest = structure({
  EventId: required(EventId),
  ClusterName: required(ClusterNameOrArn),
});
export type DescribeClusterEventRequest = Infer<typeof DescribeClusterEventRequest>;

export const ClusterMetadata = structure({
  FailureMessage: string(),
  EksRoleAccessEntries: list(string()),
  SlrAccessEntry: string(),
});
export type ClusterMetadata = Infer<typeof ClusterMetadata>;

/** An on-demand capacity reservation, or a group of them. */
const CapacityReservation = structure({ Arn: string(), Type: enumeration('ODCR', 'CRG') });

export const InstanceGroupMetadata = structure({
  FailureMessage: string(),
  AvailabilityZoneId: string(),
  CapacityReservation,
  SubnetId: string(),
  SecurityGroupIds: list(SecurityGroupId, { min: 0, max: 5 }),
  AmiOverride: string(),
});
export type InstanceGroupMetadata = Infer<typeof InstanceGroupMetadata>;

const InstanceCount = integer({ min: 0, max: 10000000 });
export const InstanceGroupScalingMetadata = structure({
  InstanceCount,
  TargetCount: integer({ min: 0 }),
  MinCount: InstanceCount,
  FailureMessage: string(),
});
export type InstanceGroupScalingMetadata = Infer<typeof InstanceGroupScalingMetadata>;

const AdditionalEnis = structure({ EfaEnis: list(string()) });

export const InstanceMetadata = structure({
  CustomerEni: string(),
  AdditionalEnis,
  InstanceRequirementsEniConfigurations: list(structure({ CustomerEni: string(), AdditionalEnis })),
  CapacityReservation,
  FailureMessage: string(),
  LcsExecutionState: string(),
  NodeLogicalId: ClusterNodeLogicalId,
});
export type InstanceMetadata = Infer<typeof InstanceMetadata>;

/** What is known besides the description, by what the event is about. */
export const EventMetadata = union({
  Cluster: ClusterMetadata,
  InstanceGroup: InstanceGroupMetadata,
  InstanceGroupScaling: InstanceGroupScalingMetadata,
  Instance: InstanceMetadata,
});
export type EventMetadata = Infer<typeof EventMetadata>;

export const ClusterEventDetail = structure({
  EventId: required(EventId),
  ClusterArn: required(ClusterArn),
  ClusterName: required(ClusterName),
  InstanceGroupName: ClusterInstanceGroupName,
  InstanceId: string(),
  ResourceType: required(ClusterEventResourceType),
  EventTime: required(timestamp()),
  EventDetails: structure({ EventMetadata }),
  Description: string(),
  EventLevel: ClusterEventLevel,
});
export type ClusterEventDetail = Infer<typeof ClusterEventDetail>;
export const DescribeClusterEventResponse = structure({ EventDetails: ClusterEventDetail });
export type DescribeClusterEventResponse = Infer<typeof DescribeClusterEventResponse>;
