/**
 * Randomness as an argument.
 *
 * Every draw comes from a stream that is named by what it is for: "the instance id of node N in generation
 * 3". The name and the server's seed alone decide the numbers, so a new draw somewhere never shifts
 * another, and the same seed with the same inputs gives the same ids, addresses, durations and outcomes,
 * before and after a restart.
 */
export interface Stream {
  /** The next number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** `length` characters of [a-z0-9]. */
  alphanumeric(length: number): string;
  /** A lower-case UUID, version 4. */
  uuid(): string;
}

/** Opens the stream of a name. */
export type Random = (...name: readonly (string | number)[]) => Stream;

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** The two digits of each byte: ids are drawn so often that formatting every word shows. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** FNV-1a over the name, finished as in MurmurHash3: cheap, and spreads names that differ in one digit. */
function hash(text: string, seed: number): number {
  let h = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

class Sfc32 implements Stream {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(name: string, seed: number) {
    this.#a = hash(name, seed);
    this.#b = hash(name, seed ^ 0x9e3779b9);
    this.#c = hash(name, ~seed);
    for (let i = 0; i < 12; i += 1) this.#word();
  }

  #word(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  next(): number {
    return this.#word() / 0x1_0000_0000;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  hex(length: number): string {
    let digits = '';
    while (digits.length < length) {
      const word = this.#word();
      digits += bytes[word >>> 24]! + bytes[(word >>> 16) & 0xff] + bytes[(word >>> 8) & 0xff];
      digits += bytes[word & 0xff];
    }
    return digits.slice(0, length);
  }

  alphanumeric(length: number): string {
    let text = '';
    while (text.length < length) text += alphabet[this.between(0, alphabet.length - 1)];
    return text;
  }

  uuid(): string {
    const h = this.hex(32);
    const variant = '89ab'[this.between(0, 3)];
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  }
}

/** The streams of one seed. */
export function seededRandom(seed: number): Random {
  return (...name) => new Sfc32(name.join('/'), seed | 0);
}
