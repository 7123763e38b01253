/**
 * A scheduling pass: cycles until nothing more would change, and what they decided written down. Admitted tasks run
 * from this instant; preempted ones are told to stop, and their quota comes free when they have.
 *
 * A storm of tasks can take Kueue's algorithm thousands of cycles. A pass ends after a number of tries and goes on a
 * millisecond later, so that what it has decided is stored, and everybody else is answered in between.
 */
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { noteUsage } from '../governance/ledger.ts';
import { teamOfQueue } from '../governance/policy-of.ts';
import { LOOPS_MAX, PASS_PAUSE_MS, PASS_TRIES_MAX } from '../limits.ts';
import type { Admission, Eviction } from '../scheduler/cycle.ts';
import type { Livelock } from '../scheduler/livelock.ts';
import type { PreemptionReason } from '../scheduler/preemption/target.ts';
import { settle } from '../scheduler/settle.ts';
import type { ClusterEntry } from '../state.ts';
import { type Borrowed, borrowedByEach } from './borrowed-by-each.ts';
import { evictTask } from './evict-task.ts';
import { type LiveScheduler, liveScheduler } from './live-scheduler.ts';
import { loopText } from './messages.ts';
import { recordTask } from './record-task.ts';
import { governanceOf } from './request-pass.ts';
import { type Task, type TaskAdmission, taskKey } from './task.ts';

/** The pass that was asked for. */
export function runPass(draft: Draft, clusterId: string, context: Context): void {
  const governance = governanceOf(draft, clusterId);
  draft.put('governance', clusterId, { ...governance, passDueAt: undefined });
  const entry = draft.state.clusters.get(clusterId)!;
  const live = liveScheduler(entry);
  if (live.nodesChanged) {
    live.nodesChanged = false;
    live.scheduler.wakeAll();
    live.detector.forgetAll();
  }
  const { admitted, preempted, livelocks, atRest } = settle(live.scheduler, context.now, {
    evictAtOnce: false,
    detector: live.detector,
    triesMax: PASS_TRIES_MAX,
  });
  const holders = admitted.map(({ workload }) => live.scheduler.get(workload)!);
  const changed = holders.map(({ queue }) => queue.name);
  noteUsage(draft, clusterId, live.scheduler, live.policyChanged ? 'all' : changed, context.now);
  live.policyChanged = false;
  const borrowed = borrowedByEach(holders);
  for (const admission of admitted)
    admit(draft, entry, live, admission, borrowed.get(admission.workload), context);
  for (const eviction of preempted) preempt(draft, entry, eviction, context);
  for (const livelock of livelocks) stopLoop(draft, entry, livelock, context);
  if (atRest) return;
  const passDueAt = context.now + PASS_PAUSE_MS;
  draft.put('governance', clusterId, { ...governanceOf(draft, clusterId), passDueAt });
}

function taskOf({ governance }: ClusterEntry, id: string): Task {
  return governance.tasks.byId(id)!;
}

function admit(
  draft: Draft,
  entry: ClusterEntry,
  { room }: LiveScheduler,
  { workload, podSets }: Admission,
  borrowed: Borrowed | undefined,
  context: Context,
): void {
  const task = taskOf(entry, workload);
  const admission: TaskAdmission = { admittedAt: context.now, podSets, replicas: room.replicasOf(workload) };
  draft.put('task', taskKey(task), {
    ...task,
    status: 'Running',
    startedAt: context.now,
    admission,
    admissions: task.admissions + 1,
    message: borrowed === undefined ? 'Admitted within quota.' : 'Admitted on borrowed quota.',
  });
  recordTask(
    draft,
    task.clusterId,
    { type: 'Admitted', task: task.id, team: task.spec.team, admission, borrowed },
    context,
  );
}

/** Kueue's words for its reasons. */
export const preemptionWords = {
  InClusterQueue: 'prioritization in the ClusterQueue',
  InCohortReclamation: 'reclamation within the cohort',
  InCohortFairSharing: 'Fair Sharing within the cohort',
  InCohortReclaimWhileBorrowing: 'reclamation within the cohort while borrowing',
} as const satisfies Record<PreemptionReason, string>;

function preempt(draft: Draft, entry: ClusterEntry, eviction: Eviction, context: Context): void {
  const { reason } = eviction;
  const { id, spec } = taskOf(entry, eviction.preemptor);
  const whom = `${id} ('${spec.name}' of team '${spec.team}')`;
  const message = `Preempted to accommodate ${whom} due to ${preemptionWords[reason]}.`;
  evictTask(draft, taskOf(entry, eviction.workload), { reason, message, preemptor: id }, context);
}

/** A loop was proven: what takes part in it is left alone until a task, a node or a setting changes. */
function stopLoop(
  draft: Draft,
  entry: ClusterEntry,
  { workloads, queues, reasons }: Livelock,
  context: Context,
): void {
  const { id: clusterId } = entry.cluster;
  const teams = queues.map((queue) => teamOfQueue(queue) ?? queue);
  const words = reasons.map((reason) => preemptionWords[reason]).join(' and ');
  const message = loopText(workloads, teams, words);
  const governance = governanceOf(draft, clusterId);
  const loop = { at: context.now, tasks: workloads, teams, reasons, message };
  draft.put('governance', clusterId, {
    ...governance,
    loops: [...governance.loops, loop].slice(-LOOPS_MAX),
    stopped: [...(governance.stopped ?? []), queues[0]!],
  });
  recordTask(draft, clusterId, { type: 'LoopStopped', tasks: workloads, message }, context);
}
