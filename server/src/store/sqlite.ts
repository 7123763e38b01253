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
import { DEAD_BYTES_FREE, Log } from './log.ts';
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

/** Of a new file: a commit of many documents writes fewer and fuller pages than with SQLite's 4 KiB. */
const PAGE_BYTES = 8192;

/**
 * The WAL is moved into the file when it has this many pages, some 32 MB: a page that many commits write is then
 * moved once for all of them. A commit is on disk in the WAL either way.
 */
const WAL_PAGES = 4000;

/** The WAL is cut back to this when it was longer, after a large commit: not at each ordinary turn of `WAL_PAGES`. */
const WAL_BYTES_KEPT = 40 * 1024 * 1024;

/** SQLite's page cache: large enough for the pages that a busy year writes again and again, taken only when used. */
const CACHE_KIB = 32_000;

export interface SqliteOptions {
  readonly migrations?: readonly Migration[];
  /** The largest size of the file, in pages of 8 KiB; without it the disk decides. */
  readonly pageCountMax?: number;
  /** Room for what no longer counts, besides as much as what counts takes. */
  readonly deadBytesFree?: number;
}

/** Opens or makes the file, and its directory; throws `StoreRefused` or `StoreUnavailable`. */
export function openSqlite(path: string, options: SqliteOptions = {}): Store {
  const file = resolve(path);
  const { migrations = MIGRATIONS, pageCountMax, deadBytesFree = DEAD_BYTES_FREE } = options;
  examineFile(file, migrations.length);
  const db = connect(file);
  try {
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    migrate(db, file, migrations);
    db.exec(`COMMIT; PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${WAL_PAGES}; PRAGMA cache_size = -${CACHE_KIB}`);
    if (pageCountMax !== undefined) db.exec(`PRAGMA max_page_count = ${pageCountMax}`);
    return new SqliteStore(db, file, deadBytesFree);
  } catch (error) {
    db.close();
    throw translate(error, file);
  }
}

class SqliteStore implements Store {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #release: () => void;
  readonly #statements: Record<'begin' | 'commit' | 'rollback', StatementSync>;
  readonly #log: Log;
  #revision: number;

  constructor(db: DatabaseSync, file: string, deadBytesFree: number) {
    this.#db = db;
    this.#file = file;
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
    };
    this.#log = new Log(db, deadBytesFree);
    this.#revision = this.#log.revision;
    this.#release = hold(file);
  }

  get revision(): number {
    return this.#revision;
  }

  *load(): Iterable<StoredObject> {
    try {
      yield* this.#log.objects();
    } catch (error) {
      if (error instanceof SyntaxError) throw damaged(this.#file, error);
      throw translate(error, this.#file);
    }
  }

  commit(base: number, changes: readonly Change[]): CommitResult {
    if (base !== this.#revision) return { conflict: this.#revision };
    if (changes.length === 0) return { committed: base };
    const revision = base + 1;
    const rows = changes.map(({ kind, key, doc }) => ({
      revision,
      kind,
      key,
      document: doc && JSON.stringify(doc),
    }));
    const { begin, commit, rollback } = this.#statements;
    let committed: () => void;
    try {
      begin.run();
      committed = this.#log.write(rows);
      commit.run();
    } catch (error) {
      if (this.#db.isTransaction) rollback.run();
      throw translate(error, this.#file);
    }
    committed();
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
