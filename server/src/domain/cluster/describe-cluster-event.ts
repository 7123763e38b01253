import type {
  DescribeClusterEventRequest,
  DescribeClusterEventResponse,
} from '../../shapes/cluster-event.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { findEntry } from './find-cluster.ts';
import { eventSummary } from './list-cluster-events.ts';
import { refusals } from './messages.ts';

/** DescribeClusterEvent: one event with its metadata, which nests twice in the reply (observed). */
export function describeClusterEvent(
  state: State,
  input: DescribeClusterEventRequest,
  context: OperationContext,
): DescribeClusterEventResponse {
  const { cluster, events } = findEntry(state, input.ClusterName, context.world);
  if (!cluster.continuous) throw refusals.eventsNeedContinuous(cluster);
  const event = events.entries.find(({ eventId }) => eventId === input.EventId);
  if (event === undefined) throw refusals.noSuchEvent(input.EventId);
  return {
    EventDetails: {
      ...eventSummary(cluster, event),
      EventDetails: event.metadata && { EventMetadata: event.metadata },
    },
  };
}
