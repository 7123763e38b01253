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

/**
 * Ids are drawn so often that it shows how: a text is made of the codes of its characters at once. Put together piece
 * by piece it costs several times as much, and is kept as its pieces.
 */
const code = (character: string): number => character.charCodeAt(0);
const digits = Array.from('0123456789abcdef', code);
const variants = Array.from('89ab', code);

/** What a UUID of version 4 looks like, and the places of its digits. */
const form = Array.from('xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx', code);
const places = form.flatMap((character, place) => (character === code('-') ? [] : [place]));
const [versionAt, variantAt] = [14, 19];

/** The finish of MurmurHash3: spreads names that differ in one digit. */
function finished(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

class Sfc32 implements Stream {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  /** Three times FNV-1a over the name, which is cheap, from three beginnings. */
  constructor(name: string, seed: number) {
    let a = seed ^ 0x811c9dc5;
    let b = a ^ 0x9e3779b9;
    let c = ~a;
    for (let i = 0; i < name.length; i += 1) {
      const character = name.charCodeAt(i);
      a = Math.imul(a ^ character, 0x01000193);
      b = Math.imul(b ^ character, 0x01000193);
      c = Math.imul(c ^ character, 0x01000193);
    }
    this.#a = finished(a);
    this.#b = finished(b);
    this.#c = finished(c);
    for (let i = 0; i < 12; i += 1) this.#word();
  }

  #word(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  next(): number {
    return this.#word() / 0x1_0000_0000;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  hex(length: number): string {
    return String.fromCharCode(...this.#digits(length));
  }

  /** The codes of so many hexadecimal digits, eight of each word. */
  #digits(length: number): number[] {
    const codes: number[] = [];
    while (codes.length < length) {
      const word = this.#word();
      for (let shift = 28; shift >= 0 && codes.length < length; shift -= 4)
        codes.push(digits[(word >>> shift) & 15]!);
    }
    return codes;
  }

  alphanumeric(length: number): string {
    let text = '';
    while (text.length < length) text += alphabet[this.between(0, alphabet.length - 1)];
    return text;
  }

  uuid(): string {
    const drawn = this.#digits(places.length);
    const codes = [...form];
    for (let i = 0; i < places.length; i += 1) codes[places[i]!] = drawn[i]!;
    codes[versionAt] = form[versionAt]!;
    codes[variantAt] = variants[this.between(0, 3)]!;
    return String.fromCharCode(...codes);
  }
}

/** The streams of one seed. */
export function seededRandom(seed: number): Random {
  return (...name) => new Sfc32(name.join('/'), seed | 0);
}
