/**
 * Where in the log the last row of each object is, and what the rows that count take and all of them.
 *
 * Most keys are a number after a path, `<cluster>/0000000042`, and most of those are seen twice in their lives. They
 * are kept by the number, in short lists for numbers that follow one another, which costs a fifth of the time and
 * memory that a text takes.
 */

/** What a row takes besides its document, roughly. */
const ROW_BYTES = 64;

/** What a row with a document of that size takes. */
export const sizeOf = (octets = 0): number => ROW_BYTES + octets;

/** The last row of an object: its number, from 1, and what it takes. */
interface Place {
  readonly id: number;
  readonly bytes: number;
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

  /** A row was appended, its document of so many octets; without a document it says that the object is gone. */
  add(id: number, kind: string, key: string, octets: number | undefined): void {
    const bytes = sizeOf(octets);
    let places = this.#byKind.get(kind);
    if (places === undefined) {
      places = new PlacesOfKind();
      this.#byKind.set(kind, places);
    }
    this.bytes.live -= places.put(key, octets === undefined ? 0 : id, bytes);
    if (octets !== undefined) this.bytes.live += bytes;
    this.bytes.all += bytes;
    this.lastId = id;
  }
}

/** Numbers of more digits are kept as texts. */
const DIGITS_MAX = 12;

/** The places of one kind; a class for its two ways of keeping them. */
class PlacesOfKind {
  readonly #named = new Map<string, Place>();
  /** By the path and the count of digits: 042 is not 42. */
  readonly #families = new Map<string, Family>();
  /** The one that was asked for last: a commit writes many objects of one cluster. */
  #last: Family | undefined;

  get(key: string): Place | undefined {
    const number = numberIn(key);
    return number === undefined ? this.#named.get(key) : this.#familyOf(key)?.places.get(number);
  }

  /** Where the object's last row is from now on, nowhere if that is 0; answers the bytes of the one before. */
  put(key: string, id: number, bytes: number): number {
    const number = numberIn(key);
    if (number === undefined) {
      const before = this.#named.get(key)?.bytes ?? 0;
      if (id === 0) this.#named.delete(key);
      else this.#named.set(key, { id, bytes });
      return before;
    }
    const family = this.#familyOf(key) ?? (id > 0 ? this.#addFamily(key) : undefined);
    if (family === undefined) return 0;
    const before = family.places.put(number, id, bytes);
    if (family.places.size === 0) this.#dropFamily(family);
    return before;
  }

  #familyOf(key: string): Family | undefined {
    const last = this.#last;
    if (last !== undefined && last.keyLength === key.length && key.startsWith(last.path)) return last;
    const family = this.#families.get(familyName(key));
    if (family !== undefined) this.#last = family;
    return family;
  }

  #addFamily(key: string): Family {
    const path = key.slice(0, key.lastIndexOf('/') + 1);
    const family = { name: familyName(key), path, keyLength: key.length, places: new NumberedPlaces() };
    this.#families.set(family.name, family);
    return family;
  }

  #dropFamily(family: Family): void {
    this.#families.delete(family.name);
    if (this.#last === family) this.#last = undefined;
  }
}

/** Objects whose keys are the same path and a number of so many digits. */
interface Family {
  readonly name: string;
  /** With the slash. */
  readonly path: string;
  readonly keyLength: number;
  readonly places: NumberedPlaces;
}

const familyName = (key: string): string => {
  const from = key.lastIndexOf('/') + 1;
  return `${key.slice(0, from)}${key.length - from}`;
};

/** The number that a key ends in. */
function numberIn(key: string): number | undefined {
  let [number, unit, at] = [0, 1, key.length - 1];
  for (; at >= 0; at -= 1) {
    const digit = key.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    number += digit * unit;
    unit *= 10;
  }
  const digits = key.length - 1 - at;
  const isNumbered = at >= 0 && key[at] === '/' && digits > 0 && digits <= DIGITS_MAX;
  return isNumbered ? number : undefined;
}

/** So many numbers that follow one another share a list: one alone costs little, thousands cost little more each. */
const RUN = 16;

/** Places by number; a class for the lists, each with `id` and `bytes` in turn, 0 where there is nothing. */
class NumberedPlaces {
  readonly #runs = new Map<number, number[]>();
  size = 0;

  get(number: number): Place | undefined {
    const run = this.#runs.get(Math.floor(number / RUN));
    const at = 2 * (number % RUN);
    const id = run?.[at] ?? 0;
    return id === 0 ? undefined : { id, bytes: run![at + 1]! };
  }

  put(number: number, id: number, bytes: number): number {
    const name = Math.floor(number / RUN);
    let run = this.#runs.get(name);
    if (run === undefined) {
      if (id === 0) return 0;
      run = new Array<number>(2 * RUN).fill(0);
      this.#runs.set(name, run);
    }
    const at = 2 * (number % RUN);
    const before = run[at] === 0 ? 0 : run[at + 1]!;
    if (run[at] !== 0) this.size -= 1;
    if (id !== 0) this.size += 1;
    run[at] = id;
    run[at + 1] = bytes;
    if (id === 0 && isEmpty(run)) this.#runs.delete(name);
    return before;
  }
}

const isEmpty = (run: readonly number[]): boolean => run.every((value, at) => at % 2 === 1 || value === 0);
