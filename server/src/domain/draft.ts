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
  readonly #writes: Write[] = [];

  constructor(state: State) {
    this.state = state;
  }

  get<K extends Kind>(kind: K, key: string): Objects[K] | undefined {
    return this.state.get(kind, key);
  }

  put<K extends Kind>(kind: K, key: string, doc: Objects[K]): void {
    this.#writes.push({ kind, key, before: this.state.put(kind, key, doc), doc });
  }

  delete(kind: Kind, key: string): void {
    this.#writes.push({ kind, key, before: this.state.put(kind, key, undefined), doc: undefined });
  }

  /** Goes out after the commit. */
  notify(notification: Notification): void {
    this.notifications.push(notification);
  }

  /**
   * What was written, each object once, as it is now; what came and went within the draft is not in it. That an object
   * was written before is seen by the document that it had: this draft wrote it. To look up keys would cost more.
   */
  changes(): Change[] {
    const written = new Map<object, Written>();
    const deleted = new Map<string, Written>();
    const changes: Written[] = [];
    const wasThere: boolean[] = [];
    for (const { kind, key, before, doc } of this.#writes) {
      let change: Written | undefined;
      if (before !== undefined) change = written.get(before);
      else if (deleted.size > 0) change = deleted.get(`${kind} ${key}`);
      // Of two objects with one document between them the other one may be meant.
      if (change !== undefined && (change.key !== key || change.kind !== kind))
        change = changes.find((each) => each.key === key && each.kind === kind);
      if (change === undefined) {
        change = { kind, key, doc };
        changes.push(change);
        wasThere.push(before !== undefined);
      }
      change.doc = doc;
      if (doc === undefined) deleted.set(`${kind} ${key}`, change);
      else written.set(doc, change);
    }
    return changes.filter(({ doc }, i) => wasThere[i] || doc !== undefined);
  }

  /** A point to come back to. */
  mark(): Mark {
    return { writes: this.#writes.length, notifications: this.notifications.length };
  }

  /** Takes back every write since the mark (or since the start), the last one first. */
  revert(mark: Mark = { writes: 0, notifications: 0 }): void {
    while (this.#writes.length > mark.writes) {
      const write = this.#writes.pop()!;
      this.state.restore(write.kind, write.key, write.before);
    }
    this.notifications.length = mark.notifications;
  }
}

interface Write extends Change {
  readonly before: Objects[Kind] | undefined;
}

/** What a draft comes to, while its writes are gone through. */
type Written = { -readonly [M in keyof Change]: Change[M] };

export interface Mark {
  readonly writes: number;
  readonly notifications: number;
}
