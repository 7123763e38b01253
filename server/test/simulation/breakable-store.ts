import { MemoryStore } from '../../src/store/memory.ts';
import type { Change, CommitResult, Store, StoredObject } from '../../src/store/store.ts';
import { StoreUnavailable } from '../../src/store/store.ts';

/** A store whose next commits fail when told to, as on a full disk. */
export class BreakableStore implements Store {
  readonly #store = new MemoryStore();
  /** Commits that will still fail. */
  failing = 0;

  get revision(): number {
    return this.#store.revision;
  }

  load(): Iterable<StoredObject> {
    return this.#store.load();
  }

  commit(base: number, changes: readonly Change[]): CommitResult {
    if (this.failing > 0) {
      this.failing -= 1;
      throw new StoreUnavailable('no space left on device');
    }
    return this.#store.commit(base, changes);
  }

  close(): void {
    this.#store.close();
  }

  /** Everything that is stored, in one text. */
  get contents(): string {
    const rows = [...this.load()].map(({ kind, key, doc }) => `${kind} ${key} ${JSON.stringify(doc)}`);
    return rows.join('\n');
  }
}
