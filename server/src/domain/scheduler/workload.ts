/**
 * A workload: pod sets that are admitted together or not at all. `Workload` is what was submitted and never
 * changes; `WorkloadInfo` is what the scheduler knows of it.
 */
import type { ClusterQueue } from './cluster-queue.ts';
import { equivalenceHash } from './equivalence-hash.ts';
import type { Usage } from './flavor-resource.ts';
import type { Toleration } from './policy.ts';

/** A piece of work as submitted. Instants are numbers of any unit, larger is later. */
export interface Workload {
  /** Unique among all workloads. */
  readonly key: string;
  /** The last word where everything else ties; of all workloads of a scheduler a text, or of all a number. */
  readonly uid: string | number;
  readonly clusterQueue: string;
  readonly priority: number;
  /** Its place in the queue; a preempted workload keeps it. */
  readonly createdAt: number;
  readonly podSets: readonly PodSet[];
}

export interface PodSet {
  readonly name: string;
  readonly count: number;
  /** Present: the workload may be admitted with as few pods as this. */
  readonly minCount?: number | undefined;
  /** Whole amounts of one pod. */
  readonly requests: Readonly<Record<string, number>>;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  /** Required node affinity: by label one of these values (operator In), all labels together. */
  readonly nodeAffinity?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
}

/** Quota held. */
export interface Reservation {
  readonly podSets: readonly PodSetFlavors[];
  readonly usage: Usage;
  readonly reservedAt: number;
  /** Preempted and on its way out, the quota still held. */
  readonly evicting: boolean;
}

/** What a pod set was given. */
export interface PodSetFlavors {
  readonly name: string;
  readonly count: number;
  /** The flavor of each resource. */
  readonly flavors: Readonly<Record<string, string>>;
}

/** How far the flavors were tried, so that the next attempt goes on from there. */
export interface LastAssignment {
  /** By pod set: the last flavor tried for each resource, -1 when the scan came to its end. */
  readonly tried: readonly ReadonlyMap<string, number>[];
  readonly generation: number;
  readonly cycle: number;
}

export interface WorkloadInfo {
  readonly workload: Workload;
  readonly queue: ClusterQueue;
  /** Equal for workloads that fare equally: what fails for one fails for all. */
  readonly hash: string;
  reservation: Reservation | undefined;
  lastAssignment: LastAssignment | undefined;
  /** Which entry of the queue's heap speaks for it; 0 when none does. Older entries are stale. */
  ticket: number;
}

/** What the scheduler starts to know of a workload when it comes. */
export function workloadInfo(workload: Workload, queue: ClusterQueue): WorkloadInfo {
  return {
    workload,
    queue,
    hash: equivalenceHash(workload),
    reservation: undefined,
    lastAssignment: undefined,
    ticket: 0,
  };
}

/** The same workload in the same state, in a copy of its queue. */
export function twinOf(info: WorkloadInfo, queue: ClusterQueue): WorkloadInfo {
  const { workload, hash, reservation, lastAssignment, ticket } = info;
  return { workload, queue, hash, reservation, lastAssignment, ticket };
}

/** Whether flavors remain untried in the present scan. */
export function hasPendingFlavors(last: LastAssignment | undefined): boolean {
  if (last === undefined) return false;
  for (const tried of last.tried) for (const index of tried.values()) if (index !== -1) return true;
  return false;
}

/** Queue order: higher priority, then older, then smaller UID. */
export function compareInQueue(a: WorkloadInfo, b: WorkloadInfo): number {
  return (
    b.workload.priority - a.workload.priority ||
    a.workload.createdAt - b.workload.createdAt ||
    compareText(a.workload.uid, b.workload.uid)
  );
}

/** By code unit, as Go compares what Kubernetes allows in a UID; numbers as numbers. */
export function compareText<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
