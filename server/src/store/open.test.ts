import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultStorePath, openStore } from './open.ts';
import { StoreRefused } from './store.ts';

test('a store is opened by its specification', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'store-'));
  t.after(() => rmSync(directory, { recursive: true }));
  for (const spec of ['memory', `sqlite:${directory}/a:b?c.sqlite`]) {
    const store = openStore(spec);
    assert.deepEqual(store.commit(0, [{ kind: 'k', key: 'k', doc: {} }]), { committed: 1 });
    store.close();
  }
  for (const spec of ['', 'sqlite', 'sqlite:', 'memory:', './file', 'postgres://localhost/']) {
    assert.throws(() => openStore(spec), StoreRefused, spec);
  }
});

test('the default file lies in the data directory of the user', () => {
  const rows: [env: Record<string, string>, platform: NodeJS.Platform, path: string][] = [
    [{ HOME: '/home/a' }, 'linux', '/home/a/.local/share/quartermaster/store.sqlite'],
    [{ HOME: '/home/a', XDG_DATA_HOME: '/data' }, 'linux', '/data/quartermaster/store.sqlite'],
    [{ HOME: '/home/a', XDG_DATA_HOME: 'data' }, 'linux', '/home/a/.local/share/quartermaster/store.sqlite'],
    [{ HOME: '/Users/a' }, 'darwin', '/Users/a/Library/Application Support/quartermaster/store.sqlite'],
    [{ LOCALAPPDATA: 'C:\\L' }, 'win32', 'C:\\L\\quartermaster\\store.sqlite'],
  ];
  for (const [env, platform, path] of rows) assert.equal(defaultStorePath(env, platform), path);
});
