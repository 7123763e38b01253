import type { ClusterEntry } from '../../../src/domain/state.ts';
import { type LiveScheduler, liveScheduler } from '../../../src/domain/workload/live-scheduler.ts';

/** A scheduler made anew from the documents, as after a restart; the one that lives is left as it is. */
export function freshScheduler(entry: ClusterEntry): LiveScheduler {
  const { governance } = entry;
  const kept = governance.live;
  governance.live = undefined;
  const fresh = liveScheduler(entry);
  governance.live = kept;
  return fresh;
}
