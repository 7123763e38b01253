/** Who holds a flavor-resource in the eyes of a workload that lacks it: whom it could take it from, and who is safe. */
import type { ClusterQueue } from './cluster-queue.ts';
import { allows } from './preemption/target.ts';
import type { QuotaTree } from './quota-tree.ts';
import type { WorkloadInfo } from './workload.ts';

/** So many workloads with so much. */
export interface Held {
  readonly workloads: number;
  readonly amount: number;
}

export interface HoldersAccount {
  /** Those that preemption may consider. */
  readonly candidates: Held;
  /** Safe because they matter as much as the workload, or more. */
  readonly byPriority: Held;
  /** Safe because their queue uses no more than its own quota. */
  readonly byQuota: Held;
  /** Safe because the workload's queue may not preempt there, or theirs is stopped. */
  readonly byRule: Held;
}

type Growing = { [K in keyof HoldersAccount]: { workloads: number; amount: number } };

/** The account at this moment. */
export function holdersAccount(workload: WorkloadInfo, fr: number, tree: QuotaTree): HoldersAccount {
  const none = () => ({ workloads: 0, amount: 0 });
  const account: Growing = { candidates: none(), byPriority: none(), byQuota: none(), byRule: none() };
  for (const queue of tree.siblings.get(workload.queue)!) {
    for (const holder of queue.holders) {
      const amount = holder.reservation!.usage.find((quantity) => quantity.fr === fr)?.amount ?? 0;
      if (amount === 0) continue;
      const held = account[standing(workload, holder, queue, fr)];
      held.workloads += 1;
      held.amount += amount;
    }
  }
  return account;
}

function standing(
  workload: WorkloadInfo,
  holder: WorkloadInfo,
  queue: ClusterQueue,
  fr: number,
): keyof Growing {
  const { withinClusterQueue, reclaimWithinCohort } = workload.queue.spec.preemption;
  const own = queue === workload.queue;
  if (!own && queue.usage[fr]! <= queue.subtree[fr]!) return 'byQuota';
  const policy = own ? withinClusterQueue : reclaimWithinCohort;
  if (policy === 'Never' || !queue.active) return 'byRule';
  return allows(policy, workload, holder) ? 'candidates' : 'byPriority';
}
