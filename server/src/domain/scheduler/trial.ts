/**
 * Tries a change on a copy and runs the scheduler on it. After the change everything that it may concern is awake
 * and scans its flavors from the start, and victims are gone at once.
 *
 * A full run lets everybody who shares quota with the queue try, to rest. In a cluster of a thousand queues that
 * takes longer than a person likes to wait, so there is a run that is restricted to the queue in question: what
 * waits in it is tried in its true order until the workload is admitted; what waits in other queues stays parked
 * as it is, because it is at rest; victims are awake and try again. The two can differ only where the change also
 * lets somebody of another queue in, or where the workload loses again what it was given.
 *
 * One explanation tries a dozen changes. They share one copy of the tree, brought back after each (copy-tree.ts).
 */
import { type Change, changeTree } from './change.ts';
import { bringBack, copyTree } from './copy-tree.ts';
import type { Admission, Eviction } from './cycle.ts';
import type { Usage } from './flavor-resource.ts';
import type { Livelock } from './livelock.ts';
import { isWorkable, nominateInTurns } from './nominate.ts';
import { NONE } from './preemption/targets.ts';
import type { QuotaTree } from './quota-tree.ts';
import type { Room } from './room.ts';
import type { Scheduler } from './scheduler.ts';
import { settle } from './settle.ts';
import { twinOf, type Workload, type WorkloadInfo } from './workload.ts';

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

/** Cycles of one trial; past them the workload counts as not admitted. Each tries one workload of each busy queue. */
export const TRIAL_CYCLES_MAX = 1_024;
/** Workloads tried, over all cycles, for each queue that may be busy; of few queues as many as there are cycles. */
export const TRIES_A_QUEUE_MAX = 256;

/** Trials with one workload, one after the other on one copy; a class for that copy. */
export class Trials {
  readonly scheduler: Scheduler;
  readonly options: TrialOptions;
  readonly #own: WorkloadInfo;
  readonly #tree: QuotaTree;
  readonly #room: Room | undefined;

  /** The scheduler must not change until the last trial. */
  constructor(scheduler: Scheduler, key: string, options: TrialOptions) {
    this.scheduler = scheduler;
    this.options = options;
    const original = scheduler.get(key)!;
    this.#tree = copyTree(scheduler.tree, original.queue);
    this.#room = scheduler.room?.copy();
    this.#own = twinOf(original, this.#tree.queues.get(original.queue.name)!);
    this.#own.lastAssignment = undefined;
  }

  /**
   * A quick look: whether the workload by itself, before anybody else is tried, would find quota or victims with the
   * change. Where it does not, a run is not worth while.
   */
  mayWork(change: Change): boolean {
    const { queue, workload } = this.#own;
    const room = this.#roomWith([change]) ?? this.#room;
    const undo = changeTree(this.#tree, queue, change);
    const context = { tree: this.#tree, cycle: this.scheduler.cycleCount + 1, gone: NONE, room };
    const instead = withPriority(workload, [change]) ?? workload;
    const nomination = nominateInTurns({ ...this.#own, workload: instead }, context, this.scheduler.idleMax);
    undo();
    return isWorkable(nomination);
  }

  /** A run; several changes at once, for what a change of the API comes to may be more than one of the scheduler. */
  run(changes: readonly Change[]): Trial {
    const { scheduler, options } = this;
    const { workload, queue } = this.#own;
    const part = scheduler.part(scheduler.tree.queues.get(queue.name)!, {
      only: options.scope === 'OwnQueue',
      instead: withPriority(workload, changes),
      room: this.#roomWith(changes) ?? this.#room,
      tree: this.#tree,
    });
    const undo = changes.map((change) => changeTree(this.#tree, queue, change));
    for (const { pending } of this.#tree.queues.values())
      for (const one of pending.workloads()) one.lastAssignment = undefined;
    part.wakeAll();
    const trial = runTrial(part, workload.key, options.now, options.scope);
    for (const takeBack of undo.reverse()) takeBack();
    bringBack(this.#tree, scheduler.tree);
    this.#room?.reset();
    return trial;
  }

  #roomWith(changes: readonly Change[]): Room | undefined {
    const nodes = changes.find((change) => change.kind === 'Nodes');
    return nodes && this.options.roomWith?.(nodes.flavor, nodes.count);
  }
}

function withPriority(workload: Workload, changes: readonly Change[]): Workload | undefined {
  const priority = changes.find((change) => change.kind === 'Priority')?.priority;
  return priority === undefined ? undefined : { ...workload, priority };
}

/** Runs a copy until the workload is admitted, or to rest. */
export function runTrial(copy: Scheduler, key: string, now: number, scope: TrialScope): Trial {
  const own = copy.get(key)!;
  const alone = scope === 'OwnQueue';
  const queues = alone ? 1 : copy.tree.siblings.get(own.queue)!.length;
  const { preempted, livelocks } = settle(copy, now, {
    evictAtOnce: true,
    until: alone ? () => own.reservation !== undefined : undefined,
    cyclesMax: TRIAL_CYCLES_MAX,
    triesMax: Math.max(TRIAL_CYCLES_MAX, TRIES_A_QUEUE_MAX * queues),
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
