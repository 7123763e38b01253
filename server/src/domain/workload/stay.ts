/** A task's place: what it takes of which node. */
import { entryOf } from '../entry.ts';
import type { PodSet } from '../scheduler/workload.ts';
import type { RoomNode } from './node-slot.ts';
import type { TaskReplica } from './task.ts';

export interface Stay {
  readonly replicas: readonly TaskReplica[];
  /** Of the nodes as they were: one that went and came back since is another, and empty. */
  readonly taken: readonly {
    readonly at: RoomNode;
    readonly podSet: Pick<PodSet, 'requests'>;
    readonly pods: number;
  }[];
  /** Where it is one of the strangers. */
  readonly strangeOn: ReadonlySet<RoomNode>;
}

/** Most tasks are strangers on no node. */
export const nowhere: Stay['strangeOn'] = new Set();

/** Who has a replica on which node. */
export function tasksByNode(stays: ReadonlyMap<string, Stay>): Map<string, Set<string>> {
  const tasksOn = new Map<string, Set<string>>();
  for (const [key, { replicas }] of stays)
    for (const { node } of replicas) entryOf(tasksOn, node, () => new Set()).add(key);
  return tasksOn;
}
