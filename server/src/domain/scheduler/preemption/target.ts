/** What preemption works on and what it yields. */
import { amountIn } from '../assignment.ts';
import type { ClusterQueue } from '../cluster-queue.ts';
import type { Usage } from '../flavor-resource.ts';
import type { FairStrategy, PreemptionPolicy } from '../policy.ts';
import { addAll, availableAtMost, fits, removeAll } from '../resource-node.ts';
import type { Places, Room } from '../room.ts';
import type { WorkloadInfo } from '../workload.ts';

/** Why a workload is preempted, as Kueue writes it into the workload's conditions. */
export type PreemptionReason =
  | 'InClusterQueue'
  | 'InCohortReclamation'
  | 'InCohortFairSharing'
  | 'InCohortReclaimWhileBorrowing';

/** A victim. */
export interface Target {
  readonly workload: WorkloadInfo;
  readonly reason: PreemptionReason;
}

/** Who preempts, for what. */
export interface Preemptor {
  readonly workload: WorkloadInfo;
  readonly queue: ClusterQueue;
  /** The flavor-resources that lack quota. */
  readonly contested: readonly number[];
  /** All that it would use, without zero amounts. */
  readonly usage: Usage;
  /** Workloads that are already as good as gone in this cycle. */
  readonly gone: ReadonlySet<WorkloadInfo>;
  /** Present: fitting means finding these places too. */
  readonly places: Places | undefined;
  /** Present under fair sharing. */
  readonly strategies: readonly FairStrategy[] | undefined;
}

/** Whether a policy lets the preemptor take this candidate. */
export function allows(
  policy: PreemptionPolicy,
  { workload: own }: WorkloadInfo,
  other: WorkloadInfo,
): boolean {
  const { workload } = other;
  switch (policy) {
    case 'Unset':
    case 'Never':
      return false;
    case 'Any':
      return true;
    case 'LowerPriority':
      return own.priority > workload.priority;
    case 'LowerOrNewerEqualPriority':
      return (
        own.priority > workload.priority ||
        (own.priority === workload.priority && own.createdAt < workload.createdAt)
      );
  }
}

/**
 * Whether the preemptor may take this holder by the policy. Kueue has no inactive queue in its snapshot: what runs
 * there, it does not see.
 */
export function isCandidate(
  holder: WorkloadInfo,
  policy: PreemptionPolicy,
  { workload, contested, gone }: Preemptor,
): boolean {
  return (
    holder.queue.active &&
    allows(policy, workload, holder) &&
    holder.reservation!.usage.some(({ fr }) => contested.includes(fr)) &&
    !gone.has(holder)
  );
}

/** The holders of a queue that a policy lets the preemptor take, in the order of taking. */
export function candidatesIn(
  queue: ClusterQueue,
  policy: PreemptionPolicy,
  preemptor: Preemptor,
): WorkloadInfo[] {
  if (policy === 'Never' || !queue.active) return [];
  return queue.holders.filter((holder) => isCandidate(holder, policy, preemptor));
}

/** Takes a victim's usage out of the tree, and where places count its pods out of their places. */
export function takeOut(workload: WorkloadInfo, room?: Room): void {
  removeAll(workload.queue, workload.reservation!.usage);
  room?.takeOut(workload.workload.key);
}

/** Puts it back. */
export function putBack(workload: WorkloadInfo, room?: Room): void {
  addAll(workload.queue, workload.reservation!.usage);
  room?.putBack(workload.workload.key);
}

/** Whether the preemptor fits as things stand; borrowing is no obstacle. Quota first: room costs more to ask. */
export function preemptorFits({ workload, queue, usage, places }: Preemptor): boolean {
  if (!fits(queue, usage)) return false;
  return places === undefined || places.room.fits(workload.workload, places.podSets);
}

/** What the preemptor's queue would use with all of its own candidates gone. */
export function leastUsage({ queue }: Preemptor, own: readonly WorkloadInfo[], fr: number): number {
  return own.reduce((used, { reservation }) => used - amountIn(reservation!.usage, fr), queue.usage[fr]!);
}

/** Whether the limits of its own queue would let it fit, whatever the others do. */
export function limitsLetItFit(preemptor: Preemptor, own: readonly WorkloadInfo[]): boolean {
  const { queue, usage } = preemptor;
  if (queue.parent === undefined) return true;
  return usage.every(
    ({ fr, amount }) => amount <= availableAtMost(queue, fr, leastUsage(preemptor, own, fr)),
  );
}

/**
 * Spares the victims that turn out not to be needed, given that all of them are taken out. Kueue goes back from
 * the last but one and fills the gap with the last, so the order that remains is its own.
 */
export function fillBack(targets: Target[], fits: () => boolean, room?: Room): void {
  for (let i = targets.length - 2; i >= 0; i -= 1) {
    const { workload } = targets[i]!;
    putBack(workload, room);
    if (fits()) {
      targets[i] = targets.at(-1)!;
      targets.pop();
    } else takeOut(workload, room);
  }
}
