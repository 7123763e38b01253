/**
 * The one table of a store file is a log: a commit appends the new document of each object, or a row without one
 * where the object is gone, and the last row of an object is what counts. So a commit writes the fewest pages there
 * can be, one after another, wherever its objects stood before; where each object's last row is, is kept in memory.
 *
 * Rows that no longer count are cleaned away a little with each commit, oldest first, once they take more room than
 * those that count: what still counts is appended again, and a row that says that an object is gone may itself go
 * when it is the oldest, for nothing of the object is left before it. Pages that become free are used again.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Places, sizeOf } from './places.ts';
import type { StoredObject } from './store.ts';

/** A row to be appended: an object as the commit of that revision leaves it; without a document it is gone. */
export interface Row {
  readonly revision: number;
  readonly kind: string;
  readonly key: string;
  readonly document: string | undefined;
}

type RowRead = [id: number, revision: number, kind: string, key: string, doc: string | null];

/** Room for rows that no longer count, besides as much as those that count take. */
export const DEAD_BYTES_FREE = 8 * 1024 * 1024;

/** For each byte that is appended so many are cleaned while it is due: more than two, or dead rows would gain. */
const CLEANED_PER_BYTE = 4;

/** Of a row, as `RowRead` names them. */
const COLUMNS = 5;

/** A statement's own cost is that of a row: a commit of several is written in fewer. */
const ROWS_AT_ONCE = 8;

/** Groups come out sorted; to look up documents after sorting is cheaper than to sort them with their keys. */
const ALL = `
  SELECT log.* FROM (SELECT max(id) AS id FROM log GROUP BY kind, key) AS latest
  JOIN log ON log.id = latest.id WHERE log.doc IS NOT NULL`;

export class Log {
  readonly #statements: Record<
    'append' | 'appendMany' | 'oldest' | 'drop' | 'all' | 'size' | 'last',
    StatementSync
  >;
  readonly #deadBytesFree: number;
  #places: Places | undefined;

  constructor(db: DatabaseSync, deadBytesFree: number) {
    this.#deadBytesFree = deadBytesFree;
    this.#statements = {
      append: db.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?)'),
      appendMany: db.prepare(`INSERT INTO log VALUES ${Array(ROWS_AT_ONCE).fill('(?, ?, ?, ?, ?)').join()}`),
      oldest: db.prepare('SELECT * FROM log WHERE id <= ? ORDER BY id'),
      drop: db.prepare('DELETE FROM log WHERE id <= ?'),
      all: db.prepare(ALL),
      size: db.prepare(
        `SELECT coalesce(sum(${sizeOf()} + coalesce(octet_length(doc), 0)), 0) AS bytes FROM log`,
      ),
      last: db.prepare('SELECT id, revision FROM log ORDER BY id DESC LIMIT 1'),
    };
  }

  /** Of the last commit: its rows come last, whatever was cleaned with it. */
  get revision(): number {
    return Number(this.#statements.last.get()?.revision ?? 0);
  }

  /** All that counts, by kind and key. Throws a SyntaxError where a document is no JSON. */
  *objects(): Iterable<StoredObject> {
    const places = new Places();
    for (const [id, revision, kind, key, doc] of rowsOf(this.#statements.all)) {
      if (this.#places === undefined) places.add(id, kind, key, octetsOf(doc));
      yield { kind, key, revision, doc: JSON.parse(doc!) };
    }
    if (this.#places !== undefined) return;
    places.bytes.all = Number(this.#statements.size.get()!.bytes);
    places.lastId = Number(this.#statements.last.get()?.id ?? 0);
    this.#places = places;
  }

  /** Where everything is: known once all was read. */
  #known(): Places {
    if (this.#places === undefined) for (const _ of this.objects());
    return this.#places!;
  }

  /** Appends a commit, within a transaction; what it answers is to be called when that is committed. */
  write(written: readonly Row[]): () => void {
    const places = this.#known();
    let bytes = 0;
    for (const { document } of written) bytes += sizeOf(document?.length);
    const { kept, cleanedBytes } = this.#clean(places, CLEANED_PER_BYTE * bytes);
    const rows = kept.length === 0 ? written : [...kept, ...written];
    this.#append(places.lastId + 1, rows);
    return () => {
      places.bytes.all -= cleanedBytes;
      for (const { kind, key, document } of rows)
        places.add(places.lastId + 1, kind, key, octetsOf(document));
    };
  }

  /** Drops the oldest rows, so many bytes of them; answers those that still count, to be appended again. */
  #clean(places: Places, wantedBytes: number): { kept: Row[]; cleanedBytes: number } {
    const { lastId, bytes } = places;
    const kept: Row[] = [];
    let [cleanedBytes, cleanedId] = [0, 0];
    if (bytes.all <= 2 * bytes.live + this.#deadBytesFree) return { kept, cleanedBytes };
    for (const [id, revision, kind, key, doc] of rowsOf(this.#statements.oldest, lastId)) {
      if (places.isLast(id, kind, key)) kept.push({ revision, kind, key, document: doc ?? undefined });
      cleanedBytes += sizeOf(octetsOf(doc));
      cleanedId = id;
      if (cleanedBytes >= wantedBytes) break;
    }
    this.#statements.drop.run(cleanedId);
    return { kept, cleanedBytes };
  }

  #append(firstId: number, rows: readonly Row[]): void {
    const { append, appendMany } = this.#statements;
    let values: (string | number | null)[] = [];
    let id = firstId;
    for (const { revision, kind, key, document = null } of rows) {
      values.push(id, revision, kind, key, document);
      id += 1;
      if (values.length < ROWS_AT_ONCE * COLUMNS) continue;
      appendMany.run(...values);
      values = [];
    }
    for (let i = 0; i < values.length; i += COLUMNS) append.run(...values.slice(i, i + COLUMNS));
  }
}

const octetsOf = (document: string | null | undefined): number | undefined =>
  typeof document === 'string' ? Buffer.byteLength(document) : undefined;

/** Rows one after another, so that few are in memory at a time. */
function rowsOf(statement: StatementSync, ...bound: number[]): Iterable<RowRead> {
  statement.setReturnArrays(true);
  return statement.iterate(...bound) as unknown as Iterable<RowRead>;
}
