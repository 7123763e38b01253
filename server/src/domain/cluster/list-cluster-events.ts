import type { ListClusterEventsRequest, ListClusterEventsResponse } from '../../shapes/cluster-event.ts';
import type { OperationContext } from '../context.ts';
import { PAGE_SIZE_DEFAULT } from '../limits.ts';
import { decodeToken, encodeToken } from '../paging.ts';
import type { State } from '../state.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import type { ClusterEvent } from './cluster-event.ts';
import { findEntry } from './find-cluster.ts';
import { refusals } from './messages.ts';

/** ListClusterEvents: the newest first unless asked otherwise (documented); continuous clusters only (observed). */
export function listClusterEvents(
  state: State,
  input: ListClusterEventsRequest,
  context: OperationContext,
): ListClusterEventsResponse {
  const { cluster, events } = findEntry(state, input.ClusterName, context.world);
  if (!cluster.continuous) throw refusals.eventsNeedContinuous(cluster);
  const { ClusterName: _, MaxResults = PAGE_SIZE_DEFAULT, NextToken, ...rest } = input;
  const scope = `ListClusterEvents ${cluster.id} ${JSON.stringify(rest)}`;
  const after = decodeToken(NextToken, scope);
  const ascending = input.SortOrder === 'Ascending';
  const isAfter = (event: ClusterEvent): boolean =>
    after === undefined || (ascending ? event.sequence > Number(after) : event.sequence < Number(after));
  const found = events.entries.filter((event) => isAfter(event) && matches(event, input));
  if (!ascending) found.reverse();
  const page = found.slice(0, MaxResults);
  return {
    NextToken: found.length > page.length ? encodeToken(scope, String(page.at(-1)!.sequence)) : undefined,
    Events: page.map((event) => eventSummary(cluster, event)),
  };
}

function matches(event: ClusterEvent, input: ListClusterEventsRequest): boolean {
  const { InstanceGroupName, NodeId, EventTimeAfter, EventTimeBefore, ResourceType } = input;
  if (InstanceGroupName !== undefined && event.group !== InstanceGroupName) return false;
  if (NodeId !== undefined && event.instanceId !== NodeId) return false;
  if (EventTimeAfter !== undefined && event.at <= EventTimeAfter) return false;
  if (EventTimeBefore !== undefined && event.at >= EventTimeBefore) return false;
  return ResourceType === undefined || event.resourceType === ResourceType;
}

/** What the list and the description of an event have in common. */
export const eventSummary = (cluster: Cluster, event: ClusterEvent) => ({
  EventId: event.eventId,
  ClusterArn: clusterArn(cluster),
  ClusterName: cluster.name,
  InstanceGroupName: event.group,
  InstanceId: event.instanceId,
  ResourceType: event.resourceType,
  EventTime: event.at,
  Description: event.description,
  EventLevel: event.level,
});
