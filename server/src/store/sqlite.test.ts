import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { MIGRATIONS, type Migration } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { storeContract } from './store.contract.ts';
import { type Change, StoreRefused, StoreUnavailable } from './store.ts';

storeContract(
  'sqlite',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'store-'));
    return {
      open: () => openSqlite(join(directory, 'store.sqlite')),
      dispose: () => rmSync(directory, { recursive: true }),
    };
  },
  { durable: true },
);

function scratch(t: TestContext): { directory: string; file: string } {
  const directory = mkdtempSync(join(tmpdir(), 'store-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return { directory, file: join(directory, 'store.sqlite') };
}

const put = (key: string, doc: object): Change => ({ kind: 'node', key, doc });
const keys = (file: string): string[] => {
  const store = openSqlite(file);
  const found = [...store.load()].map(({ key }) => key);
  store.close();
  return found;
};

const addNote: Migration = (db) => db.exec('CREATE TABLE note (text TEXT)');
const UNFIT: Record<string, [make: (file: string) => void, message: RegExp]> = {
  'a text': [(file) => writeFileSync(file, 'dear diary, '.repeat(50)), /is not a store of Quartermaster/],
  'a short text': [(file) => writeFileSync(file, 'x'), /is not a store of Quartermaster/],
  'a database of another program': [
    (file) => {
      const db = new DatabaseSync(file);
      db.exec('PRAGMA journal_mode = WAL; CREATE TABLE song (name TEXT)');
      db.close();
    },
    /is the database of another program/,
  ],
  'a database that another program did not close': [
    (file) => {
      const db = new DatabaseSync(`${file}.open`);
      db.exec('PRAGMA journal_mode = WAL; CREATE TABLE song (name TEXT)');
      for (const part of ['', '-wal']) copyFileSync(`${file}.open${part}`, `${file}${part}`);
      db.close();
      rmSync(`${file}.open`);
    },
    /is the database of another program/,
  ],
  'a store from the future': [
    (file) => openSqlite(file, { migrations: [...MIGRATIONS, addNote] }).close(),
    /was written by a newer Quartermaster \(schema 3, this one knows 2\); start that version, or choose another --store$/,
  ],
  'a store cut short': [
    (file) => {
      openSqlite(file).close();
      truncateSync(file, 5000);
    },
    /is damaged/,
  ],
};
for (const [name, [make, message]] of Object.entries(UNFIT)) {
  test(`is refused, and left as it is: ${name}`, (t) => {
    const { directory, file } = scratch(t);
    make(file);
    const files = () => readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))]);
    const before = files();
    assert.throws(
      () => openSqlite(file),
      (error) => error instanceof StoreRefused && message.test(error.message),
    );
    assert.deepEqual(files(), before);
  });
}

test('an older store is brought up to date, with what is in it', (t) => {
  const { file } = scratch(t);
  const old = openSqlite(file);
  old.commit(0, [put('a', {})]);
  old.close();
  const rename: Migration = (db) => db.exec("UPDATE log SET key = key || '2'");
  for (let start = 0; start < 2; start++) {
    const store = openSqlite(file, { migrations: [...MIGRATIONS, addNote, rename] });
    assert.deepEqual([...store.load()], [{ kind: 'node', key: 'a2', revision: 1, doc: {} }]);
    store.close();
  }
});

test('a migration that fails leaves the store at its version', (t) => {
  const { file } = scratch(t);
  openSqlite(file).close();
  const fail: Migration = () => {
    throw new Error('no');
  };
  assert.throws(() => openSqlite(file, { migrations: [...MIGRATIONS, addNote, fail] }), /^Error: no$/);
  assert.deepEqual(keys(file), []);
});

test('an empty file is a new store', (t) => {
  const { file } = scratch(t);
  writeFileSync(file, '');
  assert.deepEqual(keys(file), []);
});

test('closing leaves one file', (t) => {
  const { directory, file } = scratch(t);
  const store = openSqlite(file);
  store.commit(0, [put('a', {})]);
  assert.deepEqual(readdirSync(directory), ['store.sqlite', 'store.sqlite-wal']);
  store.close();
  assert.deepEqual(readdirSync(directory), ['store.sqlite']);
});

test('a full store refuses the commit, keeps what it has, and goes on when there is room', (t) => {
  const { file } = scratch(t);
  const store = openSqlite(file, { pageCountMax: 24 });
  const page = { text: 'x'.repeat(3000) };
  let revision = 0;
  assert.throws(() => {
    for (; revision < 100; revision++) store.commit(revision, [put(`k${revision}`, page), put('last', page)]);
  }, StoreUnavailable);
  assert.ok(revision > 3);
  assert.equal(store.revision, revision);
  assert.equal([...store.load()].length, revision + 1);
  store.close();
  const larger = openSqlite(file, { pageCountMax: 48 });
  assert.deepEqual(larger.commit(revision, [put('k0', page)]), { committed: revision + 1 });
  larger.close();
  assert.equal(keys(file).length, revision + 1);
});

test('an error half way through a commit undoes the first half', (t) => {
  const store = openSqlite(scratch(t).file);
  assert.throws(() => store.commit(0, [put('a', {}), put(Symbol() as unknown as string, {})]), TypeError);
  assert.deepEqual([...store.load()], []);
  assert.deepEqual(store.commit(0, [put('b', {})]), { committed: 1 });
  store.close();
});

test('a missing directory is made, for its user alone', (t) => {
  const { directory } = scratch(t);
  openSqlite(join(directory, 'a', 'b', 'store.sqlite')).close();
  assert.equal(statSync(join(directory, 'a', 'b')).mode & 0o777, 0o700);
});

const UNREACHABLE: Record<string, (directory: string) => string> = {
  'a directory in place of the file': (directory) => directory,
  'a file in place of the directory': (directory) => {
    writeFileSync(join(directory, 'a'), 'x');
    return join(directory, 'a', 'store.sqlite');
  },
  'a directory that may not be written': (directory) => {
    mkdirSync(join(directory, 'a'), { mode: 0o555 });
    return join(directory, 'a', 'store.sqlite');
  },
  'a missing directory that may not be made': (directory) => {
    mkdirSync(join(directory, 'a'), { mode: 0o555 });
    return join(directory, 'a', 'b', 'store.sqlite');
  },
  'a file that may not be read': (directory) => storeWithMode(directory, 0),
  'a file that may not be written': (directory) => storeWithMode(directory, 0o444),
};
for (const [name, make] of Object.entries(UNREACHABLE)) {
  test(`the store is unavailable: ${name}`, (t) => {
    const { directory } = scratch(t);
    chmodSync(directory, 0o755);
    const path = make(directory);
    asOrdinaryUser(() => assert.throws(() => openSqlite(path), StoreUnavailable));
  });
}

function storeWithMode(directory: string, mode: number): string {
  const file = join(directory, 'store.sqlite');
  openSqlite(file).close();
  chmodSync(file, mode);
  return file;
}

/** Root may do anything, which is no test. */
function asOrdinaryUser(action: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid!(65534);
  try {
    action();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

/** A second process, which opens the file and runs `code` with it as `store`. */
function program(file: string, code: string): string[] {
  const module = JSON.stringify(new URL('./sqlite.ts', import.meta.url).href);
  const text = `import { openSqlite } from ${module}; const store = openSqlite(${JSON.stringify(file)}, { deadBytesFree: 0 }); ${code}`;
  return ['--input-type=module', '--eval', text];
}

async function firstLines(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}

test('one process holds a store; who comes second is told so at once, and so is a second opening', (t) => {
  const { directory, file } = scratch(t);
  const store = openSqlite(file);
  const link = join(directory, 'link.sqlite');
  linkSync(file, link);
  for (const path of [file, link])
    assert.throws(() => openSqlite(path), /is in use by another Quartermaster/);
  const second = spawnSync(process.execPath, program(file, ''), { encoding: 'utf8' });
  assert.match(
    second.stderr,
    /StoreRefused: .*store.sqlite is in use by another Quartermaster; stop that one/,
  );
  assert.deepEqual(store.commit(0, [put('a', {})]), { committed: 1 });
  store.close();
  assert.deepEqual(keys(file), ['a']);
});

test('a killed process has left all that it has committed, and no lock', async (t) => {
  const { file } = scratch(t);
  const code = `for (let n = store.revision; ; n++) {
    store.commit(n, [{ kind: 'node', key: 'a', doc: { n } }, { kind: 'node', key: 'b', doc: { n } }]);
    process.stdout.write(n + 1 + '\\n');
  }`;
  const child = spawn(process.execPath, program(file, code), { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const closed = once(child, 'exit');
  const told = Number((await firstLines(child, 50)).at(-1));
  assert.throws(() => openSqlite(file), /in use/);
  child.kill('SIGKILL');
  await closed;
  const store = openSqlite(file);
  assert.ok(store.revision >= told, `${store.revision} < ${told}`);
  for (const { revision, doc } of store.load()) {
    assert.equal(revision, store.revision);
    assert.deepEqual(doc, { n: revision - 1 });
  }
  store.close();
});
