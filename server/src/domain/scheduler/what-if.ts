/** What would become of a workload that has not been submitted: it is submitted to a copy, which then runs to rest. */
import type { Scheduler } from './scheduler.ts';
import { runTrial, type Trial } from './trial.ts';
import type { Workload } from './workload.ts';

export interface WhatIf {
  readonly trial: Trial;
  /** The part of the scheduler that shares quota with its queue, as it would be at rest. */
  readonly after: Scheduler;
}

/**
 * Submits to a copy. Those of other queues stay parked unless somebody goes, as they would; victims go at once.
 * The queue must exist and the key must be new.
 */
export function whatIf(scheduler: Scheduler, workload: Workload, now: number): WhatIf {
  const after = scheduler.part(scheduler.tree.queues.get(workload.clusterQueue)!);
  after.submit(workload);
  return { trial: runTrial(after, workload.key, now, 'Everyone'), after };
}
