import { priorityOf } from '../governance/policy-of.ts';
import type { Livelock } from '../scheduler/livelock.ts';
import { whatIf } from '../scheduler/what-if.ts';
import type { ClusterEntry } from '../state.ts';
import { checkTask } from './check-task.ts';
import { explainIn, type TaskExplanation } from './explain-task.ts';
import { liveScheduler, workloadOf } from './live-scheduler.ts';
import type { Task, TaskSpec } from './task.ts';
import { type Outcome, outcomeOf } from './task-changes.ts';

/** What would become of a task. */
export interface Simulation {
  readonly spec: TaskSpec;
  readonly priority: number;
  readonly admitted: boolean;
  readonly outcome: Outcome;
  /** Loops without end that it would cause. */
  readonly loops: readonly Livelock[];
  /** Why it would wait, and what would let it run; undefined where it would be admitted. */
  readonly explanation: TaskExplanation | undefined;
}

/** No task has this id: they are numbered. */
const DRY_RUN_ID = 'dry-run';

/**
 * Submits a task to a copy of the cluster's scheduler. Refused as a submission is. Victims go at once, as if they
 * needed no time to stop.
 */
export function simulateSubmission(entry: ClusterEntry, spec: TaskSpec, now: number): Simulation {
  const live = liveScheduler(entry);
  checkTask(entry, live, spec);
  const priority = priorityOf(entry.governance.schedulerConfig?.applied, spec.priorityClass) ?? 0;
  const task: Pick<Task, 'id' | 'sequence' | 'spec' | 'priority' | 'submittedAt'> = {
    id: DRY_RUN_ID,
    sequence: Number.MAX_SAFE_INTEGER,
    spec,
    priority,
    submittedAt: now,
  };
  const { trial, after: scheduler } = whatIf(live.scheduler, workloadOf(task), now);
  const after = { ...live, scheduler, room: scheduler.room as typeof live.room };
  return {
    spec,
    priority,
    admitted: trial.admitted,
    outcome: outcomeOf(trial, task.id, scheduler),
    loops: trial.livelocks,
    explanation: trial.admitted ? undefined : explainIn(entry, after, task, now),
  };
}
