import { SequenceLog } from '../sequence-log.ts';
import type { LiveScheduler } from '../workload/live-scheduler.ts';
import { isEnded, type Task, type TaskStatus } from '../workload/task.ts';
import { TaskRecords } from '../workload/task-records.ts';
import type { ComputeQuota } from './compute-quota.ts';
import { TeamDaysIndex } from './ledger/team-days-index.ts';
import type { ClusterSchedulerConfig } from './scheduler-config.ts';

/** What governs one cluster and what is governed: its quotas, its policy, its tasks, their history and ledger. */
export class GovernanceIndex {
  /** By id, in no order. */
  readonly quotas = new Map<string, ComputeQuota>();
  schedulerConfig: ClusterSchedulerConfig | undefined;
  /** Queues in which scheduling stands still, as the stored object says. */
  stopped: readonly string[] = [];
  /** Goes up with every write of a quota or of the policy. */
  policyVersion = 0;
  readonly tasks = new TasksIndex();
  readonly records = new TaskRecords();
  readonly teamDays = new TeamDaysIndex();
  /**
   * The scheduler over all of this: derived, and therefore dropped whenever a decision is taken back. `liveScheduler`
   * makes it anew.
   */
  live: LiveScheduler | undefined;

  /** In order of creation, whatever a restart or a decision taken back did to the order of the map. */
  get quotasInOrder(): readonly ComputeQuota[] {
    return [...this.quotas.values()].sort((a, b) => a.sequence - b.sequence);
  }
}

/** The tasks of one cluster, in order of submission. */
export class TasksIndex {
  readonly #log = new SequenceLog<Task>();
  /** Tasks that have ended, those that ended first in front: the same after a restart, which hands tasks out by number. */
  readonly #ended: Task[] = [];

  get entries(): readonly Task[] {
    return this.#log.entries;
  }

  readonly byStatus = new Map<TaskStatus, number>();

  /** Tasks that have not ended. */
  get openCount(): number {
    return this.#log.size - this.#ended.length;
  }

  get endedCount(): number {
    return this.#ended.length;
  }

  /** Of the tasks that have ended, the one that did so first. */
  get endedFirst(): Task | undefined {
    return this.#ended[0];
  }

  get(sequence: number): Task | undefined {
    return this.#log.get(sequence);
  }

  /** A task by its id. */
  byId(id: string): Task | undefined {
    const task = this.#log.get(Number(id.slice(id.lastIndexOf('-') + 1)));
    return task?.id === id ? task : undefined;
  }

  /** The position of the first task whose number is at least this. */
  seek(sequence: number): number {
    return this.#log.seek(sequence);
  }

  set(sequence: number, task: Task | undefined): Task | undefined {
    const previous = this.#log.set(sequence, task);
    if (previous !== undefined) {
      this.#count(previous.status, -1);
      if (isEnded(previous)) this.#ended.splice(this.#seekEnded(previous), 1);
    }
    if (task !== undefined) {
      this.#count(task.status, 1);
      if (isEnded(task)) this.#ended.splice(this.#seekEnded(task), 0, task);
    }
    return previous;
  }

  /** Where the task stands among those that have ended, or would. */
  #seekEnded(task: Task): number {
    let [low, high] = [0, this.#ended.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (endedBefore(this.#ended[middle]!, task)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #count(status: TaskStatus, by: 1 | -1): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + by);
  }
}

const endedBefore = (a: Task, b: Task): boolean =>
  a.endedAt === b.endedAt ? a.sequence < b.sequence : (a.endedAt ?? 0) < (b.endedAt ?? 0);
