import type { ServerResponse } from 'node:http';
import type { Notification } from '../domain/notification.ts';
import type { EventFeed } from './event-feed.ts';
import type { PastEvent } from './event-history.ts';

/** How long silence lasts at the most: proxies close what they take for dead. */
const HEARTBEAT_MS = 15_000;
/** What may wait in one listener's socket; no more is written until it has read. */
const UNREAD_BYTES_MAX = 1024 * 1024;
/** When a client that lost its connection comes back. */
const RETRY_MS = 1_000;

const GAP = `event: gap\ndata: ${JSON.stringify({ message: 'Events may be missing here: the server no longer holds them.' })}\n\n`;

export interface StreamOptions {
  readonly feed: EventFeed;
  readonly response: ServerResponse;
  readonly isWanted: (notification: Notification) => boolean;
  /** What is replayed before. */
  readonly past: readonly PastEvent[];
  /** The id in the feed that the stream goes on after. */
  readonly after: number;
}

/**
 * Server-sent events to one listener. It is written to as fast as it reads. One that reads nothing from one
 * heartbeat to the next is let go; it can resume by its last event's id. Answers false where there are too
 * many listeners already.
 */
export function streamEvents({ feed, response, isWanted, past, after }: StreamOptions): boolean {
  let position = 0;
  let cursor = after;
  let stalled = false;
  const write = (text: string): void => {
    response.write(text);
  };
  const isFull = (): boolean => response.writableLength > UNREAD_BYTES_MAX;

  const onMore = (): void => {
    for (; position < past.length && !isFull(); position += 1) write(frameOf(feed, past[position]!));
    if (position < past.length) return;
    if (cursor < feed.oldest - 1) {
      write(GAP);
      cursor = feed.oldest - 1;
    }
    for (; cursor < feed.latest && !isFull(); cursor += 1) {
      const event = feed.get(cursor + 1);
      if (event !== undefined && isWanted(event.notification)) write(frameOf(feed, event));
    }
  };
  const end = (): void => {
    clearInterval(heartbeat);
    leave?.();
  };
  const leave = feed.subscribe({
    onMore,
    onClose: () => {
      end();
      response.end();
    },
  });
  if (leave === undefined) return false;
  const heartbeat = setInterval(() => {
    if (response.writableNeedDrain && stalled) return response.destroy();
    stalled = response.writableNeedDrain;
    if (!stalled) write(': still here\n\n');
  }, HEARTBEAT_MS);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'close',
  });
  write(`retry: ${RETRY_MS}\n\n`);
  response.on('drain', () => {
    stalled = false;
    onMore();
  });
  response.on('close', end);
  onMore();
  return true;
}

const frameOf = ({ run }: EventFeed, { id, notification }: PastEvent): string =>
  (id === undefined ? '' : `id: ${run}-${id}\n`) + `data: ${JSON.stringify(notification.event)}\n\n`;
