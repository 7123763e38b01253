/**
 * One scheduling cycle, in Kueue's steps: take the head of every queue, nominate each against the same state,
 * order them, process one after the other while the state fills up, put back the rest. The tree itself serves
 * as the snapshot: what is added for the cycle only is taken out again at its end.
 */
import { type Assignment, givenBy, type PodSetAssignment, podSetFlavors } from './assignment.ts';
import { type ClusterQueue, markEvicting, reserve } from './cluster-queue.ts';
import { compareEntries, type Entry, entryOf, quotaToReserve } from './entry.ts';
import { forgetShares } from './fair-sharing/share-ranking.ts';
import { fairOrder } from './fair-sharing/tournament.ts';
import type { Usage } from './flavor-resource.ts';
import { nominate } from './nominate.ts';
import { type PreemptionReason, putBack, takeOut } from './preemption/target.ts';
import { NONE } from './preemption/targets.ts';
import type { QuotaTree } from './quota-tree.ts';
import { addAll, fits, removeAll } from './resource-node.ts';
import type { Room } from './room.ts';
import { hasPendingFlavors, type PodSetFlavors, type WorkloadInfo } from './workload.ts';

/** A workload that got its quota. */
export interface Admission {
  readonly workload: string;
  readonly podSets: readonly PodSetFlavors[];
}

/** A workload that must go from now on, and for whom. */
export interface Eviction {
  readonly workload: string;
  readonly reason: PreemptionReason;
  readonly preemptor: string;
}

/** A head, what became of it and why. */
export interface TriedWorkload {
  readonly workload: string;
  readonly outcome: Entry['outcome'];
  readonly podSets: readonly PodSetAssignment[];
  readonly overlaps: boolean;
  /** How many must go before it can be admitted. */
  readonly victims: number;
}

/** What a cycle did. */
export interface CycleResult {
  readonly admitted: readonly Admission[];
  readonly preempted: readonly Eviction[];
  /** Every head that was tried and what became of it. */
  readonly tried: readonly TriedWorkload[];
  /** By queue: heads with victims that were passed over because another head came first. */
  readonly skippedPreemptions: ReadonlyMap<string, number>;
  /** Whether a head was parked, so that a later one may have its turn. */
  readonly parked: boolean;
  /** Whether a head is in the middle of its flavors, so that the next cycle may decide otherwise. */
  readonly rotates: boolean;
}

interface Cycle {
  readonly tree: QuotaTree;
  readonly number: number;
  readonly room: Room | undefined;
  /** Workloads that got places: what was nominated before may no longer find its own. */
  placed: number;
  /** Victims of this cycle, with whom they make room for; made for the first of them. */
  issued: Map<WorkloadInfo, Omit<Eviction, 'workload'>> | undefined;
  /** Usage added for the rest of the cycle. */
  readonly held: { readonly queue: ClusterQueue; readonly usage: Usage }[];
  skipped: Map<string, number> | undefined;
  /** A head began in the middle of its flavors. */
  readonly rotating: boolean;
}

/** Most cycles preempt nobody, and an empty map costs what a full one does. */
const NOTHING_SKIPPED: ReadonlyMap<string, number> = new Map();

/** Runs one cycle over these queues at this time. */
export function runCycle(
  tree: QuotaTree,
  heads: readonly WorkloadInfo[],
  number: number,
  now: number,
  room?: Room,
): CycleResult {
  const rotating = heads.some(({ lastAssignment }) => hasPendingFlavors(lastAssignment));
  const cycle: Cycle = {
    tree,
    number,
    room,
    placed: 0,
    issued: undefined,
    held: [],
    skipped: undefined,
    rotating,
  };
  const context = { tree, cycle: number, gone: NONE, room };
  const entries = heads.map((workload) => entryOf(workload, nominate(workload, context)));
  for (const { workload, assignment } of entries) workload.lastAssignment = assignment.last;
  const order =
    tree.policy.fairSharing === undefined ? entries.sort(compareEntries) : fairOrder(entries, tree);
  const processed: Entry[] = [];
  for (const entry of order) {
    entry.outcome = processEntry(entry, cycle);
    processed.push(entry);
  }
  for (const { queue, usage } of cycle.held) removeAll(queue, usage);
  return conclude(processed, cycle, now);
}

function processEntry(entry: Entry, cycle: Cycle): Entry['outcome'] {
  const { workload } = entry;
  entry.overlaps = overlaps(entry, cycle);
  if (entry.overlaps && cycle.tree.policy.gates?.recomputeAssignmentUponPreemptionTargetsOverlap) {
    assignAgain(entry, cycle);
    entry.overlaps = entry.assignment.mode === 'DeferredFit' || overlaps(entry, cycle);
  }
  const { assignment } = entry;
  if (assignment.mode === 'NoFit') return 'NoFit';
  if (assignment.mode === 'Preempt' && entry.targets.length === 0) {
    if (workload.queue.spec.preemption.reclaimWithinCohort !== 'Any')
      hold(cycle, workload, quotaToReserve(entry));
    return 'PreemptionNoCandidates';
  }
  if (assignment.mode === 'DeferredFit') {
    hold(cycle, workload, assignment.usage);
    workload.lastAssignment = undefined;
    return 'PendingPreemption';
  }
  if (entry.overlaps || !fitsWithoutVictims(entry, cycle) || !hasRoom(entry, cycle)) {
    if (entry.targets.length > 0) {
      const { name } = workload.queue;
      cycle.skipped ??= new Map();
      cycle.skipped.set(name, (cycle.skipped.get(name) ?? 0) + 1);
    }
    return 'FailedAfterNomination';
  }
  for (const target of entry.targets) {
    cycle.issued ??= new Map();
    cycle.issued.set(target.workload, { reason: target.reason, preemptor: workload.workload.key });
  }
  hold(cycle, workload, assignment.usage);
  if (assignment.mode === 'Fit') {
    cycle.room?.place(workload.workload, podSetFlavors(assignment));
    cycle.placed += 1;
    return 'Admitted';
  }
  workload.lastAssignment = undefined;
  return 'PendingPreemption';
}

function overlaps({ targets }: Entry, { issued }: Cycle): boolean {
  return issued !== undefined && targets.some((target) => issued.has(target.workload));
}

/** Whether it fits with all victims of the cycle and its own gone. */
function fitsWithoutVictims({ workload, assignment, targets }: Entry, { issued }: Cycle): boolean {
  if (issued === undefined && targets.length === 0) return fits(workload.queue, assignment.usage);
  const gone = new Set([...(issued?.keys() ?? []), ...targets.map((target) => target.workload)]);
  for (const victim of gone) takeOut(victim);
  const fit = fits(workload.queue, assignment.usage);
  for (const victim of gone) putBack(victim);
  return fit;
}

/** Whether there still are places, its own victims gone; those of others stand until they have stopped. */
function hasRoom({ workload, assignment, targets }: Entry, { room, placed }: Cycle): boolean {
  if (room === undefined || placed === 0) return true;
  for (const target of targets) room.takeOut(target.workload.workload.key);
  const fit = room.fits(workload.workload, podSetFlavors(assignment));
  for (const target of targets) room.putBack(target.workload.workload.key);
  return fit;
}

/** Assigns the nominated flavors again as if the victims so far were gone; what fits must wait for them. */
function assignAgain(entry: Entry, cycle: Cycle): void {
  const { tree, number, room, issued } = cycle;
  const gone = new Set(issued?.keys());
  const only = entry.assignment.podSets.map(
    ({ flavors }) => new Map([...(flavors ?? [])].map(([resource, { flavor }]) => [resource, flavor])),
  );
  for (const victim of gone) takeOut(victim, room);
  forgetMoved(cycle);
  const again = nominate(entry.workload, { tree, cycle: number, gone, room, only });
  for (const victim of gone) putBack(victim, room);
  forgetMoved(cycle);
  const { assignment } = again;
  entry.assignment = assignment.mode === 'Fit' ? { ...assignment, mode: 'DeferredFit' } : assignment;
  entry.targets = again.targets;
  entry.workload.lastAssignment = assignment.last;
}

/** Shares are kept for the state at the start of the cycle; within it much has moved. */
function forgetMoved({ held, issued }: Cycle): void {
  for (const { queue } of held) forgetShares(queue);
  for (const { queue } of issued?.keys() ?? []) forgetShares(queue);
}

function hold({ held }: Cycle, { queue }: WorkloadInfo, usage: Usage): void {
  addAll(queue, usage);
  held.push({ queue, usage });
}

function conclude(entries: readonly Entry[], cycle: Cycle, now: number): CycleResult {
  const admitted: Admission[] = [];
  let parked = false;
  for (const { workload, assignment, outcome } of entries) {
    const { queue } = workload;
    if (outcome === 'Admitted') {
      admitted.push(admit(workload, assignment, now));
      queue.pending.forget(workload);
    } else {
      queue.pending.requeue(workload, outcome);
      parked ||= queue.pending.isParked(workload);
    }
  }
  const preempted: Eviction[] = [];
  for (const [workload, issued] of cycle.issued ?? []) {
    if (workload.reservation!.evicting) continue;
    markEvicting(workload.queue, workload);
    preempted.push({ workload: workload.workload.key, ...issued });
  }
  return {
    admitted,
    preempted,
    tried: entries.map(({ workload, outcome, assignment, overlaps, targets }) => ({
      workload: workload.workload.key,
      outcome,
      podSets: assignment.podSets,
      overlaps,
      victims: targets.length,
    })),
    skippedPreemptions: cycle.skipped ?? NOTHING_SKIPPED,
    parked,
    rotates: cycle.rotating || entries.some(({ workload }) => hasPendingFlavors(workload.lastAssignment)),
  };
}

function admit(workload: WorkloadInfo, assignment: Assignment, now: number): Admission {
  const { queue } = workload;
  queue.lastGiven = givenBy(assignment, queue.lastGiven);
  const { podSets, usage } = queue.lastGiven;
  workload.lastAssignment = undefined;
  reserve(queue, workload, { podSets, usage, reservedAt: now, evicting: false });
  // Kueue's cache takes an admitted workload out and in again once the API confirms it: to it, quota came free.
  workload.queue.generation += 1;
  return { workload: workload.workload.key, podSets };
}
