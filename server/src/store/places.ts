/** A row of the log as it counts in memory. */
export interface Row {
  readonly id: number;
  readonly kind: string;
  readonly key: string;
  /** The size of its document; undefined: it says that the object is gone. */
  readonly octets: number | undefined;
}

/** What a row takes besides its document, roughly. */
const ROW_BYTES = 64;

/** What a row with a document of that size takes. */
export const sizeOf = (octets = 0): number => ROW_BYTES + octets;

/** Where in the log the last row of each object is, and what the rows that count take and all of them. */
export class Places {
  readonly #byKind = new Map<string, Map<string, { readonly id: number; readonly bytes: number }>>();
  readonly bytes = { all: 0, live: 0 };
  lastId = 0;

  /** Whether this row is what counts of the object. */
  isLast(id: number, kind: string, key: string): boolean {
    return this.#byKind.get(kind)?.get(key)?.id === id;
  }

  /** A row that was appended. */
  add({ id, kind, key, octets }: Row): void {
    const bytes = sizeOf(octets);
    let places = this.#byKind.get(kind);
    if (places === undefined) {
      places = new Map();
      this.#byKind.set(kind, places);
    }
    this.bytes.live -= places.get(key)?.bytes ?? 0;
    if (octets === undefined) places.delete(key);
    else {
      places.set(key, { id, bytes });
      this.bytes.live += bytes;
    }
    this.bytes.all += bytes;
    this.lastId = id;
  }
}
