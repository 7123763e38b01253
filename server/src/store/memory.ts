/** The store that forgets: for tests and throw-away servers. Documents pass through JSON as in a real one. */
import type { Change, CommitResult, Store, StoredObject } from './store.ts';

interface Row {
  readonly kind: string;
  readonly key: string;
  readonly revision: number;
  readonly json: string;
}

export class MemoryStore implements Store {
  readonly #rows = new Map<string, Row>();
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  *load(): Iterable<StoredObject> {
    const rows = [...this.#rows.values()];
    rows.sort((a, b) => compare(a.kind, b.kind) || compare(a.key, b.key));
    for (const { kind, key, revision, json } of rows) yield { kind, key, revision, doc: JSON.parse(json) };
  }

  commit(base: number, changes: readonly Change[]): CommitResult {
    if (base !== this.#revision) return { conflict: this.#revision };
    if (changes.length === 0) return { committed: base };
    const documents = changes.map(({ doc }) => doc && JSON.stringify(doc));
    const revision = base + 1;
    for (const [index, { kind, key }] of changes.entries()) {
      const json = documents[index];
      const name = JSON.stringify([kind, key]);
      if (json === undefined) this.#rows.delete(name);
      else this.#rows.set(name, { kind, key, revision, json });
    }
    this.#revision = revision;
    return { committed: revision };
  }

  close(): void {}
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
