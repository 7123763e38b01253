/**
 * The store in one SQLite file, for one process at a time.
 *
 *  - Durable: WAL with synchronous=FULL, so a commit is on disk when it returns, and a killed process leaves
 *    all commits it has answered and nothing of others.
 *  - Exclusive: the lock is taken at the start and kept. It belongs to the process, so a killed one leaves no
 *    lock behind; and as nobody else can write, the last revision may be kept in memory. There is no -shm file.
 *  - Never partly: what a failed commit has done is rolled back, and the store stays usable.
 */
import { resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { MIGRATIONS, type Migration, migrate } from './schema.ts';
import { examineFile, hold, inUse } from './sqlite-file.ts';
import {
  type Change,
  type CommitResult,
  type Store,
  type StoredObject,
  StoreRefused,
  StoreUnavailable,
} from './store.ts';

/**
 * The WAL is moved into the file when it has this many pages of 4 KiB, some 32 MB: a page that many commits write is
 * then moved once for all of them. A commit is on disk in the WAL either way.
 */
const WAL_PAGES = 8000;

/** The WAL is cut back to this when it was longer, after a large commit: not at each ordinary turn of `WAL_PAGES`. */
const WAL_BYTES_KEPT = 40 * 1024 * 1024;

/** SQLite's page cache: large enough for the pages that a busy year writes again and again, taken only when used. */
const CACHE_KIB = 32_000;

export interface SqliteOptions {
  readonly migrations?: readonly Migration[];
  /** The largest size of the file, in pages of 4 KiB; without it the disk decides. */
  readonly pageCountMax?: number;
}

/** Opens or makes the file, and its directory; throws `StoreRefused` or `StoreUnavailable`. */
export function openSqlite(path: string, options: SqliteOptions = {}): Store {
  const file = resolve(path);
  const { migrations = MIGRATIONS, pageCountMax } = options;
  examineFile(file, migrations.length);
  const db = connect(file);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    migrate(db, file, migrations);
    db.exec(`COMMIT; PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${WAL_PAGES}; PRAGMA cache_size = -${CACHE_KIB}`);
    if (pageCountMax !== undefined) db.exec(`PRAGMA max_page_count = ${pageCountMax}`);
    return new SqliteStore(db, file);
  } catch (error) {
    db.close();
    throw translate(error, file);
  }
}

class SqliteStore implements Store {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #release: () => void;
  readonly #statements: Record<'begin' | 'put' | 'drop' | 'head' | 'commit' | 'rollback', StatementSync>;
  #revision: number;

  constructor(db: DatabaseSync, file: string) {
    this.#db = db;
    this.#file = file;
    this.#revision = Number(db.prepare('SELECT revision FROM head').get()!.revision);
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      put: db.prepare(
        'INSERT INTO object VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET revision = excluded.revision, doc = excluded.doc',
      ),
      drop: db.prepare('DELETE FROM object WHERE kind = ? AND key = ?'),
      head: db.prepare('UPDATE head SET revision = ?'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
    };
    this.#release = hold(file);
  }

  get revision(): number {
    return this.#revision;
  }

  *load(): Iterable<StoredObject> {
    const all = this.#db.prepare('SELECT kind, key, revision, doc FROM object ORDER BY kind, key');
    all.setReturnArrays(true);
    const rows = all.iterate() as Iterator<unknown> as IterableIterator<[string, string, number, string]>;
    try {
      for (const [kind, key, revision, doc] of rows) yield { kind, key, revision, doc: JSON.parse(doc) };
    } catch (error) {
      if (error instanceof SyntaxError) throw damaged(this.#file, error);
      throw translate(error, this.#file);
    }
  }

  commit(base: number, changes: readonly Change[]): CommitResult {
    if (base !== this.#revision) return { conflict: this.#revision };
    if (changes.length === 0) return { committed: base };
    const documents = changes.map(({ doc }) => doc && JSON.stringify(doc));
    const revision = base + 1;
    const { begin, put, drop, head, commit, rollback } = this.#statements;
    try {
      begin.run();
      for (const [index, { kind, key }] of changes.entries()) {
        const document = documents[index];
        if (document === undefined) drop.run(kind, key);
        else put.run(kind, key, revision, document);
      }
      head.run(revision);
      commit.run();
    } catch (error) {
      if (this.#db.isTransaction) rollback.run();
      throw translate(error, this.#file);
    }
    this.#revision = revision;
    return { committed: revision };
  }

  /** The last one out moves the WAL into the file and removes it: SQLite does so itself. */
  close(): void {
    if (!this.#db.isOpen) return;
    this.#db.close();
    this.#release();
  }
}

function connect(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw translate(error, file);
  }
}

const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** What SQLite reports, in the store's words; other errors are bugs and pass. */
function translate(error: unknown, file: string): unknown {
  const { code, errcode, errstr } = error as { code?: string; errcode?: number; errstr?: string };
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return error;
  const primary = errcode & 0xff;
  if (primary === BUSY) return inUse(file);
  if (primary === CORRUPT || primary === NOT_A_DATABASE) return damaged(file, error);
  return new StoreUnavailable(`${file} cannot be written: ${errstr}`, { cause: error });
}

function damaged(file: string, cause: unknown): StoreRefused {
  return new StoreRefused(`${file} is damaged; restore a copy, or choose another --store`, { cause });
}
