import type {
  AttachClusterNodeVolumeRequest,
  AttachClusterNodeVolumeResponse,
} from '../../shapes/node-volume.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { NODE_VOLUMES_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { worldKey } from '../world.ts';
import type { Cluster } from './cluster.ts';
import type { Node } from './node.ts';
import { moveVolume, nodeForVolume } from './node-volumes.ts';
import { volumeRefusals } from './update-messages.ts';

/** AttachClusterNodeVolume: attaches an EBS volume to a running node, under the first free device name. */
export function attachClusterNodeVolume(
  draft: Draft,
  input: AttachClusterNodeVolumeRequest,
  context: OperationContext,
): AttachClusterNodeVolumeResponse {
  const { cluster, node } = nodeForVolume(draft.state, input, 'AttachClusterNodeVolume', context);
  const { NodeId: nodeId, VolumeId: volumeId } = input;
  if (node.status !== 'Running' || node.work !== undefined) throw volumeRefusals.notRunning(nodeId, node);
  const present = node.volumes?.find((volume) => volume.volumeId === volumeId);
  if (present !== undefined) throw volumeRefusals.attachedHere(volumeId, nodeId, present.deviceName);
  const elsewhere = holderOf(draft.state, volumeId, context);
  if (elsewhere !== undefined) {
    throw volumeRefusals.attachedElsewhere(volumeId, elsewhere.node.instanceId!, elsewhere.cluster.name);
  }
  const deviceName = freeDevice(node);
  if (deviceName === undefined) throw volumeRefusals.tooMany(nodeId, NODE_VOLUMES_MAX);
  moveVolume(
    draft,
    cluster,
    node,
    { volumeId, deviceName, attachedAt: context.now, status: 'attaching' },
    context,
  );
  return {
    ClusterArn: input.ClusterArn,
    NodeId: nodeId,
    VolumeId: volumeId,
    AttachTime: context.now,
    Status: waitMs('volumeAttachment', context.pace) === 0 ? 'attached' : 'attaching',
    DeviceName: deviceName,
  };
}

/** The node of this account and region that has the volume. Looks at all of them: attaching is rare. */
function holderOf(
  state: State,
  volumeId: string,
  { world }: OperationContext,
): { cluster: Cluster; node: Node } | undefined {
  for (const { cluster, nodes } of state.clusters.values()) {
    if (worldKey(cluster) !== worldKey(world)) continue;
    for (const node of nodes.all()) {
      if (node.volumes?.some((volume) => volume.volumeId === volumeId)) return { cluster, node };
    }
  }
  return undefined;
}

/** /dev/sdf to /dev/sdp, as EC2 recommends for volumes that are attached later (documented). */
const devices = Array.from({ length: NODE_VOLUMES_MAX }, (_, i) => `/dev/sd${String.fromCharCode(0x66 + i)}`);

const freeDevice = (node: Node): string | undefined =>
  devices.find((device) => !node.volumes?.some((volume) => volume.deviceName === device));
