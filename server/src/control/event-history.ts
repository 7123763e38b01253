import { clusterEventNotification } from '../domain/cluster/record-event.ts';
import type { Notification } from '../domain/notification.ts';
import type { ClusterEntry } from '../domain/state.ts';
import type { EventFeed } from './event-feed.ts';

/**
 * What happened before one began to listen: the events that the cluster itself keeps, which survive a
 * restart, and then those that the feed still holds. State changes and node health are in the feed alone.
 */
export interface PastEvent {
  readonly notification: Notification;
  /** Its id in the feed; an event that only the cluster keeps has none. */
  readonly id?: number;
}

/** What the feed holds of those wanted, and before it what else the one cluster keeps; oldest first, none twice. */
export function* history(
  feed: EventFeed,
  entry: ClusterEntry | undefined,
  isWanted: (notification: Notification) => boolean,
): Iterable<PastEvent> {
  const kept = [...feed.kept()].filter(({ notification }) => isWanted(notification));
  if (entry !== undefined) {
    const inFeed = new Set(kept.map(({ notification }) => notification.event.id));
    for (const event of entry.events.entries) {
      const sent = clusterEventNotification(entry.cluster, event);
      if (!inFeed.has(sent.id)) yield { notification: { subject: entry.cluster.id, event: sent } };
    }
  }
  yield* kept;
}
