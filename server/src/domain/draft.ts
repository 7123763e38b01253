import { entryOf } from './entry.ts';
import type { Notification } from './notification.ts';
import type { Change, Kind, Objects } from './objects.ts';
import type { State } from './state.ts';

/**
 * A decision in the making. Rules write through a draft: a write is visible at once to what the same command
 * reads next, every index included, and `revert` takes all of it back, as a refusal or a lost commit asks.
 * That is cheaper than an overlay, and keeps the rules free of "have I changed this already?".
 */
export class Draft {
  readonly state: State;
  readonly notifications: Notification[] = [];
  readonly #undo: { kind: Kind; key: string; before: Objects[Kind] | undefined }[] = [];

  constructor(state: State) {
    this.state = state;
  }

  get<K extends Kind>(kind: K, key: string): Objects[K] | undefined {
    return this.state.get(kind, key);
  }

  put<K extends Kind>(kind: K, key: string, doc: Objects[K]): void {
    this.#undo.push({ kind, key, before: this.state.put(kind, key, doc) });
  }

  delete(kind: Kind, key: string): void {
    this.#undo.push({ kind, key, before: this.state.put(kind, key, undefined) });
  }

  /** Goes out after the commit. */
  notify(notification: Notification): void {
    this.notifications.push(notification);
  }

  /** What was written, each object once, as it is now; what came and went within the draft is not in it. */
  changes(): Change[] {
    const seen = new Map<Kind, Set<string>>();
    const changes: Change[] = [];
    for (const { kind, key, before } of this.#undo) {
      const keys = entryOf(seen, kind, () => new Set<string>());
      if (keys.has(key)) continue;
      keys.add(key);
      const doc = this.#present(kind, key);
      if (before !== undefined || doc !== undefined) changes.push({ kind, key, doc });
    }
    return changes;
  }

  #present(kind: Kind, key: string): Objects[Kind] | undefined {
    return this.state.get(kind, key);
  }

  /** A point to come back to. */
  mark(): Mark {
    return { writes: this.#undo.length, notifications: this.notifications.length };
  }

  /** Takes back every write since the mark (or since the start), the last one first. */
  revert(mark: Mark = { writes: 0, notifications: 0 }): void {
    while (this.#undo.length > mark.writes) {
      const write = this.#undo.pop()!;
      this.state.restore(write.kind, write.key, write.before);
    }
    this.notifications.length = mark.notifications;
  }
}

export interface Mark {
  readonly writes: number;
  readonly notifications: number;
}
