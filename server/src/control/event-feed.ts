import { randomBytes } from 'node:crypto';
import type { Notification } from '../domain/notification.ts';

/**
 * What was sent out lately, numbered, for those who listen. The feed pushes nothing: it keeps the last events
 * in a ring and calls out that there are more, and each listener reads on from where it stands at its own
 * speed. However slow one is, memory stays bounded; one that falls behind the ring learns that it did.
 */
export const EVENTS_BUFFERED_MAX = 10_000;
export const SUBSCRIBERS_MAX = 100;

/** One event with its number. */
export interface FeedEvent {
  readonly id: number;
  /** Its envelope may not be made yet; to look at it makes it. */
  readonly notification: Notification;
}

/** One who listens. */
export interface Subscriber {
  /** There is more to read. */
  readonly onMore: () => void;
  /** The server stops. */
  readonly onClose: () => void;
}

/** Numbers what the engine sends out, and keeps the newest of it. */
export class EventFeed {
  /** Names this run of the server: an id of another run says nothing here. */
  readonly run = randomBytes(4).toString('hex');
  readonly #ring: (FeedEvent | undefined)[] = new Array(EVENTS_BUFFERED_MAX);
  readonly #subscribers = new Set<Subscriber>();
  #latest = 0;
  /** Nothing up to here is handed out any more. */
  #cleared = 0;
  #announcement: NodeJS.Immediate | undefined;
  #closed = false;

  /** The id of the newest event; 0 before the first. */
  get latest(): number {
    return this.#latest;
  }

  /** The id of the oldest event kept, or what the next one will get. */
  get oldest(): number {
    return Math.max(this.#cleared, this.#latest - EVENTS_BUFFERED_MAX) + 1;
  }

  /** Listeners hear of it in the next turn of the event loop: replies that wait for the commit go out first. */
  publish(notifications: readonly Notification[]): void {
    if (notifications.length === 0) return;
    for (const notification of notifications) {
      this.#latest += 1;
      this.#ring[this.#latest % EVENTS_BUFFERED_MAX] = { id: this.#latest, notification };
    }
    if (this.#subscribers.size === 0) return;
    this.#announcement ??= setImmediate(() => {
      this.#announcement = undefined;
      for (const { onMore } of [...this.#subscribers]) onMore();
    });
  }

  /** The event of that id, where it is still kept. */
  get(id: number): FeedEvent | undefined {
    return id < this.oldest || id > this.#latest ? undefined : this.#ring[id % EVENTS_BUFFERED_MAX];
  }

  /** The events kept, oldest first. */
  *kept(): Iterable<FeedEvent> {
    for (let id = this.oldest; id <= this.#latest; id += 1) yield this.get(id)!;
  }

  /** Answers how to leave; undefined where there are too many already, or the server stops. */
  subscribe(subscriber: Subscriber): (() => void) | undefined {
    if (this.#closed || this.#subscribers.size >= SUBSCRIBERS_MAX) return undefined;
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** Forgets the events so far. Numbering goes on, so that no listener takes a new one for an old one. */
  clear(): void {
    this.#cleared = this.#latest;
    this.#ring.fill(undefined);
  }

  close(): void {
    this.#closed = true;
    clearImmediate(this.#announcement);
    for (const { onClose } of [...this.#subscribers]) onClose();
    this.#subscribers.clear();
  }
}
