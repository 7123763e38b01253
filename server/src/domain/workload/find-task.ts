import type { ClusterEntry, State } from '../state.ts';
import { taskRefusals } from './messages.ts';
import type { Task } from './task.ts';

/** The cluster by its id; a command names one that was looked up. */
export function entryOfCluster(state: State, clusterId: string): ClusterEntry {
  const entry = state.clusters.get(clusterId);
  if (entry === undefined) throw taskRefusals.noSuchCluster(clusterId);
  return entry;
}

/** The task of that id. */
export function findTask(state: State, clusterId: string, id: string): Task {
  const task = entryOfCluster(state, clusterId).governance.tasks.byId(id);
  if (task === undefined) throw taskRefusals.noSuchTask(id);
  return task;
}
