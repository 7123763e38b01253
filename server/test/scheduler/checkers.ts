/** What must hold whatever happens. Each throws with a sentence. */
import assert from 'node:assert/strict';
import { type Assignment, contested, nonZero, podSetFlavors } from '../../src/domain/scheduler/assignment.ts';
import type { ClusterQueue } from '../../src/domain/scheduler/cluster-queue.ts';
import { ancestors, type Cohort } from '../../src/domain/scheduler/cohort.ts';
import {
  compareShares,
  dominantResourceShare,
} from '../../src/domain/scheduler/fair-sharing/dominant-resource-share.ts';
import { nominate } from '../../src/domain/scheduler/nominate.ts';
import type { PreemptionPolicy } from '../../src/domain/scheduler/policy.ts';
import { putBack, type Target, takeOut } from '../../src/domain/scheduler/preemption/target.ts';
import { NONE } from '../../src/domain/scheduler/preemption/targets.ts';
import {
  addAll,
  available,
  borrowingWith,
  fits,
  localQuota,
  type ResourceNode,
  removeAll,
} from '../../src/domain/scheduler/resource-node.ts';
import type { Room } from '../../src/domain/scheduler/room.ts';
import type { Scheduler } from '../../src/domain/scheduler/scheduler.ts';
import type { NodeRoom } from '../../src/domain/scheduler/testing-room.ts';
import { hasPendingFlavors, type WorkloadInfo } from '../../src/domain/scheduler/workload.ts';

/** Usage adds up, stays within capacity, and neither borrowing nor lending passes its limit. */
export function quotaIsConserved({ tree }: Scheduler): void {
  for (const { index: fr, flavor, resource } of tree.frs.all) {
    const where = `${resource} in ${flavor}`;
    for (const queue of tree.queues.values()) {
      const held = queue.holders.flatMap(({ reservation }) => reservation!.usage);
      const sum = held
        .filter((quantity) => quantity.fr === fr)
        .reduce((total, { amount }) => total + amount, 0);
      assert.equal(queue.usage[fr], sum, `${queue.name} uses what its workloads hold of ${where}`);
    }
    for (const cohort of tree.cohorts.values()) cohortIsConserved(cohort, fr, where);
    for (const node of [...tree.queues.values(), ...tree.cohorts.values()]) {
      const over = node.usage[fr]! - node.subtree[fr]!;
      if (node.parent === undefined)
        assert.ok(over <= 0, `${node.name} has capacity for all used of ${where}`);
      else assert.ok(over <= node.borrowingLimit[fr]!, `${node.name} borrows within its limit of ${where}`);
      const kept = Math.max(0, node.subtree[fr]! - node.lendingLimit[fr]!) - node.usage[fr]!;
      assert.ok(
        node.parent === undefined || available(node, fr) >= kept,
        `${node.name} keeps what it lends not of ${where}`,
      );
    }
  }
}

/** What a cohort counts as used is what its children use of what is not theirs alone: borrowed equals lent. */
function cohortIsConserved(cohort: Cohort, fr: number, where: string): void {
  const children: ResourceNode[] = [...cohort.childCohorts, ...cohort.childQueues];
  const shared = children.reduce(
    (sum, child) => sum + Math.max(0, child.usage[fr]! - localQuota(child, fr)),
    0,
  );
  assert.equal(cohort.usage[fr], shared, `${cohort.name} counts what its children share of ${where}`);
  let borrowed = 0;
  let idle = cohort.nominal[fr]! + Math.max(0, cohort.usage[fr]! - cohort.subtree[fr]!);
  for (const child of children) {
    const out = child.subtree[fr]! - localQuota(child, fr);
    assert.ok(out <= child.lendingLimit[fr]!, `${child.name} lends within its limit of ${where}`);
    borrowed += Math.max(0, child.usage[fr]! - child.subtree[fr]!);
    idle += Math.max(0, out - Math.max(0, child.usage[fr]! - localQuota(child, fr)));
  }
  assert.ok(borrowed <= idle, `what is borrowed in ${cohort.name} is lent there, of ${where}`);
}

/** Looks at what every waiting workload would preempt right now, with places to find in a room if there is one. */
export function victimsAreFair(scheduler: Scheduler, room?: Room): void {
  const { tree } = scheduler;
  for (const workload of waiting(scheduler)) {
    const before = [...tree.queues.values(), ...tree.cohorts.values()].map(({ usage }) => [...usage]);
    const { assignment, targets } = nominate(workload, { tree, cycle: 0, gone: NONE, room });
    const after = [...tree.queues.values(), ...tree.cohorts.values()].map(({ usage }) => [...usage]);
    assert.deepEqual(after, before, 'a nomination leaves no trace');
    for (const target of targets) isNotProtected(workload, target, contested(assignment));
    if (tree.policy.fairSharing !== undefined) sharesAreRespected(workload, targets, assignment, tree);
    const spared = sparable(workload, targets, assignment, tree, room);
    assert.ok(spared.length <= 1, `${workload.workload.key} could spare ${spared.join(' and ')}`);
  }
}

function isNotProtected(preemptor: WorkloadInfo, { workload, reason }: Target, frs: readonly number[]): void {
  const sentence = `${preemptor.workload.key} may preempt ${workload.workload.key} (${reason})`;
  const { withinClusterQueue, reclaimWithinCohort, borrowWithinCohort } = preemptor.queue.spec.preemption;
  const own = workload.queue === preemptor.queue;
  assert.equal(reason === 'InClusterQueue', own, sentence);
  assert.ok(isAllowed(own ? withinClusterQueue : reclaimWithinCohort, preemptor, workload), sentence);
  if (own) return;
  // Not only in what the victim itself uses: Kueue takes any workload of a queue that borrows what is contested.
  const { usage, nominal } = workload.queue;
  assert.ok(
    frs.some((fr) => usage[fr]! > nominal[fr]!),
    `${sentence}: its queue borrows`,
  );
  assert.ok(sharesCohort(preemptor.queue, workload.queue), sentence);
  if (reason !== 'InCohortReclaimWhileBorrowing') return;
  const { priority } = workload.workload;
  assert.ok(borrowWithinCohort.policy !== 'Never' && priority < preemptor.workload.priority, sentence);
  assert.ok(priority <= (borrowWithinCohort.maxPriorityThreshold ?? Number.POSITIVE_INFINITY), sentence);
}

/** The policies once more, in a word each. */
function isAllowed(policy: PreemptionPolicy, preemptor: WorkloadInfo, victim: WorkloadInfo): boolean {
  const [own, other] = [preemptor.workload, victim.workload];
  const newer = own.priority === other.priority && own.createdAt < other.createdAt;
  const lower = other.priority < own.priority;
  return (
    policy === 'Any' || (policy !== 'Never' && lower) || (policy === 'LowerOrNewerEqualPriority' && newer)
  );
}

/**
 * Nobody is taken by share from a neighbour whose share is smaller than the preemptor's at its least: with all gone
 * that it may take of its own queue. (Not: than its share in the end. Kueue spares victims of its own queue without
 * comparing shares again, its issue 14543.)
 */
function sharesAreRespected(
  preemptor: WorkloadInfo,
  targets: readonly Target[],
  { usage }: Assignment,
  tree: Scheduler['tree'],
): void {
  const { queue, workload } = preemptor;
  const policy = queue.spec.preemption.withinClusterQueue;
  const gone = queue.holders.filter((holder) => isAllowed(policy, preemptor, holder));
  const by = targets.filter(({ reason }) => reason === 'InCohortFairSharing');
  const neighbours = new Set(by.map((target) => target.workload.queue)).values();
  for (const neighbour of neighbours.filter(({ parent }) => parent === queue.parent)) {
    addAll(queue, nonZero(usage));
    for (const holder of gone) takeOut(holder);
    const own = dominantResourceShare(queue, tree);
    for (const holder of gone) putBack(holder);
    removeAll(queue, nonZero(usage));
    const other = dominantResourceShare(neighbour, tree);
    assert.ok(compareShares(own, other) <= 0, `${workload.key} has a smaller share than ${neighbour.name}`);
  }
}

function sharesCohort(a: ClusterQueue, b: ClusterQueue): boolean {
  return ancestors(a).some((cohort) => ancestors(b).includes(cohort));
}

/**
 * Victims without whom the preemptor would fit as well. Kueue goes back over its victims but for the last, so
 * that one may be among them. A preemptor that fits within its quota may have had to: then so must the test.
 */
function sparable(
  { queue, workload: own }: WorkloadInfo,
  targets: readonly Target[],
  assignment: Assignment,
  { policy }: Scheduler['tree'],
  room?: Room,
): readonly string[] {
  const usage = nonZero(assignment.usage);
  for (const { workload } of targets) takeOut(workload, room);
  const withinQuota = (): boolean => !usage.some(({ fr, amount }) => borrowingWith(queue, fr, amount));
  const hasPlaces = (): boolean => room === undefined || room.fits(own, podSetFlavors(assignment));
  const strict = policy.fairSharing === undefined && withinQuota();
  assert.ok(
    targets.length === 0 || (fits(queue, usage) && hasPlaces()),
    `${own.key} fits once they have gone`,
  );
  const spared = targets.filter(({ workload }) => {
    putBack(workload, room);
    const fit = fits(queue, usage) && (!strict || withinQuota()) && hasPlaces();
    takeOut(workload, room);
    return fit;
  });
  for (const { workload } of targets) putBack(workload, room);
  return spared.map(({ workload }) => workload.workload.key);
}

/** At rest nothing waits that would fit. Holds under BestEffortFIFO where Kueue reserves nothing. */
export function nothingThatFitsWaits(scheduler: Scheduler, room?: Room): void {
  for (const workload of waiting(scheduler)) {
    if (hasPendingFlavors(workload.lastAssignment)) continue;
    const { assignment } = nominate(workload, { tree: scheduler.tree, cycle: 0, gone: NONE, room });
    const fit = assignment.mode === 'Fit' && fits(workload.queue, assignment.usage);
    assert.ok(!fit, `${workload.workload.key} waits in ${workload.queue.name} although it fits`);
  }
}

/**
 * At rest nothing waits that its queue's own quota would hold, whatever others borrow. Holds where the queue is active,
 * reclaims from anyone (`Any`) and queues best effort; where all that the workload asks for, beside what its own queue
 * uses, is within nominal quota in the one flavor there is; where nobody who borrows is on hold; where nodes do not
 * count; and where Kueue comes to rest at all.
 */
export function guaranteedQuotaComesBack({ tree }: Scheduler): void {
  for (const { pending, usage, nominal, resourceGroups, name } of tree.queues.values()) {
    const { frs } = resourceGroups[0]!.flavors[0]!;
    for (const { workload } of pending.workloads()) {
      const { count, requests } = workload.podSets[0]!;
      const within = Object.entries(requests).every(([resource, amount]) => {
        const fr = frs.get(resource)!;
        return usage[fr]! + amount * count <= nominal[fr]!;
      });
      assert.ok(!within, `${workload.key} waits although ${name}'s own quota holds it`);
    }
  }
}

/** Who holds quota stands on nodes, all of its pods and nobody else's, and no node holds more than it has. */
export function roomIsKept(scheduler: Scheduler, room: NodeRoom): void {
  const standing = Object.entries(room.occupants).map(([key, nodes]) => [key, nodes.length]);
  const holding = [...scheduler.workloads()]
    .filter(({ reservation }) => reservation !== undefined)
    .map(({ workload, reservation }) => [
      workload.key,
      reservation!.podSets.reduce((sum, { count }) => sum + count, 0),
    ]);
  assert.deepEqual(Object.fromEntries(standing), Object.fromEntries(holding), 'holders have places');
  for (const [node, free] of room.free.entries()) {
    for (const [name, amount] of Object.entries(free)) assert.ok(amount >= 0, `node ${node} has ${name}`);
  }
}

function waiting(scheduler: Scheduler): readonly WorkloadInfo[] {
  return [...scheduler.workloads()].filter(({ reservation }) => reservation === undefined);
}
