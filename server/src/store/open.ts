/** Which store the `--store` option means, and where it lies if nobody says. */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { MemoryStore } from './memory.ts';
import { openSqlite } from './sqlite.ts';
import { type Store, StoreRefused } from './store.ts';

/** Opens `memory` or `sqlite:PATH`. */
export function openStore(spec: string): Store {
  if (spec === 'memory') return new MemoryStore();
  const path = /^sqlite:(.+)$/s.exec(spec)?.[1];
  if (path === undefined) {
    throw new StoreRefused(`--store must be "memory" or "sqlite:PATH", not ${JSON.stringify(spec)}`);
  }
  return openSqlite(path.replace(/^~(?=\/)/, homedir())); // no shell replaces a ~ behind the colon
}

/** The file in the user's data directory, as the platform has it. */
export function defaultStorePath(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const home = env.HOME || homedir();
  const file = ['quartermaster', 'store.sqlite'] as const;
  if (platform === 'win32')
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), ...file);
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', ...file);
  const data = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : posix.join(home, '.local', 'share');
  return posix.join(data, ...file);
}
