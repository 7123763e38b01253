import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { endTask } from './end-task.ts';
import { findTask } from './find-task.ts';
import { taskRefusals } from './messages.ts';
import type { Task } from './task.ts';

/** A running task is done: its own work says so, whatever duration was foreseen. */
export function completeTask(
  draft: Draft,
  clusterId: string,
  id: string,
  outcome: 'Succeeded' | 'Failed',
  context: Context,
): Task {
  const task = findTask(draft.state, clusterId, id);
  if (task.status !== 'Running') throw taskRefusals.notRunning(task);
  return endTask(draft, task, outcome, outcome === 'Succeeded' ? 'Completed.' : 'Its work failed.', context);
}
