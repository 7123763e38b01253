import type { Due } from '../due.ts';

/**
 * A task: a piece of governed work in a team's queue (in Kueue's words a workload). It is admitted whole or not
 * at all, its replicas run on nodes of the cluster, and a replica that loses its node takes the whole task back
 * to the queue.
 */
export interface Task {
  readonly clusterId: string;
  /** `task-<number>`; unique in the cluster. */
  readonly id: string;
  /** Order of submission within the cluster; never used twice. */
  readonly sequence: number;
  readonly spec: TaskSpec;
  /** The weight of its priority class, which follows the policy; 0 without a class. */
  readonly priority: number;
  readonly status: TaskStatus;
  readonly submittedAt: number;
  /** Since when it runs; absent while it does not. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** What it holds while it runs or stops. */
  readonly admission?: TaskAdmission;
  /** Stopping: why, and until when it is given time to stop. */
  readonly eviction?: TaskEviction;
  /** Work done and kept by checkpoints, in ms of running. */
  readonly savedMs: number;
  /** Times it was admitted, and times it was evicted. */
  readonly admissions: number;
  readonly evictions: number;
  /** What its latest change says, in words. */
  readonly message?: string;
}

/** Kubernetes' words: Stopping is a pod's Terminating, for the whole task. */
export type TaskStatus = 'Pending' | 'Running' | 'Stopping' | 'Succeeded' | 'Failed' | 'Cancelled';

export const isEnded = ({ status }: Pick<Task, 'status'>): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Cancelled';

/** What was asked for. */
export interface TaskSpec {
  readonly name: string;
  readonly team: string;
  /** A class of the cluster's policy; absent: rank 0 (documented). */
  readonly priorityClass?: string;
  /** Replicas that are alike; most tasks have one set, a PyTorchJob has Master and Worker. */
  readonly podSets: readonly TaskPodSet[];
  /** How long it runs once it does; absent: until it is cancelled or completed. */
  readonly durationMs?: number;
  /** What has run is kept at every full interval; absent: an eviction loses all of it. */
  readonly checkpointIntervalMs?: number;
  /** What it was read from, where it came as a manifest: `batch/v1 Job`. */
  readonly kind?: string;
}

export interface TaskPodSet {
  readonly name: string;
  readonly replicas: number;
  /** Present: the task may start with as few replicas of this set. */
  readonly minReplicas?: number;
  /** The types it may run on, in no order; absent or empty: any that the queue has. */
  readonly instanceTypes?: readonly string[];
  /** Of each replica: Kubernetes resource name → whole amounts, cpu in milli, memory in bytes. */
  readonly requests: Readonly<Record<string, number>>;
  /** Labels that a node must have, besides the instance type's. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly {
    readonly key?: string;
    readonly operator?: string;
    readonly value?: string;
    readonly effect?: string;
  }[];
}

export interface TaskAdmission {
  readonly admittedAt: number;
  /** By pod set: how many replicas, and the instance type of each resource. */
  readonly podSets: readonly {
    readonly name: string;
    readonly count: number;
    readonly flavors: Readonly<Record<string, string>>;
  }[];
  /** Where each replica runs. */
  readonly replicas: readonly TaskReplica[];
}

export interface TaskReplica {
  readonly podSet: string;
  readonly index: number;
  /** The node's logical id. */
  readonly node: string;
  /** Numbers of the whole accelerators that are its own. */
  readonly accelerators?: readonly number[];
  /** Slices that are its own: which GPU, which profile, from which memory slice on. */
  readonly partitions?: readonly {
    readonly gpu: number;
    readonly profile: string;
    readonly start: number;
  }[];
}

export interface TaskEviction {
  readonly reason: EvictionReason;
  /** In words. */
  readonly message: string;
  /** Whom it makes room for. */
  readonly preemptor?: string;
  readonly dueAt: number;
}

/** Kueue's words for preemption; the rest is what else takes a running task away. */
export type EvictionReason =
  | 'InClusterQueue'
  | 'InCohortReclamation'
  | 'InCohortFairSharing'
  | 'InCohortReclaimWhileBorrowing'
  | 'NodeFailure'
  | 'NodeReboot'
  | 'NodeReplacement'
  | 'NodeRemoved'
  | 'NodeUpdate'
  | 'NodeHealthCheck'
  | 'Cancelled';

/** Padded, so that the store hands tasks out in order of submission. */
export const taskKey = ({ clusterId, sequence }: Pick<Task, 'clusterId' | 'sequence'>): string =>
  `${clusterId}/${String(sequence).padStart(10, '0')}`;

export const taskId = (sequence: number): string => `task-${sequence}`;

/** When it next moves by itself: it has run as long as it should, or has had its time to stop. */
export function taskDue({ status, eviction, startedAt, spec, savedMs }: Task): Due | undefined {
  if (status === 'Stopping' && eviction !== undefined) return { at: eviction.dueAt, inFlight: true };
  if (status !== 'Running' || spec.durationMs === undefined || startedAt === undefined) return undefined;
  return { at: startedAt + Math.max(0, spec.durationMs - savedMs), inFlight: true };
}
