/** How well one flavor's quota serves a request for one resource: at once, after preemption, or not at all. */

import type { ClusterQueue } from './cluster-queue.ts';
import { type GranularMode, WORST } from './granular-mode.ts';
import type { Obstacle } from './obstacle.ts';
import { lowestSubtreeThatFits } from './preemption/subtree-height.ts';
import { simulatePreemption } from './preemption/targets.ts';
import type { QuotaTree } from './quota-tree.ts';
import { available } from './resource-node.ts';
import type { Room } from './room.ts';
import type { WorkloadInfo } from './workload.ts';

/** The circumstances of an assignment. */
export interface AssignContext {
  readonly tree: QuotaTree;
  readonly cycle: number;
  /** Workloads as good as gone, their usage taken out. */
  readonly gone: ReadonlySet<WorkloadInfo>;
  /** Absent: quota alone decides. */
  readonly room?: Room | undefined;
  /** By pod set and resource, the only flavor to consider: on assigning again within a cycle. */
  readonly only?: readonly ReadonlyMap<string, string>[] | undefined;
}

/** One request. */
export interface QuotaRequest {
  readonly workload: WorkloadInfo;
  readonly context: AssignContext;
  readonly fr: number;
  /** What earlier pod sets of the workload take of it. */
  readonly before: number;
  readonly request: number;
  /** Whether preemption is to be simulated, where it would be needed. */
  readonly simulates: boolean;
}

/** Rates the request; what stands in its way is added to the obstacles. */
export function fitsResourceQuota(
  { workload, context, fr, before, request, simulates }: QuotaRequest,
  obstacles: Obstacle[],
): GranularMode {
  const { queue } = workload;
  const amount = before + request;
  const capacity = queue.potential[fr]!;
  if (amount > capacity) {
    obstacles.push({ kind: 'ExceedsMaxQuota', fr, before, request, capacity });
    return WORST;
  }
  const { height, mayReclaim } = lowestSubtreeThatFits(queue, fr, amount);
  const free = Math.max(0, available(queue, fr));
  if (amount <= free) return { mode: 'fit', borrow: height };
  obstacles.push({ kind: 'InsufficientQuota', fr, missing: amount - free });
  if (queue.nominal[fr]! >= amount || mayReclaim || canPreemptWhileBorrowing(queue, context.tree)) {
    if (!simulates) return { mode: 'noCandidates', borrow: height };
    return simulatePreemption(workload, fr, amount, context.tree, context.gone);
  }
  return { mode: 'noFit', borrow: height };
}

function canPreemptWhileBorrowing({ spec: { preemption } }: ClusterQueue, { policy }: QuotaTree): boolean {
  if (preemption.borrowWithinCohort.policy !== 'Never') return true;
  return policy.fairSharing !== undefined && preemption.reclaimWithinCohort !== 'Never';
}
