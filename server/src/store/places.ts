/**
 * Where in the log the last row of each object is, and what the rows that count take and all of them.
 *
 * Most keys are a number after a path, `<cluster>/0000000042`, and most of those are seen twice in their lives. They
 * are kept by the number, which costs a third of the time and memory that a text takes.
 */

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

interface Place {
  id: number;
  bytes: number;
}

/** The places of one kind; a class for its two ways of keeping them. */
class PlacesOfKind {
  readonly #named = new Map<string, Place>();
  /** By the path, and by the number with its digits counted. */
  readonly #numbered = new Map<string, Map<number, Place>>();

  get(key: string): Place | undefined {
    const number = numberIn(key);
    return number === undefined ? this.#named.get(key) : this.#numbered.get(pathOf(key))?.get(number);
  }

  set(key: string, place: Place): void {
    const number = numberIn(key);
    if (number === undefined) {
      this.#named.set(key, place);
      return;
    }
    const path = pathOf(key);
    const known = this.#numbered.get(path);
    if (known === undefined) this.#numbered.set(path, new Map([[number, place]]));
    else known.set(number, place);
  }

  delete(key: string): void {
    const number = numberIn(key);
    if (number === undefined) {
      this.#named.delete(key);
      return;
    }
    const path = pathOf(key);
    const known = this.#numbered.get(path);
    known?.delete(number);
    if (known?.size === 0) this.#numbered.delete(path);
  }
}

const pathOf = (key: string): string => key.slice(0, key.lastIndexOf('/'));

/** Numbers of more digits are kept as texts. */
const DIGITS_MAX = 12;

/** The number that a key ends in, its count of digits in the last place: 042 is not 42. */
function numberIn(key: string): number | undefined {
  const from = key.lastIndexOf('/') + 1;
  const digits = key.length - from;
  if (from === 0 || digits === 0 || digits > DIGITS_MAX) return undefined;
  let number = 0;
  for (let i = from; i < key.length; i += 1) {
    const digit = key.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number * (DIGITS_MAX + 1) + digits;
}

/** All objects of a store. */
export class Places {
  readonly #byKind = new Map<string, PlacesOfKind>();
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
      places = new PlacesOfKind();
      this.#byKind.set(kind, places);
    }
    const place = places.get(key);
    this.bytes.live -= place?.bytes ?? 0;
    if (octets === undefined) places.delete(key);
    else {
      this.bytes.live += bytes;
      if (place === undefined) places.set(key, { id, bytes });
      else {
        place.id = id;
        place.bytes = bytes;
      }
    }
    this.bytes.all += bytes;
    this.lastId = id;
  }
}
