import TinyQueue from 'tinyqueue';
import { entryOf } from './entry.ts';

/**
 * Timers are an index over state: an object that will move by itself says when (`dueAt`), and this heap
 * knows the earliest. Nothing is stored for it; after a restart it is rebuilt while the objects load.
 *
 * Entries are never removed from the middle of the heap. An object's present due time stands in a map, and
 * an entry that disagrees with it is skipped when it comes up.
 */
export interface DueEntry {
  readonly kind: string;
  readonly key: string;
  readonly at: number;
}

/** When an object moves by itself next, and whether a transition is in flight or only a far schedule stands. */
export interface Due {
  readonly at: number;
  readonly inFlight: boolean;
}

interface HeapEntry extends DueEntry {
  readonly sequence: number;
}

type PresentEntry = HeapEntry & { inFlight: boolean };

export class DueIndex {
  readonly #heap = new TinyQueue<HeapEntry>([], (a, b) => a.at - b.at || a.sequence - b.sequence);
  /**
   * By kind and key. Kinds are apart because a key that comes and goes all the time, a cluster's wish for a pass, leaves
   * its traces in a map until that is made anew, which a map of many other keys seldom is: each look-up would pass them.
   */
  readonly #present = new Map<string, Map<string, PresentEntry>>();
  #sequence = 0;
  #inFlight = 0;

  /** Objects that are in a transition: what "idle" means when it is zero. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** States an object's due time; undefined: it rests. */
  set(kind: string, key: string, due: Due | undefined): void {
    const present = entryOf(this.#present, kind, () => new Map<string, PresentEntry>());
    const previous = present.get(key);
    if (previous?.inFlight === true) this.#inFlight -= 1;
    if (due === undefined) {
      if (previous !== undefined) present.delete(key);
      return;
    }
    if (due.inFlight) this.#inFlight += 1;
    if (previous !== undefined && previous.at === due.at) {
      previous.inFlight = due.inFlight;
      return;
    }
    this.#sequence += 1;
    const entry = { kind, key, at: due.at, inFlight: due.inFlight, sequence: this.#sequence };
    present.set(key, entry);
    this.#heap.push(entry);
  }

  /** The earliest entry, left in place. */
  peek(): DueEntry | undefined {
    for (;;) {
      const entry = this.#heap.peek();
      if (entry === undefined) return undefined;
      if (this.#present.get(entry.kind)!.get(entry.key) === entry) return entry;
      this.#heap.pop();
    }
  }

  /** Every object that will move by itself, in no order. */
  *entries(): Iterable<DueEntry & Due> {
    for (const present of this.#present.values()) yield* present.values();
  }
}
