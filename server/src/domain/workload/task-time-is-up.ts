import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { noteUsage } from '../governance/ledger.ts';
import { queueOfTeam } from '../governance/policy-of.ts';
import { endTask } from './end-task.ts';
import { liveScheduler } from './live-scheduler.ts';
import { recordTask } from './record-task.ts';
import { requestPass } from './request-pass.ts';
import { type Task, taskKey } from './task.ts';

/** A task has run as long as it should, or has stopped after it was told to. */
export function taskTimeIsUp(draft: Draft, key: string, context: Context): void {
  const task = draft.get('task', key);
  if (task?.status === 'Running') endTask(draft, task, 'Succeeded', 'Completed.', context);
  if (task?.status !== 'Stopping') return;
  const { reason, message } = task.eviction!;
  if (reason === 'Cancelled') endTask(draft, task, 'Cancelled', message, context);
  else requeue(draft, task, context);
}

/** It waits again, in its old place: a preempted task keeps its time of submission (Kueue). */
function requeue(draft: Draft, task: Task, context: Context): void {
  const { clusterId, id, spec } = task;
  const { scheduler } = liveScheduler(draft.state.clusters.get(clusterId)!);
  draft.put('task', taskKey(task), {
    ...task,
    status: 'Pending',
    admission: undefined,
    startedAt: undefined,
    eviction: undefined,
  });
  scheduler.evicted(id);
  noteUsage(draft, clusterId, scheduler, [queueOfTeam(spec.team)], context.now);
  recordTask(draft, clusterId, { type: 'Requeued', task: id, team: spec.team }, context);
  requestPass(draft, clusterId, context);
}
