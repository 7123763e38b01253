import TinyQueue from 'tinyqueue';

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

export class DueIndex {
  readonly #heap = new TinyQueue<HeapEntry>([], (a, b) => a.at - b.at || a.sequence - b.sequence);
  readonly #present = new Map<string, HeapEntry & { inFlight: boolean }>();
  #sequence = 0;
  #inFlight = 0;

  /** Objects that are in a transition: what "idle" means when it is zero. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** States an object's due time; undefined: it rests. */
  set(kind: string, key: string, due: Due | undefined): void {
    const id = `${kind}\n${key}`;
    const previous = this.#present.get(id);
    if (previous?.inFlight === true) this.#inFlight -= 1;
    if (due === undefined) {
      if (previous !== undefined) this.#present.delete(id);
      return;
    }
    if (due.inFlight) this.#inFlight += 1;
    if (previous !== undefined && previous.at === due.at) {
      previous.inFlight = due.inFlight;
      return;
    }
    this.#sequence += 1;
    const entry = { kind, key, at: due.at, inFlight: due.inFlight, sequence: this.#sequence };
    this.#present.set(id, entry);
    this.#heap.push(entry);
  }

  /** The earliest entry, left in place. */
  peek(): DueEntry | undefined {
    for (;;) {
      const entry = this.#heap.peek();
      if (entry === undefined) return undefined;
      if (this.#present.get(`${entry.kind}\n${entry.key}`) === entry) return entry;
      this.#heap.pop();
    }
  }

  /** Every object that will move by itself, in no order. */
  entries(): Iterable<DueEntry & Due> {
    return this.#present.values();
  }
}
