import TinyQueue from 'tinyqueue';
import { entryOf } from './entry.ts';

/**
 * Timers are an index over state: an object that will move by itself says when (`dueAt`), and this heap
 * knows the earliest. Nothing is stored for it; after a restart it is rebuilt while the objects load.
 *
 * Of those due at one instant the order of kinds decides, then the order in which they came, then the key: nothing
 * that a restart would forget, so that what happens does not depend on whether there was one.
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
  /** Among those of its kind: those with a lower number came earlier. */
  readonly sequence?: number;
}

interface HeapEntry extends DueEntry {
  readonly rank: number;
  readonly sequence: number;
}

function inOrder(a: HeapEntry, b: HeapEntry): number {
  return a.at - b.at || a.rank - b.rank || a.sequence - b.sequence || (a.key < b.key ? -1 : 1);
}

type PresentEntry = HeapEntry & { inFlight: boolean };

export class DueIndex {
  readonly #heap = new TinyQueue<HeapEntry>([], inOrder);
  /**
   * By kind and key. Kinds are apart because a key that comes and goes all the time, a cluster's wish for a pass, leaves
   * its traces in a map until that is made anew, which a map of many other keys seldom is: each look-up would pass them.
   */
  readonly #present = new Map<string, Map<string, PresentEntry>>();
  readonly #ranks: ReadonlyMap<string, number>;
  #inFlight = 0;

  /** The kinds in the order in which those go that are due at one instant. */
  constructor(kinds: readonly string[]) {
    this.#ranks = new Map(kinds.map((kind, rank) => [kind, rank]));
  }

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
    const { at, inFlight, sequence = 0 } = due;
    const entry = { kind, key, at, inFlight, rank: this.#ranks.get(kind)!, sequence };
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
