/**
 * Loading leaves garbage that V8 has no reason to collect while nothing happens: an idle server would hold on to some
 * 10 MB of it. One collection before the server says that it is ready gives that back. With many objects a collection
 * takes longer than a start should, and saves little of what is there: then it is left to V8.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collecting a heap of this size takes some 60 ms. */
const HEAP_MIB_MAX = 64;

/** Collects the garbage of the start, where the heap is small. */
export function collectGarbageOfStart(): void {
  if (process.memoryUsage().heapUsed > HEAP_MIB_MAX * 2 ** 20) return;
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (how: { type: 'major'; flavor: 'last-resort' }) => void;
  // Any other flavor keeps the pages that it empties.
  gc({ type: 'major', flavor: 'last-resort' });
}
