/**
 * Tries a change on a copy and runs the scheduler on it. After the change everything that it may concern is awake
 * and scans its flavors from the start, and victims are gone at once.
 *
 * A full run lets everybody who shares quota with the queue try, to rest. In a cluster of a thousand queues that
 * takes longer than a person likes to wait, so there is a run that is restricted to the queue in question: what
 * waits in it is tried in its true order until the workload is admitted; what waits in other queues stays parked
 * as it is, because it is at rest; victims are awake and try again. The two can differ only where the change also
 * lets somebody of another queue in, or where the workload loses again what it was given.
 */
import { type Change, changeForALook, changeTree } from './change.ts';
import type { Admission, Eviction } from './cycle.ts';
import type { Usage } from './flavor-resource.ts';
import type { Livelock } from './livelock.ts';
import { isWorkable, nominate } from './nominate.ts';
import { NONE } from './preemption/targets.ts';
import type { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';
import { settle } from './settle.ts';
import type { WorkloadInfo } from './workload.ts';

/** Whose waiting workloads are tried. */
export type TrialScope = 'Everyone' | 'OwnQueue';

/** What came of a trial. */
export interface Trial {
  /** The workload holds quota at the end. */
  readonly admitted: boolean;
  readonly podSets: Admission['podSets'];
  readonly usage: Usage;
  /** What of it lies beyond the queue's own quota. */
  readonly borrowed: Usage;
  /** Everybody who was preempted on the way, for whom and why. */
  readonly evictions: readonly Eviction[];
  readonly livelocks: readonly Livelock[];
}

export interface TrialOptions {
  readonly scope: TrialScope;
  readonly now: number;
  /** The room with so many nodes more of a flavor. */
  readonly roomWith?: ((flavor: string, count: number) => Room) | undefined;
}

/** Cycles of one trial; past them the workload counts as not admitted. */
export const TRIAL_CYCLES_MAX = 256;

/** Runs the scheduler on the change; the scheduler itself is left as it is. */
export function tryChange(scheduler: Scheduler, key: string, change: Change, options: TrialOptions): Trial {
  return tryChanges(scheduler, key, [change], options);
}

/** Several changes at once: what a change of the API comes to may be more than one of the scheduler. */
export function tryChanges(
  scheduler: Scheduler,
  key: string,
  changes: readonly Change[],
  { scope, now, roomWith }: TrialOptions,
): Trial {
  const { workload, queue } = scheduler.get(key)!;
  const priority = changes.find((change) => change.kind === 'Priority')?.priority;
  const nodes = changes.find((change) => change.kind === 'Nodes');
  const instead = priority === undefined ? undefined : { ...workload, priority };
  const room = nodes && roomWith?.(nodes.flavor, nodes.count);
  const copy = scheduler.part(queue, { only: scope === 'OwnQueue', instead, room });
  const own = copy.get(key)!;
  for (const change of changes) changeTree(copy.tree, own.queue, change);
  for (const { pending } of copy.tree.queues.values())
    for (const one of pending.workloads()) one.lastAssignment = undefined;
  copy.wake(own.queue);
  return runTrial(copy, key, now, scope);
}

/**
 * A quick look at changes, one after the other on one copy: whether the workload by itself, before anybody else is
 * tried, would find quota or victims. Where it does not, a run is not worth while.
 */
export function screening(
  scheduler: Scheduler,
  key: string,
  roomWith: TrialOptions['roomWith'],
): (change: Change) => boolean {
  const copy = scheduler.part(scheduler.get(key)!.queue, { only: true });
  const own = copy.get(key)!;
  own.lastAssignment = undefined;
  const context = { tree: copy.tree, cycle: copy.cycleCount + 1, gone: NONE, room: copy.room };
  return (change) => {
    const undo = changeForALook(copy.tree, own.queue, change);
    const workload =
      change.kind === 'Priority' ? { ...own.workload, priority: change.priority } : own.workload;
    const room = change.kind === 'Nodes' ? roomWith?.(change.flavor, change.count) : copy.room;
    const workable = isWorkable(nominate({ ...own, workload }, { ...context, room }));
    undo();
    return workable;
  };
}

/** Runs a copy until the workload is admitted, or to rest. */
export function runTrial(copy: Scheduler, key: string, now: number, scope: TrialScope): Trial {
  const own = copy.get(key)!;
  const until = scope === 'OwnQueue' ? () => own.reservation !== undefined : undefined;
  const { preempted, livelocks } = settle(copy, now, {
    evictAtOnce: true,
    until,
    cyclesMax: TRIAL_CYCLES_MAX,
  });
  const usage = own.reservation?.usage ?? [];
  return {
    admitted: own.reservation !== undefined && livelocks.length === 0,
    podSets: own.reservation?.podSets ?? [],
    usage,
    borrowed: borrowedOf(own, usage),
    evictions: preempted,
    livelocks,
  };
}

function borrowedOf({ queue }: WorkloadInfo, usage: Usage): Usage {
  return usage
    .map(({ fr, amount }) => ({
      fr,
      amount: Math.min(amount, Math.max(0, queue.usage[fr]! - queue.nominal[fr]!)),
    }))
    .filter(({ amount }) => amount > 0);
}
