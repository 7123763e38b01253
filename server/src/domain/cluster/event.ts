import type {
  ClusterEventLevel,
  ClusterEventResourceType,
  EventMetadata,
} from '../../shapes/cluster-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { CLUSTER_EVENTS_MAX } from '../limits.ts';
import { bridgeEvent, send } from './bridge-event.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import type { BridgeEvent } from './notification.ts';

/** One step of a cluster, a group or an instance, as ListClusterEvents shows it. */
export interface ClusterEvent {
  readonly clusterId: string;
  /** Order within the cluster; part of the key. */
  readonly sequence: number;
  readonly eventId: string;
  readonly at: number;
  readonly resourceType: ClusterEventResourceType;
  readonly group?: string;
  readonly instanceId?: string;
  readonly level: ClusterEventLevel;
  readonly description: string;
  readonly metadata?: EventMetadata;
}

/** What the recorder adds nothing to. */
export type EventContent = Omit<ClusterEvent, 'clusterId' | 'sequence' | 'eventId' | 'at'>;

export const eventKey = (clusterId: string, sequence: number): string =>
  `${clusterId}/${String(sequence).padStart(12, '0')}`;

/** Records an event, lets the oldest go when there are more than are kept, and sends it out. */
export function recordEvent(draft: Draft, cluster: Cluster, content: EventContent, context: Context): void {
  const log = draft.state.clusters.get(cluster.id)!.events;
  const sequence = log.nextSequence;
  const event: ClusterEvent = {
    clusterId: cluster.id,
    sequence,
    eventId: context.random('event', cluster.id, sequence).uuid(),
    at: context.now,
    ...content,
  };
  draft.put('event', eventKey(cluster.id, sequence), event);
  if (log.events.length > CLUSTER_EVENTS_MAX) {
    draft.delete('event', eventKey(cluster.id, log.events[0]!.sequence));
  }
  send(draft, cluster, () => clusterEventNotification(cluster, event, context), context);
}

/** The event as EventBridge carries it: absent members are null there (observed). */
function clusterEventNotification(cluster: Cluster, event: ClusterEvent, context: Context): BridgeEvent {
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
  const id = context.random('bridge', event.eventId).uuid();
  return bridgeEvent(cluster, 'SageMaker HyperPod Cluster Event', id, detail, event.at);
}
