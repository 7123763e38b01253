/**
 * How many pods of one kind each node of a type holds, kept while nodes fill and empty: in a large cluster most
 * submissions ask for the same again, and to look at every node for each of them is what a pass would mostly do.
 */
import type { PodSet } from '../scheduler/workload.ts';
import { podsOn, type Slot } from './node-slot.ts';

/** The nodes of one type by how many such pods they hold. */
export class FitIndex {
  readonly #podSet: PodSet;
  readonly #filed = new Map<Slot, number>();
  /** By the number of pods, each list in order of the nodes' sequence; nodes that hold none are in no list. */
  readonly #byPods = new Map<number, Slot[]>();
  /** Touched and not filed yet: one, and where there are more, the others. */
  #touched: Slot | undefined;
  readonly #othersTouched: Set<Slot>;
  #pods = 0;

  constructor(podSet: PodSet, slots: Iterable<Slot>) {
    this.#podSet = podSet;
    this.#othersTouched = new Set(slots);
  }

  /** The node is new, or what is free on it has changed. */
  touch(slot: Slot): void {
    this.#touched ??= slot;
    if (this.#touched !== slot) this.#othersTouched.add(slot);
  }

  /** The node is gone. */
  drop(slot: Slot): void {
    if (this.#touched === slot) this.#touched = undefined;
    this.#othersTouched.delete(slot);
    this.#file(slot, 0);
    this.#filed.delete(slot);
  }

  /** How many such pods all nodes together hold. */
  get pods(): number {
    this.#refresh();
    return this.#pods;
  }

  /** Of the nodes that hold so many the one that holds fewest, of equals the first. */
  smallestFor(count: number): Slot | undefined {
    this.#refresh();
    let least = Number.POSITIVE_INFINITY;
    for (const pods of this.#byPods.keys()) if (pods >= count && pods < least) least = pods;
    return this.#byPods.get(least)?.[0];
  }

  #refresh(): void {
    if (this.#touched !== undefined) this.#file(this.#touched, podsOn(this.#touched, this.#podSet));
    this.#touched = undefined;
    // To empty a set costs a new one.
    if (this.#othersTouched.size === 0) return;
    for (const slot of this.#othersTouched) this.#file(slot, podsOn(slot, this.#podSet));
    this.#othersTouched.clear();
  }

  #file(slot: Slot, pods: number): void {
    const before = this.#filed.get(slot) ?? 0;
    if (before === pods) return;
    if (before > 0) this.#takeFrom(before, slot);
    if (pods > 0) this.#putInto(pods, slot);
    this.#filed.set(slot, pods);
    this.#pods += pods - before;
  }

  #takeFrom(pods: number, slot: Slot): void {
    const list = this.#byPods.get(pods)!;
    if (list.length === 1) this.#byPods.delete(pods);
    else list.splice(placeOf(list, slot), 1);
  }

  #putInto(pods: number, slot: Slot): void {
    const list = this.#byPods.get(pods);
    if (list === undefined) this.#byPods.set(pods, [slot]);
    else list.splice(placeOf(list, slot), 0, slot);
  }
}

/** Where the first node stands whose sequence is not below this one's. */
function placeOf(list: readonly Slot[], { sequence }: Slot): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.sequence < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
