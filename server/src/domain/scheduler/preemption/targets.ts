/** Whom a workload would preempt, by the rules in force. */
import { nonZero } from '../assignment.ts';
import type { Usage } from '../flavor-resource.ts';
import type { QuotaTree } from '../quota-tree.ts';
import type { Places } from '../room.ts';
import type { WorkloadInfo } from '../workload.ts';
import { classicalTargets } from './classical.ts';
import { fairTargets } from './fair.ts';
import { lowestSubtreeThatFits } from './subtree-height.ts';
import { type Preemptor, putBack, type Target, takeOut } from './target.ts';

/** No workload. */
export const NONE: ReadonlySet<WorkloadInfo> = new Set();

/** What others would have to make way for. */
export interface Claim {
  /** The flavor-resources that preemption has to free. */
  readonly contested: readonly number[];
  readonly usage: Usage;
  /** Absent: quota alone decides. */
  readonly places?: Places | undefined;
}

/** The victims that would make way; none if that would not help. */
export function preemptionTargets(
  workload: WorkloadInfo,
  { contested, usage, places }: Claim,
  tree: QuotaTree,
  gone: ReadonlySet<WorkloadInfo> = NONE,
): readonly Target[] {
  const strategies = tree.policy.fairSharing?.preemptionStrategies;
  const preemptor: Preemptor = {
    workload,
    queue: workload.queue,
    contested,
    usage: nonZero(usage),
    gone,
    places,
    strategies,
  };
  return strategies === undefined ? classicalTargets(preemptor) : fairTargets(preemptor, tree);
}

/** What preemption would do for one flavor-resource alone. */
export interface Possibility {
  readonly mode: 'noCandidates' | 'preempt' | 'reclaim';
  readonly borrow: number;
}

/** Kueue's preemption oracle: simulates the preemption for one flavor-resource, by quota alone, to rate a flavor. */
export function simulatePreemption(
  workload: WorkloadInfo,
  fr: number,
  amount: number,
  tree: QuotaTree,
  gone: ReadonlySet<WorkloadInfo>,
): Possibility {
  const { queue } = workload;
  const targets = preemptionTargets(workload, { contested: [fr], usage: [{ fr, amount }] }, tree, gone);
  if (targets.length === 0) {
    return { mode: 'noCandidates', borrow: lowestSubtreeThatFits(queue, fr, amount).height };
  }
  for (const target of targets) takeOut(target.workload);
  const borrow = lowestSubtreeThatFits(queue, fr, amount).height;
  for (const target of targets) putBack(target.workload);
  const inOwnQueue = targets.some((target) => target.workload.queue === queue);
  return { mode: inOwnQueue ? 'preempt' : 'reclaim', borrow };
}
