import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { priorityOf } from '../governance/policy-of.ts';
import { Refusal } from '../refusal.ts';
import { checkTask } from './check-task.ts';
import { entryOfCluster } from './find-task.ts';
import { cameFromOutside } from './from-outside.ts';
import { liveScheduler, workloadOf } from './live-scheduler.ts';
import { taskRefusals } from './messages.ts';
import { recordTask } from './record-task.ts';
import { governanceOf } from './request-pass.ts';
import { type Task, type TaskSpec, taskId, taskKey } from './task.ts';
import { sharedOf } from './task-shape.ts';

/** Tasks of one submission: all are taken or none, so that who mends one and submits again gets no twins. */
export function submitTasks(
  draft: Draft,
  clusterId: string,
  specs: readonly TaskSpec[],
  context: Context,
): readonly Task[] {
  return specs.map((spec) => {
    try {
      return submitTask(draft, clusterId, spec, context);
    } catch (error) {
      if (specs.length === 1 || !(error instanceof Refusal)) throw error;
      throw taskRefusals.oneOfSeveral(spec.name, specs.length, error);
    }
  });
}

/** A task comes to its team's queue. Refused where it could never run; everything else waits its turn. */
export function submitTask(draft: Draft, clusterId: string, asked: TaskSpec, context: Context): Task {
  const entry = entryOfCluster(draft.state, clusterId);
  const live = liveScheduler(entry);
  const spec = { ...asked, podSets: sharedOf(asked.podSets) };
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
  const { queue } = live.scheduler.submit(workloadOf(task));
  live.detector.forget(live.scheduler, queue);
  cameFromOutside(draft, clusterId, context, { live, queue });
  return task;
}
