/**
 * The workloads that wait in one cluster queue.
 *
 * Kueue keeps a heap of those to try and a set of those that cannot be admitted until something changes. Under
 * BestEffortFIFO it moves all workloads of one shape into that set together, and a wake-up moves everything
 * back. So the queue here is a heap of shapes, each with a heap of its workloads: parking and waking move
 * shapes, not workloads, and cost the same for ten waiting workloads of a shape and for a hundred thousand.
 *
 * Nothing is removed from the middle of a heap. A workload's ticket names the one entry that speaks for it;
 * entries with an older ticket are dropped when they come up.
 */
import TinyQueue from 'tinyqueue';
import { compareInQueue, hasPendingFlavors, type WorkloadInfo } from './workload.ts';

/** Why an attempt did not admit the workload; decides where it waits. */
export type RequeueReason =
  | 'NoFit'
  | 'PreemptionNoCandidates'
  | 'FailedAfterNomination'
  | 'PendingPreemption';

/** With what decides the order at hand: a long heap is mostly not in the processor's cache. */
interface Entry {
  readonly priority: number;
  readonly createdAt: number;
  readonly workload: WorkloadInfo;
  readonly ticket: number;
}

interface Shape {
  readonly hash: string;
  parked: boolean;
  readonly entries: TinyQueue<Entry>;
  /** The ticket by which this shape stands in the queue's heap; 0 when it does not. */
  standing: number;
  size: number;
}

/** Shapes of which nothing waits are kept while there are no more: the next workload is likely of one of them. */
const EMPTY_SHAPES_MAX = 16;

const byQueueOrder = (a: Entry, b: Entry): number =>
  b.priority - a.priority || a.createdAt - b.createdAt || compareInQueue(a.workload, b.workload);

/**
 * What a queue has before the first workload comes, and never writes to: a copy of a large cluster, to try something
 * on, has a thousand queues to which none ever comes.
 */
const NOTHING = {
  waiting: new Map<string, WorkloadInfo>(),
  shapes: new Map<string, Shape>(),
  heads: new TinyQueue<Entry>([], byQueueOrder),
  parked: new Set<Shape>(),
};

/** The queue; a class because it is what its heaps contain, and nothing else may touch them. */
export class PendingQueue {
  readonly #bestEffort: boolean;
  #waiting = NOTHING.waiting;
  #shapes = NOTHING.shapes;
  #heads = NOTHING.heads;
  #parked = NOTHING.parked;
  #tickets = 0;
  #activeCount = 0;
  #preemptor: WorkloadInfo | undefined;

  constructor(queueingStrategy: 'StrictFIFO' | 'BestEffortFIFO') {
    this.#bestEffort = queueingStrategy === 'BestEffortFIFO';
  }

  /** Nothing has ever waited here, and no shape is parked. */
  get isUnused(): boolean {
    return this.#waiting === NOTHING.waiting;
  }

  /** Workloads that the next cycles will try. */
  get activeCount(): number {
    return this.#activeCount;
  }

  /** All that wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** The workload that has preempted and waits for its victims to go. */
  get preemptor(): WorkloadInfo | undefined {
    return this.#preemptor;
  }

  /** All that wait, in no order that means anything. */
  workloads(): MapIterator<WorkloadInfo> {
    return this.#waiting.values();
  }

  /** Whether it waits for something to change. */
  isParked(workload: WorkloadInfo): boolean {
    return this.#waiting.has(workload.workload.key) && this.#shapes.get(workload.hash)!.parked;
  }

  /** Lets a workload wait; one of a shape that is parked is parked at once. */
  push(workload: WorkloadInfo): void {
    this.#begin();
    this.#waiting.set(workload.workload.key, workload);
    const shape = this.#shapeOf(workload.hash);
    this.#tickets += 1;
    workload.ticket = this.#tickets;
    const { priority, createdAt } = workload.workload;
    shape.entries.push({ priority, createdAt, workload, ticket: workload.ticket });
    shape.size += 1;
    if (shape.parked) return;
    this.#activeCount += 1;
    this.#stand(shape);
  }

  #begin(): void {
    if (!this.isUnused) return;
    this.#waiting = new Map();
    this.#shapes = new Map();
    this.#heads = new TinyQueue([], byQueueOrder);
    this.#parked = new Set();
  }

  /** Lets everything wait that waits in another queue, in the same state, as these copies of its workloads. */
  resemble(other: PendingQueue, copyOf: (workload: WorkloadInfo) => WorkloadInfo): void {
    for (const workload of other.#waiting.values()) this.push(copyOf(workload));
    for (const { hash } of other.#parked) this.#park(hash);
    const preemptor = other.#preemptor;
    if (preemptor !== undefined) this.#preemptor = copyOf(preemptor);
  }

  /** Makes a waiting workload the preemptor. */
  stick(key: string): void {
    this.#preemptor = this.#waiting.get(key);
  }

  /** Takes the head to try it: the sticky preemptor, else the first in queue order. */
  pop(): WorkloadInfo | undefined {
    const head = this.#stickyHead() ?? this.#first();
    if (head !== undefined) this.remove(head);
    return head;
  }

  /** Takes a workload out, wherever it waits. */
  remove(workload: WorkloadInfo): void {
    if (!this.#waiting.delete(workload.workload.key)) return;
    const shape = this.#shapes.get(workload.hash)!;
    workload.ticket = 0;
    shape.size -= 1;
    if (!shape.parked) this.#activeCount -= 1;
    if (shape.size === 0 && !shape.parked && this.#shapes.size > EMPTY_SHAPES_MAX)
      this.#shapes.delete(workload.hash);
    else if (!shape.parked) this.#stand(shape);
  }

  /** Puts a workload back after an attempt, to be tried again or parked with all of its shape. */
  requeue(workload: WorkloadInfo, reason: RequeueReason): void {
    if (reason === 'PendingPreemption') this.#preemptor = workload;
    const immediate =
      !this.#bestEffort || reason === 'FailedAfterNomination' || reason === 'PendingPreemption';
    this.push(workload);
    if (!immediate && !hasPendingFlavors(workload.lastAssignment)) this.#park(workload.hash);
  }

  /** The workload was admitted, or is gone: it is no longer the preemptor. */
  forget(workload: WorkloadInfo): void {
    if (this.#preemptor === workload) this.#preemptor = undefined;
  }

  /** Something changed: everything parked is tried again. */
  wake(): void {
    if (this.#parked.size === 0) return;
    for (const shape of this.#parked) {
      shape.parked = false;
      this.#activeCount += shape.size;
      if (shape.size === 0) this.#shapes.delete(shape.hash);
      else this.#stand(shape);
    }
    this.#parked.clear();
  }

  #shapeOf(hash: string): Shape {
    let shape = this.#shapes.get(hash);
    if (shape === undefined) {
      shape = { hash, parked: false, entries: new TinyQueue<Entry>([], byQueueOrder), standing: 0, size: 0 };
      this.#shapes.set(hash, shape);
    }
    return shape;
  }

  #park(hash: string): void {
    this.#begin();
    const shape = this.#shapeOf(hash);
    if (shape.parked) return;
    shape.parked = true;
    this.#activeCount -= shape.size;
    this.#parked.add(shape);
  }

  #stickyHead(): WorkloadInfo | undefined {
    const preemptor = this.#bestEffort ? this.#preemptor : undefined;
    if (preemptor === undefined || !this.#waiting.has(preemptor.workload.key)) return undefined;
    return this.#shapes.get(preemptor.hash)!.parked ? undefined : preemptor;
  }

  #first(): WorkloadInfo | undefined {
    for (let entry = this.#heads.peek(); entry !== undefined; entry = this.#heads.peek()) {
      const shape = this.#shapes.get(entry.workload.hash);
      if (shape !== undefined && !shape.parked && this.#speaks(entry)) return entry.workload;
      this.#heads.pop();
      if (shape?.standing === entry.ticket) shape.standing = 0;
    }
    return undefined;
  }

  /** Makes sure that the shape's first workload stands in the queue's heap. */
  #stand(shape: Shape): void {
    let first = shape.entries.peek();
    while (first !== undefined && !this.#speaks(first)) {
      shape.entries.pop();
      first = shape.entries.peek();
    }
    if (first === undefined || shape.standing === first.ticket) return;
    shape.standing = first.ticket;
    this.#heads.push(first);
  }

  #speaks(entry: Entry): boolean {
    return entry.workload.ticket === entry.ticket;
  }
}
