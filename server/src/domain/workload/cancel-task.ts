import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { endTask } from './end-task.ts';
import { evictTask } from './evict-task.ts';
import { findTask } from './find-task.ts';
import { liveScheduler } from './live-scheduler.ts';
import { taskRefusals } from './messages.ts';
import { isEnded, type Task, taskKey } from './task.ts';

/** A task is not wanted any more: one that waits is over at once, one that runs once it has stopped. */
export function cancelTask(draft: Draft, clusterId: string, id: string, context: Context): Task {
  const task = findTask(draft.state, clusterId, id);
  if (isEnded(task)) throw taskRefusals.ended(task);
  return cancel(draft, task, 'Cancelled on request.', context);
}

/** Cancels a task that has not ended. */
export function cancel(draft: Draft, task: Task, message: string, context: Context): Task {
  if (task.status === 'Pending') return endTask(draft, task, 'Cancelled', message, context);
  if (task.status === 'Stopping') {
    const eviction = { ...task.eviction!, reason: 'Cancelled', message } as const;
    draft.put('task', taskKey(task), { ...task, eviction, message });
  } else {
    evictTask(draft, task, { reason: 'Cancelled', message }, context);
    liveScheduler(draft.state.clusters.get(task.clusterId)!).scheduler.evict(task.id);
  }
  return draft.get('task', taskKey(task))!;
}
