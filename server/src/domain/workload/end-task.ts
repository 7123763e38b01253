import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { noteUsage } from '../governance/ledger.ts';
import { queueOfTeam } from '../governance/policy-of.ts';
import { TASKS_ENDED_MAX } from '../limits.ts';
import { cameFromOutside } from './from-outside.ts';
import { liveScheduler } from './live-scheduler.ts';
import { recordTask } from './record-task.ts';
import { type Task, taskKey } from './task.ts';

/** The task is over: it gives back what it holds, and stays to be looked at as long as there is room. */
export function endTask(
  draft: Draft,
  task: Task,
  outcome: 'Succeeded' | 'Failed' | 'Cancelled',
  message: string,
  context: Context,
): Task {
  const entry = draft.state.clusters.get(task.clusterId)!;
  const live = liveScheduler(entry);
  const queue = live.scheduler.get(task.id)?.queue;
  if (queue !== undefined) live.detector.forget(live.scheduler, queue);
  // Its team's quota is gone, and with it the queue: what it gives back are places, which are everybody's.
  else live.nodesChanged = true;
  live.scheduler.finish(task.id);
  live.room.leave(task.id);
  noteUsage(draft, task.clusterId, live.scheduler, [queueOfTeam(task.spec.team)], context.now);
  const ended: Task = {
    ...task,
    status: outcome,
    endedAt: context.now,
    eviction: undefined,
    message,
  };
  draft.put('task', taskKey(task), ended);
  recordTask(
    draft,
    task.clusterId,
    { type: 'Finished', task: task.id, team: task.spec.team, outcome },
    context,
  );
  const { endedCount, endedFirst } = entry.governance.tasks;
  if (endedCount > TASKS_ENDED_MAX) draft.delete('task', taskKey(endedFirst!));
  cameFromOutside(draft, task.clusterId, context, queue && { live, queue });
  return ended;
}
