/**
 * The schema of a store file, as the list of steps that lead to it: step n makes version n of version n - 1,
 * and step 1 makes a new file. A step that was released is never changed. All missing steps run in one
 * transaction, so a file has one version or another, never something between.
 */
import type { DatabaseSync } from 'node:sqlite';
import { StoreRefused } from './store.ts';

/** SQLite's mark for whose file this is: "QMst". */
const APPLICATION_ID = 0x514d7374;

/** One step of the schema; runs inside the transaction of all. */
export type Migration = (db: DatabaseSync) => void;

export const MIGRATIONS: readonly Migration[] = [
  (db) =>
    db.exec(`
      CREATE TABLE object (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        revision INTEGER NOT NULL,
        doc TEXT NOT NULL,
        PRIMARY KEY (kind, key)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL) STRICT;
      INSERT INTO head VALUES (1, 0);
    `),
  // A log in place of a table by key. Its last row has the last revision: one of no object where nothing else has it.
  (db) =>
    db.exec(`
      CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        doc TEXT
      ) STRICT;
      INSERT INTO log (revision, kind, key, doc) SELECT revision, kind, key, doc FROM object ORDER BY revision, kind, key;
      INSERT INTO log (revision, kind, key, doc) SELECT revision, '', '', NULL FROM head WHERE revision > 0;
      DROP TABLE object;
      DROP TABLE head;
    `),
];

/** Brings the file to the newest schema. To be called in a transaction. */
export function migrate(db: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  const version = pragma(db, 'user_version');
  const isNew = version === 0 && db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()!.n === 0;
  if (!isNew) checkSchema(file, pragma(db, 'application_id'), version, migrations.length);
  if (version === migrations.length) return;
  for (const migration of migrations.slice(version)) migration(db);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
}

/** Refuses what somebody else wrote, or a version from the future. */
export function checkSchema(file: string, applicationId: number, version: number, known: number): void {
  if (applicationId !== APPLICATION_ID) {
    throw new StoreRefused(`${file} is the database of another program; choose another --store`);
  }
  if (version > known) {
    throw new StoreRefused(
      `${file} was written by a newer Quartermaster (schema ${version}, this one knows ${known}); ` +
        'start that version, or choose another --store',
    );
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()![name]);
}
