import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEAD_BYTES_FREE } from './log.ts';
import { MIGRATIONS, migrate } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import type { Change, Store } from './store.ts';

interface Commit {
  readonly changes: readonly Change[];
  readonly reopens: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('cluster', 'node'),
  key: fc
    .tuple(fc.constantFrom('', 'a/', 'b/c/', 'a/00'), fc.integer({ min: 1, max: 12 }))
    .map(([path, number]) => `${path}${number}`),
  doc: fc.option(
    fc
      .record({ text: fc.string({ unit: 'binary', maxLength: 300 }), n: fc.constantFrom(1, 2_000) })
      .map(({ text, n }) => ({ text: n === 1 ? text : text.slice(0, 4).repeat(n) })),
    { nil: undefined, freq: 4 },
  ),
});
const history: fc.Arbitrary<Commit[]> = fc.array(
  fc.record({
    changes: fc.array(change, { minLength: 1, maxLength: 6 }),
    reopens: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

/** What rows take, those that count and all. */
function bytesIn(file: string): { live: number; all: number } {
  const db = new DatabaseSync(file, { readOnly: true });
  const size = 'coalesce(sum(64 + coalesce(octet_length(doc), 0)), 0) AS bytes';
  const all = db.prepare(`SELECT ${size} FROM log`).get()!;
  const live = db
    .prepare(
      `SELECT ${size} FROM log WHERE doc IS NOT NULL AND id IN (SELECT max(id) FROM log GROUP BY kind, key)`,
    )
    .get()!;
  db.close();
  return { live: Number(live.bytes), all: Number(all.bytes) };
}

const contents = (store: Store): unknown[] =>
  [...store.load()].map(({ kind, key, revision, doc }) => [kind, key, revision, doc]);

function inFile(check: (file: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'log-'));
  try {
    check(join(directory, 'store.sqlite'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const sizeOf = (changes: readonly Change[]): number =>
  changes.reduce((sum, { doc }) => sum + 64 + (doc ? Buffer.byteLength(JSON.stringify(doc)) : 0), 0);

const EMPTY = { revision: 0, rows: new Map<string, [row: unknown, bytes: number]>() };

/** What a map would hold after one commit more. */
function after({ rows }: typeof EMPTY, revision: number, changes: readonly Change[]): typeof EMPTY {
  const next = new Map(rows);
  for (const { kind, key, doc } of changes) {
    if (doc === undefined) next.delete(`${kind}/${key}`);
    else next.set(`${kind}/${key}`, [[kind, key, revision, doc], sizeOf([{ kind, key, doc }])]);
  }
  return { revision, rows: next };
}

test('whatever is written, a file holds what a map would, and little more', () => {
  const dead = fc.constantFrom(0, 500, 5_000, DEAD_BYTES_FREE);
  fc.assert(
    fc.property(history, dead, (commits, deadBytesFree) => {
      inFile((file) => {
        let model = EMPTY;
        let [liveMost, commitMost] = [0, 0];
        let store = openSqlite(file, { deadBytesFree });
        for (const { changes, reopens } of commits) {
          assert.deepEqual(store.commit(model.revision, changes), { committed: model.revision + 1 });
          model = after(model, model.revision + 1, changes);
          const liveBytes = [...model.rows.values()].reduce((sum, [, bytes]) => sum + bytes, 0);
          liveMost = Math.max(liveMost, liveBytes);
          commitMost = Math.max(commitMost, sizeOf(changes));
          if (!reopens) continue;
          store.close();
          const { live, all } = bytesIn(file);
          assert.equal(live, liveBytes);
          const most = 3 * liveMost + deadBytesFree + 4 * commitMost;
          assert.ok(all <= most, `${all} bytes in the file, at most ${most} expected`);
          store = openSqlite(file, { deadBytesFree });
          assert.equal(store.revision, model.revision);
          const expected = [...model.rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, [row]]) => row);
          assert.deepEqual(contents(store), expected);
        }
        store.close();
      });
    }),
    { numRuns: 60 },
  );
});

test('dead rows are left until they take more than the live ones and the room that is free for them', () => {
  inFile((file) => {
    const doc = { text: 'x'.repeat(25) };
    assert.equal(sizeOf([{ kind: 'node', key: 'a', doc }]), 100);
    const rows = [];
    for (let revision = 0; revision < 8; revision += 1) {
      const store = openSqlite(file, { deadBytesFree: 300 });
      store.commit(revision, [{ kind: 'node', key: 'a', doc }]);
      store.close();
      rows.push(bytesIn(file).all / 100);
    }
    assert.deepEqual(rows, [1, 2, 3, 4, 5, 6, 3, 4]);
  });
});

test('what a deletion leaves is cleaned as well: a busy store of few objects stays small', () => {
  inFile((file) => {
    const store = openSqlite(file, { deadBytesFree: 1_000 });
    const doc = { text: 'x'.repeat(500) };
    for (let n = 0; n < 1_000; n += 1) {
      const key = `node-${n}`;
      store.commit(2 * n, [{ kind: 'node', key, doc }]);
      store.commit(2 * n + 1, [{ kind: 'node', key, doc: undefined }]);
    }
    store.close();
    assert.ok(bytesIn(file).all < 5_000);
  });
});

const V1: Record<string, [statements: string, expected: unknown[], revision: number]> = {
  'with objects': [
    `INSERT INTO object VALUES ('node', 'b', 2, '{"n":2}'), ('cluster', 'c', 3, '{"n":3}'), ('node', 'a', 1, '{}');
     UPDATE head SET revision = 3`,
    [
      ['cluster', 'c', 3, { n: 3 }],
      ['node', 'a', 1, {}],
      ['node', 'b', 2, { n: 2 }],
    ],
    3,
  ],
  'whose last commit took something away': [
    "INSERT INTO object VALUES ('node', 'a', 1, '{}'); UPDATE head SET revision = 7",
    [['node', 'a', 1, {}]],
    7,
  ],
  'that is empty again': ['UPDATE head SET revision = 2', [], 2],
  'that was never written to': ['', [], 0],
};
for (const [name, [statements, expected, revision]] of Object.entries(V1)) {
  test(`a file with a table by key becomes a log: one ${name}`, () => {
    inFile((file) => {
      const old = new DatabaseSync(file);
      migrate(old, file, MIGRATIONS.slice(0, 1));
      old.exec(statements);
      old.close();
      for (let start = 0; start < 2; start += 1) {
        const store = openSqlite(file);
        assert.equal(store.revision, revision);
        assert.deepEqual(contents(store), expected);
        store.close();
      }
      const store = openSqlite(file);
      assert.deepEqual(store.commit(revision, [{ kind: 'node', key: 'z', doc: {} }]), {
        committed: revision + 1,
      });
      assert.equal(contents(store).length, expected.length + 1);
      store.close();
    });
  });
}
