import type { ClusterEntry } from '../domain/state.ts';
import { taskRefusals } from '../domain/workload/messages.ts';
import { isEnded, type Task } from '../domain/workload/task.ts';
import { invalidRequest } from './control-error.ts';

const SHOWN_MAX = 20;

/**
 * The task that an id or a name means. Ids are unique; a name means the only task of that name that has not ended,
 * or else the only one at all. Where it could mean several none is guessed.
 */
export function taskOf({ governance: { tasks } }: ClusterEntry, wanted: string): Task {
  const byId = tasks.byId(wanted);
  if (byId !== undefined) return byId;
  const called = tasks.entries.filter(({ spec }) => spec.name === wanted);
  const open = called.filter((task) => !isEnded(task));
  const meant = open.length > 0 ? open : called;
  if (meant.length === 1) return meant[0]!;
  if (meant.length === 0) throw taskRefusals.noSuchTask(wanted);
  const newest = meant.slice(-SHOWN_MAX).map(({ id }) => id);
  throw invalidRequest(
    `${meant.length} tasks are called '${wanted.slice(0, 64)}': ${newest.join(', ')}${meant.length > SHOWN_MAX ? ' and older ones' : ''}. Give the id.`,
  );
}
