import type { Notification } from '../domain/cluster/notification.ts';

/** Minimal; widened later. */
export class EventFeed {
  publish(_notifications: readonly Notification[]): void {}
  close(): void {}
}
