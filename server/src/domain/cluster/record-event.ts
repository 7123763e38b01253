import { bridgeEvent, send } from '../bridge-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { CLUSTER_EVENTS_MAX } from '../limits.ts';
import type { BridgeEvent } from '../notification.ts';
import { seededRandom } from '../random.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import { type ClusterEvent, type EventContent, eventKey } from './cluster-event.ts';

/** Records an event, lets the oldest go when there are more than are kept, and sends it out. */
export function recordEvent(draft: Draft, cluster: Cluster, content: EventContent, context: Context): void {
  const log = draft.state.clusters.get(cluster.id)!.events;
  const sequence = log.nextSequence;
  // Member by member: a spread after other members costs more than all the rest of the object.
  const { resourceType, group, instanceId, level, description, metadata } = content;
  const event: ClusterEvent = {
    clusterId: cluster.id,
    sequence,
    eventId: context.random('event', cluster.id, sequence).uuid(),
    at: context.now,
    resourceType,
    group,
    instanceId,
    level,
    description,
    metadata,
  };
  draft.put('event', eventKey(cluster.id, sequence), event);
  if (log.size > CLUSTER_EVENTS_MAX) {
    draft.delete('event', eventKey(cluster.id, log.first!.sequence));
  }
  send(draft, cluster.id, () => clusterEventNotification(cluster, event), context);
}

/** Ids of envelopes follow from those of their events alone, and not from a seed that another start may change. */
const envelopes = seededRandom(0);

/** The event as EventBridge carries it: absent members are null there (observed). It is the same whenever it is made. */
export function clusterEventNotification(cluster: Cluster, event: ClusterEvent): BridgeEvent {
  const detail = {
    EventDetails: {
      EventId: event.eventId,
      ClusterArn: clusterArn(cluster),
      ClusterName: cluster.name,
      InstanceGroupName: event.group ?? null,
      InstanceId: event.instanceId ?? null,
      ResourceType: event.resourceType,
      EventTime: event.at,
      EventDetails: { EventMetadata: event.metadata ?? null },
      Description: event.description,
      EventLevel: event.level,
    },
  };
  const id = envelopes('bridge', event.eventId).uuid();
  return bridgeEvent(cluster, {
    arn: clusterArn(cluster),
    detailType: 'SageMaker HyperPod Cluster Event',
    id,
    detail,
    at: event.at,
  });
}
