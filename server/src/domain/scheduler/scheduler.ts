/**
 * The scheduler: workloads come, are admitted, are preempted, go; quota decides. It has no clock, does no I/O
 * and draws no random numbers: the same calls in the same order give the same decisions, which are those of
 * Kueue v0.19.2. Where Kueue waits a second to batch wake-ups, here a wake-up is at once.
 */

import { entryOf } from '../entry.ts';
import { type ClusterQueue, markEvicting, release, reserve } from './cluster-queue.ts';
import { copyTree } from './copy-tree.ts';
import { type CycleResult, runCycle } from './cycle.ts';
import { type HeldQuota, heldQuota, usageOf } from './held-quota.ts';
import type { Policy } from './policy.ts';
import { type QuotaTree, quotaTree } from './quota-tree.ts';
import type { Room } from './room.ts';
import { twinOf, type Workload, type WorkloadInfo, workloadInfo } from './workload.ts';

/** What a part of a scheduler is to be like. */
export interface PartOptions {
  readonly only?: boolean | undefined;
  readonly instead?: Workload | undefined;
  readonly room?: Room | undefined;
  /** A copy of the tree that is to serve, in which nobody waits. */
  readonly tree?: QuotaTree | undefined;
}

/** All queues of one policy and the workloads in them. */
export class Scheduler {
  readonly tree: QuotaTree;
  /** Cycles in which nothing happens that are enough for every head to have gone twice through its flavors. */
  readonly idleMax: number;
  readonly #workloads = new Map<string, WorkloadInfo>();
  /** In a part those that hold quota are not entered until they are asked for: there are thousands, and few are. */
  #holdersLack = false;
  /** In a part: where to look up in which queue one was that holds quota. */
  #original: Scheduler | undefined;
  /** Queues with something to try. */
  readonly #busy = new Set<ClusterQueue>();
  /** Groups of queues that were found in a livelock, until something comes from outside. */
  readonly #stalled = new Set<readonly ClusterQueue[]>();
  readonly #room: Room | undefined;
  #cycle = 0;

  /** With a room, a workload is admitted only where its pods find places. */
  constructor(policy: Policy, room?: Room, tree: QuotaTree = quotaTree(policy)) {
    this.tree = tree;
    this.idleMax = 2 * longestGroup(tree) + 3;
    this.#room = room;
  }

  /** A workload by its key. */
  get(key: string): WorkloadInfo | undefined {
    return this.#workloads.get(key) ?? (this.#holdersLack ? this.#holder(key) : undefined);
  }

  #holder(key: string): WorkloadInfo | undefined {
    const name = this.#original?.get(key)?.queue.name;
    const queue = name === undefined ? undefined : this.tree.queues.get(name);
    const holder = queue?.holders.find(({ workload }) => workload.key === key);
    if (holder === undefined) return this.#complete().get(key);
    this.#workloads.set(key, holder);
    return holder;
  }

  #complete(): Map<string, WorkloadInfo> {
    if (!this.#holdersLack) return this.#workloads;
    this.#holdersLack = false;
    for (const { holders } of this.tree.queues.values())
      for (const holder of holders) this.#workloads.set(holder.workload.key, holder);
    return this.#workloads;
  }

  /** All workloads, waiting and holding, in order of arrival; in a part in no order that means anything. */
  workloads(): MapIterator<WorkloadInfo> {
    return this.#complete().values();
  }

  /** Scheduling cycles so far in which something was tried. */
  get cycleCount(): number {
    return this.#cycle;
  }

  /** Where workloads run; undefined where quota alone decides. */
  get room(): Room | undefined {
    return this.#room;
  }

  /** Whether any queue has something to try. */
  get hasHeads(): boolean {
    for (const queue of this.#busy) if (queue.pending.activeCount > 0 && !this.isStalled(queue)) return true;
    return false;
  }

  /** A workload comes and waits; answers what is known of it. */
  submit(workload: Workload): WorkloadInfo {
    const info = this.#add(workload);
    info.queue.pending.push(info);
    if (info.queue.active) this.#busy.add(info.queue);
    this.#resume(info.queue);
    return info;
  }

  /** A workload is taken over that holds quota already, and has its places in the room if it has any. */
  restore(workload: Workload, held: HeldQuota): void {
    const info = this.#add(workload);
    reserve(info.queue, info, {
      podSets: held.podSets,
      usage: usageOf(workload, held, this.tree),
      reservedAt: held.reservedAt,
      evicting: held.evicting ?? false,
    });
  }

  /** A workload is done, or was deleted: it goes, and what waited for its quota is tried again. */
  finish(key: string): void {
    const info = this.get(key);
    if (info === undefined) return;
    this.#workloads.delete(key);
    info.queue.pending.forget(info);
    info.queue.pending.remove(info);
    this.#resume(info.queue);
    if (info.reservation === undefined) return;
    this.#leave(info);
  }

  /** A workload must go for another reason than another workload: it keeps its quota until it has stopped. */
  evict(key: string): void {
    const info = this.get(key);
    if (info !== undefined) markEvicting(info.queue, info);
  }

  /** A preempted workload has stopped: its quota is free, and it waits again in its old place. */
  evicted(key: string): void {
    const info = this.get(key);
    if (info?.reservation === undefined) return;
    info.lastAssignment = undefined;
    info.queue.pending.push(info);
    this.#leave(info);
  }

  /** Its quota comes free for those who share quota with it, and its places for everybody. */
  #leave(info: WorkloadInfo): void {
    release(info.queue, info);
    if (this.#room === undefined) return this.wake(info.queue);
    this.#room.leave(info.workload.key);
    for (const queue of this.tree.queues.values()) this.#wakeOne(queue);
  }

  /**
   * A new scheduler with the same workloads under another policy: after a change of quota, or to ask what such a
   * change would do. Who holds quota keeps it, and its places; everything that waits is awake. Workloads whose
   * queue is gone are left out, and keep their places until they leave the room. The room is this scheduler's own if none is given: give a copy
   * to one that is only asked.
   */
  withPolicy(policy: Policy, room: Room | undefined = this.#room): Scheduler {
    const next = new Scheduler(policy, room);
    for (const { workload, queue, reservation } of this.workloads()) {
      if (!next.tree.queues.has(workload.clusterQueue)) continue;
      if (reservation === undefined) next.submit(workload);
      else next.restore(workload, heldQuota(reservation, this.tree));
      if (queue.pending.preemptor?.workload === workload)
        next.get(workload.key)!.queue.pending.stick(workload.key);
    }
    return next;
  }

  /**
   * A copy of the part of this scheduler that shares quota with a queue, to try something on: who holds and who
   * waits there, in the same state. With `only`, what waits in other queues is left out; with `instead`, this
   * takes the place of the workload of its key. The room is a copy too, unless another is given.
   */
  part(
    queue: ClusterQueue,
    { only = false, instead, room = this.#room?.copy(), tree = copyTree(this.tree, queue) }: PartOptions = {},
  ): Scheduler {
    const next = new Scheduler(this.tree.policy, room, tree);
    next.#cycle = this.#cycle;
    next.#holdersLack = true;
    next.#original = this;
    for (const of of only ? [queue] : this.tree.siblings.get(queue)!) {
      const own = tree.queues.get(of.name)!;
      const waiting = (info: WorkloadInfo): WorkloadInfo =>
        info.workload.key === instead?.key ? workloadInfo(instead, own) : twinOf(info, own);
      own.pending.resemble(of.pending, (info) =>
        info.reservation === undefined
          ? entryOf(next.#workloads, info.workload.key, () => waiting(info))
          : next.get(info.workload.key)!,
      );
      if (own.active && own.pending.activeCount > 0) next.#busy.add(own);
    }
    if (this.isStalled(queue)) next.stall(queue.name);
    return next;
  }

  /** Everything that waits in queues sharing quota with this one is tried again. */
  wake(queue: ClusterQueue): void {
    for (const sibling of this.tree.siblings.get(queue)!) this.#wakeOne(sibling);
  }

  /** The nodes have changed: everything that waits is tried again. */
  wakeAll(): void {
    this.#stalled.clear();
    for (const queue of this.tree.queues.values()) this.#wakeOne(queue);
  }

  #wakeOne(queue: ClusterQueue): void {
    queue.pending.wake();
    if (queue.active && queue.pending.activeCount > 0) this.#busy.add(queue);
  }

  /** Runs one scheduling cycle: at most one workload of each queue is tried. */
  cycle(now: number): CycleResult {
    const heads: WorkloadInfo[] = [];
    for (const queue of this.#busy) {
      if (this.isStalled(queue)) continue;
      const head = queue.pending.pop();
      if (head === undefined) this.#busy.delete(queue);
      else heads.push(head);
    }
    if (heads.length > 0) this.#cycle += 1;
    if (heads.length > 1) heads.sort((a, b) => a.queue.index - b.queue.index);
    return runCycle(this.tree, heads, this.#cycle, now, this.#room);
  }

  /** Nothing more is tried in the queues that share quota with this one until a workload comes or goes. */
  stall(queue: string): void {
    this.#stalled.add(this.tree.siblings.get(this.tree.queues.get(queue)!)!);
  }

  /** Whether nothing is tried there, since a livelock was found. */
  isStalled(queue: ClusterQueue): boolean {
    return this.#stalled.size > 0 && this.#stalled.has(this.tree.siblings.get(queue)!);
  }

  #resume(queue: ClusterQueue): void {
    if (this.#stalled.size > 0) this.#stalled.delete(this.tree.siblings.get(queue)!);
  }

  #add(workload: Workload): WorkloadInfo {
    const queue = this.tree.queues.get(workload.clusterQueue);
    if (queue === undefined) throw new RangeError(`no cluster queue is named ${workload.clusterQueue}`);
    if (this.get(workload.key) !== undefined)
      throw new RangeError(`workload ${workload.key} is known already`);
    const info = workloadInfo(workload, queue);
    this.#workloads.set(workload.key, info);
    return info;
  }
}

/** The most flavors that a queue has to choose from for one resource. */
function longestGroup({ queues }: QuotaTree): number {
  let longest = 0;
  for (const { resourceGroups } of queues.values())
    for (const { flavors } of resourceGroups) longest = Math.max(longest, flavors.length);
  return longest;
}
