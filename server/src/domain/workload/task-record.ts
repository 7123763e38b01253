import type { EvictionReason, TaskAdmission, TaskSpec } from './task.ts';

/** One line of a cluster's task history, oldest first: enough to run it all again. */
export type TaskRecord = TaskRecordContent & {
  readonly clusterId: string;
  readonly sequence: number;
  readonly at: number;
};

export type TaskRecordContent =
  | { readonly type: 'Submitted'; readonly task: string; readonly spec: TaskSpec; readonly priority: number }
  | {
      readonly type: 'Admitted';
      readonly task: string;
      readonly team: string;
      readonly admission: TaskAdmission;
      /** By `flavor/resource`: how much of it is borrowed. */
      readonly borrowed?: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'Evicted';
      readonly task: string;
      readonly team: string;
      readonly reason: EvictionReason;
      readonly message: string;
      readonly preemptor?: string;
      /** Running time that is lost with it, in ms. */
      readonly lostMs: number;
    }
  /** Has stopped and waits again. */
  | { readonly type: 'Requeued'; readonly task: string; readonly team: string }
  | {
      readonly type: 'Finished';
      readonly task: string;
      readonly team: string;
      readonly outcome: 'Succeeded' | 'Failed' | 'Cancelled';
    }
  /** A quota or policy was applied as it is here; without `present` it is gone. */
  | {
      readonly type: 'PolicyChanged';
      readonly resource: 'ComputeQuota' | 'ClusterSchedulerConfig';
      readonly id: string;
      readonly name: string;
      readonly present?: unknown;
    }
  /** A node takes work from now on, or takes none any more. */
  | {
      readonly type: 'NodeChanged';
      readonly node: string;
      readonly instanceType: string;
      readonly group: string;
      readonly takesWork: boolean;
    }
  | { readonly type: 'LoopStopped'; readonly tasks: readonly string[]; readonly message: string };

export const taskRecordKey = (clusterId: string, sequence: number): string =>
  `${clusterId}/${String(sequence).padStart(12, '0')}`;
