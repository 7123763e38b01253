/**
 * A cluster queue: a leaf of the quota tree with its rules, the workloads that hold its quota (kept in the
 * order in which preemption would take them) and those that wait.
 */
import type { Cohort } from './cohort.ts';
import type { DominantResourceShare } from './fair-sharing/dominant-resource-share.ts';
import { forgetShares } from './fair-sharing/share-ranking.ts';
import type { PendingQueue } from './pending-queue.ts';
import type { ClusterQueueSpec } from './policy.ts';
import { compareWithinQueue } from './preemption/candidate-order.ts';
import { addAll, type ResourceNode, removeAll } from './resource-node.ts';
import type { PodSet, Reservation, WorkloadInfo } from './workload.ts';

export interface ClusterQueue extends ResourceNode {
  readonly kind: 'ClusterQueue';
  readonly parent: Cohort | undefined;
  /** Place in the policy: decides what Kueue leaves to chance. */
  readonly index: number;
  readonly spec: ClusterQueueSpec;
  /**
   * False: on hold, or a flavor is missing, or its cohorts form a circle. Nothing in it is ever tried, who holds
   * quota there keeps it, and all of its quota counts in the cohort as ever.
   */
  readonly active: boolean;
  readonly resourceGroups: readonly CompiledGroup[];
  /** Another one only in a copy of the tree. */
  pending: PendingQueue;
  /** Those that hold quota, first the one that preemption would take first. */
  readonly holders: WorkloadInfo[];
  /** The greatest share that the loss of one holder would leave it; kept by fair-sharing/share-ranking.ts. */
  afterLoss: DominantResourceShare | undefined;
  /** Goes up whenever a workload gets quota here, is to leave it, or has. */
  turnover: number;
  /** Goes up whenever quota may have come free here: progress of older flavor scans is then void. */
  generation: number;
  /** What was last asked of it, as the assigner looks at it: workloads that are alike come one after another. */
  lastAsked: Asked | undefined;
  /** What a workload was given last: the next one, which mostly is given the same, keeps the same lists. */
  lastGiven: Pick<Reservation, 'podSets' | 'usage'> | undefined;
}

/** What one pod set requests of each resource, over all its pods. */
export type Requests = readonly (readonly [resource: string, amount: number])[];

interface Asked {
  readonly podSet: PodSet;
  readonly count: number;
  readonly requests: Requests;
}

/** A resource group with its flavors' numbers. */
export interface CompiledGroup {
  readonly resources: ReadonlySet<string>;
  readonly flavors: readonly CompiledFlavor[];
}

export interface CompiledFlavor {
  readonly name: string;
  /** The number of each covered resource in this flavor. */
  readonly frs: ReadonlyMap<string, number>;
}

/** The resource group that covers a resource. */
export function groupOf(queue: ClusterQueue, resource: string): CompiledGroup | undefined {
  return queue.resourceGroups.find((group) => group.resources.has(resource));
}

/** Gives the workload its quota. */
export function reserve(queue: ClusterQueue, workload: WorkloadInfo, reservation: Reservation): void {
  workload.reservation = reservation;
  queue.turnover += 1;
  addAll(queue, reservation.usage);
  forgetShares(queue);
  queue.holders.splice(placeOf(queue, workload), 0, workload);
}

/** Takes the workload's quota back. */
export function release(queue: ClusterQueue, workload: WorkloadInfo): void {
  if (workload.reservation === undefined) return;
  queue.turnover += 1;
  removeAll(queue, workload.reservation.usage);
  forgetShares(queue);
  queue.holders.splice(queue.holders.indexOf(workload), 1);
  workload.reservation = undefined;
  queue.generation += 1;
}

/** Marks a holder as on its way out: preemption counts it first from now on. */
export function markEvicting(queue: ClusterQueue, workload: WorkloadInfo): void {
  if (workload.reservation === undefined || workload.reservation.evicting) return;
  queue.turnover += 1;
  queue.holders.splice(queue.holders.indexOf(workload), 1);
  workload.reservation = { ...workload.reservation, evicting: true };
  queue.holders.splice(placeOf(queue, workload), 0, workload);
}

/** Most that come are the last of all: asked first. */
function placeOf({ holders }: ClusterQueue, workload: WorkloadInfo): number {
  let low = 0;
  let high = holders.length;
  if (high > 0 && compareWithinQueue(holders[high - 1]!, workload) <= 0) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWithinQueue(holders[middle]!, workload) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
