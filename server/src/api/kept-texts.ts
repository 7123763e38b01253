/**
 * The text that shows an object, written once. Objects are never changed, only replaced, so that the text of one
 * stands as long as the object does, and as long as the basis: whatever else it was written from.
 */
export class KeptTexts<T extends object> {
  readonly #kept = new WeakMap<T, { readonly basis: unknown; readonly text: string }>();

  /** The text of an object; `write` is asked where none was kept on this basis, and alone decides what it is. */
  of(shown: T, basis: unknown, write: () => string): string {
    const kept = this.#kept.get(shown);
    if (kept !== undefined && kept.basis === basis) return kept.text;
    const text = write();
    this.#kept.set(shown, { basis, text });
    return text;
  }
}
