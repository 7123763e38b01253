/**
 * Objects of one cluster in the order in which they came, oldest first; numbers are never used twice. A log at its
 * limit loses its oldest entry with every new one, so that must not move all the others.
 */
export class SequenceLog<T extends { readonly sequence: number }> {
  #list: T[] = [];
  /** Where the oldest entry stands; what stood before it is gone. */
  #start = 0;

  get size(): number {
    return this.#list.length - this.#start;
  }

  /** The oldest entry. */
  get first(): T | undefined {
    return this.#list[this.#start];
  }

  get entries(): readonly T[] {
    this.#closeUp();
    return this.#list;
  }

  /** The number that the next entry gets. */
  get nextSequence(): number {
    return (this.#last?.sequence ?? 0) + 1;
  }

  get #last(): T | undefined {
    return this.size === 0 ? undefined : this.#list.at(-1);
  }

  get(sequence: number): T | undefined {
    const entry = this.#list[this.#seek(sequence)];
    return entry?.sequence === sequence ? entry : undefined;
  }

  /** The position of the first entry whose number is at least this. */
  seek(sequence: number): number {
    return this.#seek(sequence) - this.#start;
  }

  /** Writes or (undefined) removes an entry; answers what was there. */
  set(sequence: number, entry: T | undefined): T | undefined {
    const last = this.#last;
    if (entry !== undefined && (last === undefined || last.sequence < sequence)) {
      this.#list.push(entry);
      return undefined;
    }
    const position = this.#seek(sequence);
    const present = this.#list[position];
    const previous = present?.sequence === sequence ? present : undefined;
    if (entry === undefined && previous !== undefined && position === this.#start) this.#dropFirst();
    else if (entry !== undefined) this.#list.splice(position, previous === undefined ? 0 : 1, entry);
    else if (previous !== undefined) this.#list.splice(position, 1);
    return previous;
  }

  /** Where nothing is missing between, an entry stands as far from the oldest as its number says. */
  #seek(sequence: number): number {
    let low = this.#start;
    let high = this.#list.length;
    const likely = low + sequence - (this.#list[low]?.sequence ?? 0);
    if (likely < high && this.#list[likely]?.sequence === sequence) return likely;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#list[middle]!.sequence >= sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #dropFirst(): void {
    this.#list[this.#start] = undefined as never;
    this.#start += 1;
    if (this.#start * 2 > this.#list.length) this.#closeUp();
  }

  #closeUp(): void {
    if (this.#start === 0) return;
    this.#list = this.#list.slice(this.#start);
    this.#start = 0;
  }
}
