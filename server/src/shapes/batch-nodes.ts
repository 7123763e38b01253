/** Operations on many nodes at once. Each node succeeds or fails by itself; the reply says which. */
import { ClusterInstanceTypes } from './instance-group.ts';
import { ClusterInstanceGroupName, ClusterNameOrArn, ClusterNodeId, ClusterNodeLogicalId } from './names.ts';
import { ClusterInstanceStatus } from './node.ts';
import { ClusterAvailabilityZones } from './placement.ts';
import {
  enumeration,
  type Infer,
  idempotencyToken,
  integer,
  list,
  required,
  string,
  structure,
} from './shape.ts';

export const AddClusterNodeSpecification = structure({
  InstanceGroupName: required(ClusterInstanceGroupName),
  IncrementTargetCountBy: required(integer({ min: 1, max: 50 })),
  AvailabilityZones: ClusterAvailabilityZones,
  InstanceTypes: ClusterInstanceTypes,
});
export type AddClusterNodeSpecification = Infer<typeof AddClusterNodeSpecification>;

export const BatchAddClusterNodesRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  ClientToken: idempotencyToken(string({ min: 0, max: 64, pattern: '[\\x21-\\x7E]+' })),
  NodesToAdd: required(list(AddClusterNodeSpecification, { min: 1, max: 5 })),
});
export type BatchAddClusterNodesRequest = Infer<typeof BatchAddClusterNodesRequest>;

export const NodeAdditionResult = structure({
  NodeLogicalId: required(ClusterNodeLogicalId),
  InstanceGroupName: required(ClusterInstanceGroupName),
  Status: required(ClusterInstanceStatus),
  AvailabilityZones: ClusterAvailabilityZones,
  InstanceTypes: ClusterInstanceTypes,
});
export type NodeAdditionResult = Infer<typeof NodeAdditionResult>;

export const BatchAddClusterNodesError = structure({
  InstanceGroupName: required(string({ min: 1, max: 64, pattern: '.+' })),
  ErrorCode: required(
    enumeration(
      'InstanceGroupNotFound',
      'InvalidInstanceGroupStatus',
      'IncompatibleAvailabilityZones',
      'IncompatibleInstanceTypes',
    ),
  ),
  FailedCount: required(integer({ min: 1 })),
  AvailabilityZones: ClusterAvailabilityZones,
  InstanceTypes: ClusterInstanceTypes,
  Message: string(),
});
export type BatchAddClusterNodesError = Infer<typeof BatchAddClusterNodesError>;

export const BatchAddClusterNodesResponse = structure({
  Successful: required(list(NodeAdditionResult)),
  Failed: required(list(BatchAddClusterNodesError)),
});
export type BatchAddClusterNodesResponse = Infer<typeof BatchAddClusterNodesResponse>;

/** As many nodes as one request may delete; every reply uses the same lists. */
const ClusterNodeIds = list(ClusterNodeId, { min: 1, max: 3000 });
const ClusterNodeLogicalIdList = list(ClusterNodeLogicalId, { min: 1, max: 99 });

export const BatchDeleteClusterNodesRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  NodeIds: ClusterNodeIds,
  NodeLogicalIds: ClusterNodeLogicalIdList,
});
export type BatchDeleteClusterNodesRequest = Infer<typeof BatchDeleteClusterNodesRequest>;

const BatchDeleteClusterNodesErrorCode = enumeration('NodeIdNotFound', 'InvalidNodeStatus', 'NodeIdInUse');

export const BatchDeleteClusterNodesError = structure({
  Code: required(BatchDeleteClusterNodesErrorCode),
  Message: required(string()),
  NodeId: required(ClusterNodeId),
});
export type BatchDeleteClusterNodesError = Infer<typeof BatchDeleteClusterNodesError>;
export const BatchDeleteClusterNodeLogicalIdsError = structure({
  Code: required(BatchDeleteClusterNodesErrorCode),
  Message: required(string()),
  NodeLogicalId: required(ClusterNodeLogicalId),
});
export type BatchDeleteClusterNodeLogicalIdsError = Infer<typeof BatchDeleteClusterNodeLogicalIdsError>;

export const BatchDeleteClusterNodesResponse = structure({
  Failed: list(BatchDeleteClusterNodesError, { min: 1, max: 3000 }),
  Successful: ClusterNodeIds,
  FailedNodeLogicalIds: list(BatchDeleteClusterNodeLogicalIdsError, { min: 1, max: 99 }),
  SuccessfulNodeLogicalIds: ClusterNodeLogicalIdList,
});
export type BatchDeleteClusterNodesResponse = Infer<typeof BatchDeleteClusterNodesResponse>;

/** Rebooting and replacing are asked for, and answered, in the same form. */
const repairRequest = structure({
  ClusterName: required(ClusterNameOrArn),
  NodeIds: list(ClusterNodeId, { min: 1, max: 25 }),
  NodeLogicalIds: list(ClusterNodeLogicalId, { min: 1, max: 25 }),
});

const repairErrorCode = enumeration(
  'InstanceIdNotFound',
  'InvalidInstanceStatus',
  'InstanceIdInUse',
  'InternalServerError',
);
const repairError = structure({
  NodeId: required(ClusterNodeId),
  ErrorCode: required(repairErrorCode),
  Message: required(string()),
});
const repairLogicalIdError = structure({
  NodeLogicalId: required(ClusterNodeLogicalId),
  ErrorCode: required(repairErrorCode),
  Message: required(string()),
});
const repairResponse = structure({
  Successful: ClusterNodeIds,
  Failed: list(repairError, { min: 0, max: 25 }),
  FailedNodeLogicalIds: list(repairLogicalIdError, { min: 0, max: 25 }),
  SuccessfulNodeLogicalIds: ClusterNodeLogicalIdList,
});

export const BatchRebootClusterNodesRequest = repairRequest;
export type BatchRebootClusterNodesRequest = Infer<typeof BatchRebootClusterNodesRequest>;
export const BatchRebootClusterNodesResponse = repairResponse;
export type BatchRebootClusterNodesResponse = Infer<typeof BatchRebootClusterNodesResponse>;

export const BatchReplaceClusterNodesRequest = repairRequest;
export type BatchReplaceClusterNodesRequest = Infer<typeof BatchReplaceClusterNodesRequest>;
export const BatchReplaceClusterNodesResponse = repairResponse;
export type BatchReplaceClusterNodesResponse = Infer<typeof BatchReplaceClusterNodesResponse>;
