/** EBS volumes attached to a running node. Here the cluster is named by its ARN, not by name or ARN. */
import { ClusterArn, ClusterNodeId } from './names.ts';
import { enumeration, type Infer, required, string, structure, timestamp } from './shape.ts';

const VolumeId = string({ min: 1, max: 256, pattern: 'vol-[a-f0-9]{8}(?:[a-f0-9]{9})?' });

export const VolumeAttachmentStatus = enumeration('attaching', 'attached', 'detaching', 'detached', 'busy');
export type VolumeAttachmentStatus = Infer<typeof VolumeAttachmentStatus>;

export const AttachClusterNodeVolumeRequest = structure({
  ClusterArn: required(ClusterArn),
  NodeId: required(ClusterNodeId),
  VolumeId: required(VolumeId),
});
export type AttachClusterNodeVolumeRequest = Infer<typeof AttachClusterNodeVolumeRequest>;
export const AttachClusterNodeVolumeResponse = structure({
  ClusterArn: required(ClusterArn),
  NodeId: required(ClusterNodeId),
  VolumeId: required(VolumeId),
  AttachTime: required(timestamp()),
  Status: required(VolumeAttachmentStatus),
  DeviceName: required(string({ min: 1, max: 32, pattern: '/dev/(xvd[a-z]|sd[b-z]|sd[f-p][1-6])' })),
});
export type AttachClusterNodeVolumeResponse = Infer<typeof AttachClusterNodeVolumeResponse>;

/** Detaching takes and answers what attaching does. */
export const DetachClusterNodeVolumeRequest = structure(AttachClusterNodeVolumeRequest.members);
export type DetachClusterNodeVolumeRequest = Infer<typeof DetachClusterNodeVolumeRequest>;
export const DetachClusterNodeVolumeResponse = structure(AttachClusterNodeVolumeResponse.members);
export type DetachClusterNodeVolumeResponse = Infer<typeof DetachClusterNodeVolumeResponse>;
