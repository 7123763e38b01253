import type { LivelockDetector } from '../scheduler/livelock.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';

/** The scheduler over one cluster's quotas, tasks and nodes, with what it remembers between two passes. */
export interface LiveScheduler {
  readonly scheduler: Scheduler;
  readonly detector: LivelockDetector;
}
