/**
 * A store file before SQLite sees it. SQLite may write to a file as soon as it reads it (to recover a journal,
 * to change the mode), so whether the file is ours is read from its first 100 bytes, which SQLite documents.
 *
 * That has a price: closing *any* descriptor of a file drops all POSIX locks this process has on it, the lock
 * of an open store included. Hence a process remembers what it holds, and does not look into those files.
 */
import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkSchema } from './schema.ts';
import { StoreRefused, StoreUnavailable } from './store.ts';

const held = new Set<string>();

/** Refuses a file that is not a store of ours, without touching it; makes the directory of a new one. */
export function examineFile(file: string, knownVersion: number): void {
  const identity = identityOf(file);
  if (identity === undefined) {
    makeDirectory(dirname(file));
    return;
  }
  if (held.has(identity)) throw inUse(file);
  const header = readHeader(file);
  if (header.length === 0) return;
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new StoreRefused(`${file} is not a store of Quartermaster; choose another --store`);
  }
  checkSchema(file, header.readUInt32BE(68), header.readUInt32BE(60), knownVersion);
}

/** Notes that this process has the file open; call the result when it no longer has. */
export function hold(file: string): () => void {
  const identity = identityOf(file)!;
  held.add(identity);
  return () => held.delete(identity);
}

/** The error of who comes second. */
export function inUse(file: string): StoreRefused {
  return new StoreRefused(
    `${file} is in use by another Quartermaster; stop that one, or choose another --store`,
  );
}

/** The same for every path and link to one file; undefined if there is none. */
function identityOf(file: string): string | undefined {
  const found = attempt(file, () => statSync(file, { bigint: true, throwIfNoEntry: false }));
  return found && `${found.dev}:${found.ino}`;
}

function makeDirectory(directory: string): void {
  attempt(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
}

function readHeader(file: string): Buffer {
  return attempt(file, () => {
    const descriptor = openSync(file, 'r');
    try {
      const header = Buffer.alloc(100);
      return header.subarray(0, readSync(descriptor, header));
    } finally {
      closeSync(descriptor);
    }
  });
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const reason = (error as Error).message.replace(/, \w+ '.*$/s, '');
    throw new StoreUnavailable(`${path} cannot be used as a store: ${reason}`, { cause: error });
  }
}
