/**
 * The nodes that take work, with what is free on each.
 *
 * To try something on, they are copied dozens of times, and a try touches few nodes. So a copy shares the nodes, and
 * whoever writes to one makes it its own first: the copy, and the original too. A copy remembers which it has made its
 * own, and can be brought back to what it was.
 */
import { entryOf } from '../entry.ts';
import { FitIndexes } from './fit-indexes.ts';
import { copyOfSlot, emptySlot, type RoomNode, type Slot } from './node-slot.ts';

/** Nodes of one type. */
interface Kind {
  readonly slots: Map<string, Slot>;
  readonly indexes: FitIndexes;
}

const kindOf = (slots: Map<string, Slot>): Kind => ({ slots, indexes: new FitIndexes(slots) });

/** The nodes by name and by type; a class for who owns which. */
export class Slots {
  #byName = new Map<string, Slot>();
  readonly #byType = new Map<string, Kind>();
  /** Another one after each copy: none of the nodes is its own any more. */
  #owner = {};
  /** In a copy: the nodes that are no longer what they were, as they were. */
  #before: Map<string, Slot | undefined> | undefined;

  /** A node comes, all of it free. */
  add(at: RoomNode): void {
    this.#note(at.node);
    this.#put(emptySlot(at, this.#owner));
  }

  remove(node: string): void {
    const slot = this.#byName.get(node);
    if (slot === undefined) return;
    this.#note(node);
    this.#drop(slot);
  }

  get(node: string): Slot | undefined {
    return this.#byName.get(node);
  }

  /** The node, to write to; undefined where it is gone. Who writes says so by `touched`. */
  own(at: RoomNode): Slot | undefined {
    const slot = this.#byName.get(at.node);
    if (slot === undefined || slot.at !== at) return undefined;
    if (slot.owner === this.#owner) return slot;
    this.#note(at.node);
    const own = copyOfSlot(slot, this.#owner);
    this.#put(own);
    return own;
  }

  /** What is free on the node has changed. */
  touched(slot: Slot): void {
    this.#byType.get(slot.instanceType)!.indexes.touch(slot);
  }

  /** All, or those of one type. */
  values(instanceType?: string): Iterable<Slot> {
    if (instanceType === undefined) return this.#byName.values();
    return this.#byType.get(instanceType)?.slots.values() ?? [];
  }

  /** The types that there are nodes of. */
  types(): readonly string[] {
    return [...this.#byType].filter(([, { slots }]) => slots.size > 0).map(([type]) => type);
  }

  /** Undefined where there was never a node of the type. */
  indexesOf(instanceType: string): FitIndexes | undefined {
    return this.#byType.get(instanceType)?.indexes;
  }

  copy(): Slots {
    this.#owner = {};
    const copy = new Slots();
    copy.#byName = new Map(this.#byName);
    for (const [type, { slots }] of this.#byType) copy.#byType.set(type, kindOf(new Map(slots)));
    copy.#before = new Map();
    return copy;
  }

  /** Makes a copy again what it was. */
  reset(): void {
    for (const [node, slot] of this.#before ?? []) {
      const now = this.#byName.get(node);
      if (slot !== undefined) this.#put(slot);
      else if (now !== undefined) this.#drop(now);
    }
    this.#before?.clear();
  }

  #note(node: string): void {
    if (this.#before !== undefined && !this.#before.has(node)) this.#before.set(node, this.#byName.get(node));
  }

  /** In the place of the one of its name, if there is one. */
  #put(slot: Slot): void {
    const { node, instanceType } = slot;
    const last = this.#byName.get(node);
    if (last !== undefined && last.instanceType !== instanceType) this.#drop(last);
    this.#byName.set(node, slot);
    const { slots, indexes } = entryOf(this.#byType, instanceType, () => kindOf(new Map()));
    const other = slots.get(node);
    if (other !== undefined) indexes.drop(other);
    slots.set(node, slot);
    indexes.touch(slot);
  }

  #drop(slot: Slot): void {
    this.#byName.delete(slot.node);
    const { slots, indexes } = this.#byType.get(slot.instanceType)!;
    slots.delete(slot.node);
    indexes.drop(slot);
  }
}
