import type { Due } from '../due.ts';

/**
 * What governs one cluster's tasks, besides quotas and policy: counters, and whether the scheduler has something
 * to look at. Made with the first task or quota of the cluster.
 */
export interface Governance {
  readonly clusterId: string;
  /** Tasks ever submitted: the next task's number, never used twice. */
  readonly tasksSubmitted: number;
  /** A scheduling pass is wanted at this time. */
  readonly passDueAt?: number;
  /** Queues in which scheduling stands still since a loop was stopped there; others that share their quota do too. */
  readonly stopped?: readonly string[];
  /** Scheduling loops that were stopped, the newest last. */
  readonly loops: readonly StoppedLoop[];
}

/** A loop in which tasks would preempt one another for ever; stopped until a task or a setting changes. */
export interface StoppedLoop {
  readonly at: number;
  readonly tasks: readonly string[];
  readonly teams: readonly string[];
  readonly reasons: readonly string[];
  /** In words: what takes turns and which setting lets it. */
  readonly message: string;
}

export const governanceDue = ({ passDueAt }: Governance): Due | undefined =>
  passDueAt === undefined ? undefined : { at: passDueAt, inFlight: true };
