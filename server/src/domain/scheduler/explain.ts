/**
 * Why a workload waits. Everything is looked up and tried on a copy, so that explaining changes nothing: what the
 * scheduler decides next is the same with and without.
 */

import { addQuantity, podSetFlavors } from './assignment.ts';
import { type ClusterQueue, groupOf } from './cluster-queue.ts';
import { copyTree } from './copy-tree.ts';
import { explainFlavor, type FlavorExplanation } from './explain-flavor.ts';
import type { AssignContext } from './fits-resource-quota.ts';
import { requestsOf } from './flavor-assigner.ts';
import type { Quantity } from './flavor-resource.ts';
import { easier, type HoldingRule, harder } from './holding-rule.ts';
import { isWorkable, type Nomination, nominateInTurns } from './nominate.ts';
import type { Obstacle } from './obstacle.ts';
import { type PendingReason, pendingMessage, pendingReason } from './pending-message.ts';
import type { RequeueReason } from './pending-queue.ts';
import type { PreemptionReason } from './preemption/target.ts';
import { NONE } from './preemption/targets.ts';
import type { Scheduler } from './scheduler.ts';
import { compareInQueue, type PodSetFlavors, twinOf, type WorkloadInfo } from './workload.ts';

export interface PodSetExplanation {
  readonly name: string;
  readonly count: number;
  /** Resources for which the queue has no quota in any flavor. */
  readonly undeclared: readonly string[];
  readonly flavors: readonly FlavorExplanation[];
  readonly rule: HoldingRule | undefined;
}

/** Where a workload stands among those that wait in its queue. */
export interface QueuePlace {
  /** From 1 on. */
  readonly position: number;
  readonly waiting: number;
  readonly parked: boolean;
  /** Who must go first: the head of a StrictFIFO queue, or a preemptor whose victims are leaving. */
  readonly behind: string | undefined;
}

export interface Explanation {
  readonly workload: string;
  readonly queue: string;
  /** The one rule that holds it. */
  readonly rule: HoldingRule;
  readonly place: QueuePlace;
  /** Nothing is tried in the queues that share quota with its own, since a livelock was found there. */
  readonly stalled: boolean;
  readonly podSets: readonly PodSetExplanation[];
  /** What the scheduler would give it now, as far as it got. */
  readonly nominated: readonly PodSetFlavors[];
  /** Whom it would preempt for that. */
  readonly victims: readonly { readonly workload: string; readonly reason: PreemptionReason }[];
  /** No node has room for what quota would allow. */
  readonly noRoom: Extract<Obstacle, { kind: 'NoRoom' }> | undefined;
  /** In Kueue's words. */
  readonly reason: PendingReason;
  readonly message: string;
}

/** Explains a workload that waits; undefined for one that holds quota or is not known. */
export function explain(scheduler: Scheduler, key: string): Explanation | undefined {
  const original = scheduler.get(key);
  if (original === undefined || original.reservation !== undefined) return undefined;
  const tree = copyTree(scheduler.tree, original.queue);
  const own = { ...twinOf(original, tree.queues.get(original.queue.name)!), lastAssignment: undefined };
  const context = { tree, cycle: scheduler.cycleCount + 1, gone: NONE, room: scheduler.room?.copy() };
  const nomination = nominateInTurns(own, context, scheduler.idleMax);
  const place = placeOf(original);
  const podSets = explainPodSets(own, nomination, context);
  const { assignment, targets } = nomination;
  const noRoom = assignment.podSets.flatMap(({ obstacles }) => obstacles).find(isNoRoom);
  const rule = ruleOf(original, nomination, place, podSets, noRoom !== undefined);
  const stalled = scheduler.isStalled(original.queue);
  const outcome = outcomeOf(nomination);
  const tried = {
    workload: key,
    outcome,
    podSets: assignment.podSets,
    overlaps: false,
    victims: targets.length,
  };
  return {
    workload: key,
    queue: own.queue.name,
    rule: stalled && isWorkable(nomination) ? 'Parked' : rule,
    place,
    stalled,
    podSets,
    nominated: podSetFlavors(assignment),
    victims: targets.map(({ workload, reason }) => ({ workload: workload.workload.key, reason })),
    noRoom,
    reason: pendingReason(tried, tree.frs),
    message: pendingMessage(tried, tree.frs),
  };
}

function isNoRoom(obstacle: Obstacle): obstacle is Extract<Obstacle, { kind: 'NoRoom' }> {
  return obstacle.kind === 'NoRoom';
}

function outcomeOf({ assignment: { mode }, targets }: Nomination): RequeueReason {
  if (mode === 'NoFit') return 'NoFit';
  if (mode === 'Fit') return 'FailedAfterNomination';
  return targets.length > 0 ? 'PendingPreemption' : 'PreemptionNoCandidates';
}

function placeOf(workload: WorkloadInfo): QueuePlace {
  const { pending } = workload.queue;
  let position = 1;
  let head = workload;
  for (const other of pending.workloads()) {
    if (compareInQueue(other, workload) < 0) position += 1;
    if (compareInQueue(other, head) < 0) head = other;
  }
  return {
    position,
    waiting: pending.size,
    parked: pending.isParked(workload),
    behind: behind(workload, head)?.workload.key,
  };
}

function behind(workload: WorkloadInfo, head: WorkloadInfo): WorkloadInfo | undefined {
  const { pending, spec } = workload.queue;
  if (spec.queueingStrategy === 'StrictFIFO') return head === workload ? undefined : head;
  const { preemptor } = pending;
  return preemptor === undefined || preemptor === workload || pending.isParked(preemptor)
    ? undefined
    : preemptor;
}

function ruleOf(
  workload: WorkloadInfo,
  { assignment, targets }: Nomination,
  { position, parked, behind }: QueuePlace,
  podSets: readonly PodSetExplanation[],
  noRoom: boolean,
): HoldingRule {
  const { queue } = workload;
  if (!queue.active) return 'QueueStopped';
  if (behind !== undefined)
    return queue.spec.queueingStrategy === 'StrictFIFO' ? 'BehindHead' : 'BehindPreemptor';
  if (assignment.mode === 'Fit' || targets.length > 0) {
    if (queue.pending.preemptor === workload) return 'VictimsLeaving';
    if (parked) return 'Parked';
    return position > 1 || workload.lastAssignment === undefined ? 'NextInTurn' : 'HeldBack';
  }
  const held = podSets.find(({ rule }) => rule !== undefined)?.rule;
  if (held !== undefined) return held;
  return noRoom ? 'NoRoom' : 'QuotaInUse';
}

function explainPodSets(
  workload: WorkloadInfo,
  { assignment }: Nomination,
  context: AssignContext,
): readonly PodSetExplanation[] {
  const before: Quantity[] = [];
  return workload.workload.podSets.map((podSet, index) => {
    const requests = requestsOf(podSet, podSet.count, workload.queue);
    const explained = explainPodSet(workload, { podSet, requests, before }, context);
    for (const [resource, { fr }] of assignment.podSets[index]?.flavors ?? []) {
      addQuantity(before, fr, requests.find(([name]) => name === resource)?.[1] ?? 0);
    }
    return { name: podSet.name, count: podSet.count, ...explained };
  });
}

function explainPodSet(
  workload: WorkloadInfo,
  request: Parameters<typeof explainFlavor>[2],
  context: AssignContext,
): Omit<PodSetExplanation, 'name' | 'count'> {
  const { queue } = workload;
  const { requests } = request;
  const undeclared = requests
    .filter(([name, amount]) => isUndeclared(queue, name, amount))
    .map(([name]) => name);
  const flavors: FlavorExplanation[] = [];
  let rule: HoldingRule | undefined = undeclared.length > 0 ? 'NoQuota' : undefined;
  for (const group of queue.resourceGroups) {
    const inGroup = requests.filter(([name]) => group.resources.has(name));
    if (inGroup.length === 0) continue;
    const explained = group.flavors.map((flavor) =>
      explainFlavor(workload, flavor, { ...request, requests: inGroup }, context),
    );
    flavors.push(...explained);
    rule = harder(
      rule,
      explained.map((one) => one.rule).reduce((a, b) => easier(a, b)),
    );
  }
  return { undeclared, flavors, rule };
}

function isUndeclared(queue: ClusterQueue, resource: string, amount: number): boolean {
  return groupOf(queue, resource) === undefined && amount > 0 && queue.spec.ignoreUndeclared !== true;
}
