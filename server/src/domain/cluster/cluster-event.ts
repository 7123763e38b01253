import type {
  ClusterEventLevel,
  ClusterEventResourceType,
  EventMetadata,
} from '../../shapes/cluster-event.ts';

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
