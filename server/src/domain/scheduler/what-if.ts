/** What would become of a workload that has not been submitted: it is submitted to a copy, which then runs to rest. */
import { type Explanation, explain } from './explain.ts';
import type { Scheduler } from './scheduler.ts';
import { runTrial, type Trial } from './trial.ts';
import type { Workload } from './workload.ts';

export interface WhatIf {
  readonly trial: Trial;
  /** Why it would wait; undefined where it would be admitted. */
  readonly explanation: Explanation | undefined;
}

/**
 * Submits to a copy. Those of other queues stay parked unless somebody goes, as they would; victims go at once.
 * The queue must exist and the key must be new.
 */
export function whatIf(scheduler: Scheduler, workload: Workload, now: number): WhatIf {
  const copy = scheduler.part(scheduler.tree.queues.get(workload.clusterQueue)!);
  copy.submit(workload);
  const trial = runTrial(copy, workload.key, now, 'Everyone');
  return { trial, explanation: explain(copy, workload.key) };
}
