/** Objects of one cluster in the order in which they came, oldest first; numbers are never used twice. */
export class SequenceLog<T extends { readonly sequence: number }> {
  readonly entries: T[] = [];

  /** The number that the next entry gets. */
  get nextSequence(): number {
    return (this.entries.at(-1)?.sequence ?? 0) + 1;
  }

  get(sequence: number): T | undefined {
    const entry = this.entries[this.seek(sequence)];
    return entry?.sequence === sequence ? entry : undefined;
  }

  /** The position of the first entry whose number is at least this. */
  seek(sequence: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.entries[middle]!.sequence >= sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Writes or (undefined) removes an entry; answers what was there. */
  set(sequence: number, entry: T | undefined): T | undefined {
    const last = this.entries.at(-1);
    if (entry !== undefined && (last === undefined || last.sequence < sequence)) {
      this.entries.push(entry);
      return undefined;
    }
    if (entry === undefined && this.entries[0]?.sequence === sequence) return this.entries.shift();
    const position = this.seek(sequence);
    const previous = this.entries[position]?.sequence === sequence ? this.entries[position] : undefined;
    const replaced = previous === undefined ? 0 : 1;
    if (entry !== undefined) this.entries.splice(position, replaced, entry);
    else if (replaced === 1) this.entries.splice(position, 1);
    return previous;
  }
}
