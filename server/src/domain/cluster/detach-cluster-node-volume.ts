import type {
  DetachClusterNodeVolumeRequest,
  DetachClusterNodeVolumeResponse,
} from '../../shapes/node-volume.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { moveVolume, nodeForVolume } from './node-volumes.ts';
import { volumeRefusals } from './update-messages.ts';

/** DetachClusterNodeVolume: whatever the node is doing, so that a failed node's data can be saved (our choice). */
export function detachClusterNodeVolume(
  draft: Draft,
  input: DetachClusterNodeVolumeRequest,
  context: OperationContext,
): DetachClusterNodeVolumeResponse {
  const { cluster, node } = nodeForVolume(draft.state, input, 'DetachClusterNodeVolume', context);
  const { NodeId: nodeId, VolumeId: volumeId } = input;
  const volume = node.volumes?.find((other) => other.volumeId === volumeId);
  if (volume === undefined) throw volumeRefusals.notAttached(volumeId, nodeId);
  if (volume.status !== 'attached') throw volumeRefusals.moving(volumeId, nodeId, volume.status);
  moveVolume(draft, cluster, node, { ...volume, status: 'detaching' }, context);
  return {
    ClusterArn: input.ClusterArn,
    NodeId: nodeId,
    VolumeId: volumeId,
    AttachTime: volume.attachedAt,
    Status: waitMs('volumeAttachment', context.pace) === 0 ? 'detached' : 'detaching',
    DeviceName: volume.deviceName,
  };
}
