/**
 * The store: objects as JSON documents by kind and key, and one revision that every commit raises (etcd's
 * model). It decides nothing. Whoever commits says on which revision the changes were decided, and loses if
 * somebody wrote since; then it reads what is newer and decides again.
 */

/** One object as stored: kind + key → JSON document. */
export interface StoredObject {
  readonly kind: string;
  readonly key: string;
  /** The commit that wrote it last. */
  readonly revision: number;
  readonly doc: unknown;
}

/** What a commit does to one object; of several changes to one object the last holds. */
export interface Change {
  readonly kind: string;
  readonly key: string;
  /** The whole new document; undefined: the object is deleted. */
  readonly doc: object | undefined;
}

/** The new revision, or the one that was newer than the writer knew. */
export type CommitResult = { readonly committed: number } | { readonly conflict: number };

export interface Store {
  /** The last commit; 0 before the first. */
  readonly revision: number;
  /** All objects by kind and key, for the start. */
  load(): Iterable<StoredObject>;
  /**
   * All changes or none; durable when it returns. Without changes the revision stays.
   * Throws `StoreUnavailable` when it cannot write; then nothing is changed, and a later commit may succeed.
   */
  commit(base: number, changes: readonly Change[]): CommitResult;
  /** Gives the store free for others. */
  close(): void;
}

/** This store must not be used as it is (foreign, newer, damaged, in use): the operator has to choose. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** The store cannot be reached or written now (no space, no permission): the operator has to make room. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
