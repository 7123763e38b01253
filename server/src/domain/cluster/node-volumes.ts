import type { Context, OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import type { State } from '../state.ts';
import { type Cluster, groupOf, isEks } from './cluster.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import { findEntry } from './find-cluster.ts';
import { refusals } from './messages.ts';
import type { Node, NodeVolume } from './node.ts';
import { saveNode } from './node-work.ts';
import { recordEvent } from './record-event.ts';
import { requireInService } from './require-in-service.ts';
import { volumeRefusals } from './update-messages.ts';

/**
 * EBS volumes that are attached to a node by hand. There is no EC2 behind us to ask: every well-formed volume
 * id is taken for an available volume, unless it is attached to a node we know (our choice). A node that is
 * replaced loses its volumes with its instance.
 */
export interface VolumeRequest {
  readonly ClusterArn: string;
  readonly NodeId: string;
}

/** The node of a request, where its cluster and group allow volumes (documented: EKS, InService, not restricted). */
export function nodeForVolume(
  state: State,
  input: VolumeRequest,
  operation: string,
  context: OperationContext,
): { cluster: Cluster; node: Node } {
  const { cluster, nodes } = findEntry(state, input.ClusterArn, context.world);
  if (!isEks(cluster)) throw volumeRefusals.eksOnly(cluster, operation);
  requireInService(cluster, operation);
  const node = nodes.byInstanceId(input.NodeId);
  if (node === undefined) throw refusals.noSuchNode(input.NodeId, cluster);
  if (groupOf(cluster, node.group)?.restricted === true)
    throw volumeRefusals.restricted(input.NodeId, node.group);
  return { cluster, node };
}

/** Sets a volume moving. Where moving takes no time it has arrived already when this returns. */
export function moveVolume(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  volume: Omit<NodeVolume, 'dueAt'>,
  context: Context,
): void {
  const dueAt = context.now + waitMs('volumeAttachment', context.pace);
  const others = (node.volumes ?? []).filter((other) => other.volumeId !== volume.volumeId);
  const moving: Node = { ...node, volumes: [...others, { ...volume, dueAt }] };
  saveNode(draft, moving, context);
  volumesDue(draft, cluster, moving, context);
}

/** Ends what is due of the node's volumes: attaching → attached, detaching → gone. */
export function volumesDue(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const due = (node.volumes ?? []).filter(({ dueAt }) => dueAt !== undefined && dueAt <= context.now);
  if (due.length === 0) return;
  const volumes = node.volumes!.flatMap((volume): NodeVolume[] => {
    if (!due.includes(volume)) return [volume];
    return volume.status === 'detaching' ? [] : [{ ...volume, status: 'attached', dueAt: undefined }];
  });
  saveNode(draft, { ...node, volumes: volumes.length === 0 ? undefined : volumes }, context);
  for (const { status, volumeId } of due) {
    const event = status === 'detaching' ? instanceEvents.volumeDetached : instanceEvents.volumeAttached;
    recordEvent(draft, cluster, event(cluster, node, volumeId), context);
  }
}
