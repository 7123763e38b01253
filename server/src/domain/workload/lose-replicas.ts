import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type EvictionCause, evictTask } from './evict-task.ts';
import { type Task, taskKey } from './task.ts';

/** The task's replicas on a node are gone, and with them their place; if it still runs, the others have to stop too. */
export function loseReplicas(
  draft: Draft,
  task: Task,
  node: string,
  cause: EvictionCause,
  context: Context,
): void {
  if (task.status === 'Running') evictTask(draft, task, cause, context);
  const stopping = draft.get('task', taskKey(task))!;
  const admission = stopping.admission!;
  const replicas = admission.replicas.filter((replica) => replica.node !== node);
  draft.put('task', taskKey(task), { ...stopping, admission: { ...admission, replicas } });
}
