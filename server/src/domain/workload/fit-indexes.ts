/** The kinds of pods that were asked for lately, each with its index of the nodes; the oldest go first. */
import { kindOfPod } from '../scheduler/equivalence-hash.ts';
import type { PodSet } from '../scheduler/workload.ts';
import { FitIndex } from './fit-index.ts';
import type { Slot } from './node-slot.ts';

/** Kinds of pods remembered of one type of nodes: each costs a mark whenever what is free on a node changes. */
export const KINDS_REMEMBERED_MAX = 8;

/** The indexes over the nodes of one type. */
export class FitIndexes {
  readonly #slots: ReadonlyMap<string, Slot>;
  readonly #byKind = new Map<string, FitIndex | undefined>();
  /** The kind that was asked for last, and its index: most that come are alike. */
  #latest: { readonly kind: string; readonly index: FitIndex } | undefined;

  constructor(slots: ReadonlyMap<string, Slot>) {
    this.#slots = slots;
  }

  /** Undefined at the first time of asking: to look at each node once is cheaper than an index that serves once. */
  of(podSet: PodSet): FitIndex | undefined {
    const kind = kindOfPod(podSet);
    if (this.#latest?.kind === kind) return this.#latest.index;
    const isKnown = this.#byKind.has(kind);
    const index = isKnown
      ? (this.#byKind.get(kind) ?? new FitIndex(podSet, this.#slots.values()))
      : undefined;
    this.#byKind.delete(kind);
    this.#byKind.set(kind, index);
    if (this.#byKind.size > KINDS_REMEMBERED_MAX) this.#byKind.delete(this.#byKind.keys().next().value!);
    this.#latest = index && { kind, index };
    return index;
  }

  /** The node is new, or what is free on it has changed. */
  touch(slot: Slot): void {
    for (const index of this.#byKind.values()) index?.touch(slot);
  }

  /** The node is gone. */
  drop(slot: Slot): void {
    for (const index of this.#byKind.values()) index?.drop(slot);
  }
}
