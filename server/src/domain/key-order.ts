/** An object and its place in an order. */
export interface Keyed<T> {
  readonly key: string;
  readonly item: T;
}

/** What objects are sorted by: a text of its own for each, which follows from the object alone. */
export type KeyOf<T> = (item: T) => string;

/**
 * Objects in the order of a key, kept while they are written: to sort them anew for each page would cost all of them
 * for a hundred.
 */
export class KeyOrder<T> {
  readonly rows: Keyed<T>[];
  readonly #keyOf: KeyOf<T>;

  constructor(items: Iterable<T>, keyOf: KeyOf<T>) {
    this.#keyOf = keyOf;
    this.rows = Array.from(items, (item) => ({ key: keyOf(item), item }));
    this.rows.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  /** One object has taken the place of another, or (undefined) has come or gone. */
  replace(previous: T | undefined, item: T | undefined): void {
    const before = previous === undefined ? undefined : this.#keyOf(previous);
    const after = item === undefined ? undefined : { key: this.#keyOf(item), item };
    if (after !== undefined && after.key === before) this.rows[seek(this.rows, before)] = after;
    else {
      if (before !== undefined) this.rows.splice(seek(this.rows, before), 1);
      if (after !== undefined) this.rows.splice(seek(this.rows, after.key), 0, after);
    }
  }
}

/** The position of the first row whose key is at least this. */
export function seek(rows: readonly Keyed<unknown>[], key: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
