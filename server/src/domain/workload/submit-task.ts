import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { priorityOf } from '../governance/policy-of.ts';
import { checkTask } from './check-task.ts';
import { entryOfCluster } from './find-task.ts';
import { liveScheduler, workloadOf } from './live-scheduler.ts';
import { recordTask } from './record-task.ts';
import { governanceOf, requestPass } from './request-pass.ts';
import { type Task, type TaskSpec, taskId, taskKey } from './task.ts';

/** A task comes to its team's queue. Refused where it could never run; everything else waits its turn. */
export function submitTask(draft: Draft, clusterId: string, spec: TaskSpec, context: Context): Task {
  const entry = entryOfCluster(draft.state, clusterId);
  const live = liveScheduler(entry);
  checkTask(entry, live, spec);
  const governance = governanceOf(draft, clusterId);
  const sequence = governance.tasksSubmitted + 1;
  draft.put('governance', clusterId, { ...governance, tasksSubmitted: sequence });
  const task: Task = {
    clusterId,
    id: taskId(sequence),
    sequence,
    spec,
    priority: priorityOf(entry.governance.schedulerConfig?.applied, spec.priorityClass) ?? 0,
    status: 'Pending',
    submittedAt: context.now,
    savedMs: 0,
    admissions: 0,
    evictions: 0,
  };
  draft.put('task', taskKey(task), task);
  const { id, priority } = task;
  recordTask(draft, clusterId, { type: 'Submitted', task: id, spec, priority }, context);
  live.scheduler.submit(workloadOf(task));
  live.detector.forget(live.scheduler, live.scheduler.get(id)!.queue);
  requestPass(draft, clusterId, context);
  return task;
}
