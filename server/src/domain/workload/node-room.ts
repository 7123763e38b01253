/**
 * The nodes as the scheduler's room: which have place for which pods, and who stands where.
 *
 * A task's pods are placed pod set by pod set, each set on the nodes that it fills up most, so that whole nodes
 * stay free for those who need whole nodes. Pods of one set are alike, so whether a single set fits is exact: the
 * sum of what each node could hold. Several sets go one after another, as Kueue places them.
 *
 * To try something on, a room is copied dozens of times, and a try touches few nodes. So a copy shares the nodes, and
 * whoever writes to one makes it its own first: the copy, and the original too.
 */

import { entryOf } from '../entry.ts';
import type { Capacity } from '../governance/policy-of.ts';
import type { Room, Shortage } from '../scheduler/room.ts';
import type { PodSet, PodSetFlavors, Workload } from '../scheduler/workload.ts';
import { assignDevices, hasDevices } from './devices.ts';
import type { FitIndex } from './fit-index.ts';
import { FitIndexes } from './fit-indexes.ts';
import {
  capacityOf,
  copyOfSlot,
  emptySlot,
  podsOn,
  type RoomNode,
  type Slot,
  take,
  whatKeepsOff,
} from './node-slot.ts';
import { planOf, podSetOf, type Share } from './placement-plan.ts';
import type { FreeAmounts } from './pod-fit.ts';
import { nowhere, type Stay, tasksByNode } from './stay.ts';
import type { TaskReplica } from './task.ts';

/** The room; a class for who stands where. */
export class NodeRoom implements Room {
  readonly #byType = new Map<string, Map<string, Slot>>();
  readonly #indexes = new Map<string, FitIndexes>();
  #slots = new Map<string, Slot>();
  #stays = new Map<string, Stay>();
  /** A copy makes it when it is asked for it, which is seldom. */
  #tasksOn: Map<string, Set<string>> | undefined = new Map();
  /** Another one after each copy: none of the nodes is its own any more. */
  #owner = {};
  /** Summed up when it is asked for; absent: nodes have come or gone since. */
  #capacity: Capacity | undefined;

  /** A node takes work from now on, all of it free. */
  addNode(added: RoomNode): void {
    this.#addSlot(emptySlot(added, this.#owner));
  }

  #addSlot(slot: Slot): void {
    this.#capacity = undefined;
    this.#slots.set(slot.node, slot);
    const slots = entryOf(this.#byType, slot.instanceType, () => new Map<string, Slot>());
    slots.set(slot.node, slot);
    entryOf(this.#indexes, slot.instanceType, () => new FitIndexes(slots)).touch(slot);
  }

  /** A node takes no work any more; who stands there has lost that place. */
  removeNode(node: string): void {
    const slot = this.#slots.get(node);
    if (slot === undefined) return;
    this.#slots.delete(node);
    this.#capacity = undefined;
    this.#byType.get(slot.instanceType)!.delete(node);
    this.#indexes.get(slot.instanceType)!.drop(slot);
  }

  has(node: string): boolean {
    return this.#slots.has(node);
  }

  /** What the nodes that take work have by their types, as quotas count it. Every task asks; nodes seldom change. */
  capacity(): Capacity {
    this.#capacity ??= new Map(
      [...this.#byType]
        .filter(([, slots]) => slots.size > 0)
        .map(([type, slots]) => [type, capacityOf(slots.values())]),
    );
    return this.#capacity;
  }

  /** The nodes that take work, with what is free on each. */
  *nodes(): Iterable<RoomNode & { readonly free: FreeAmounts }> {
    yield* this.#slots.values();
  }

  /** A task that runs already: it stands where it says. */
  restore(
    key: string,
    replicas: readonly TaskReplica[],
    requestsOf: (podSet: string) => PodSet['requests'],
  ): void {
    const taken: Stay['taken'][number][] = [];
    const strangeOn = new Set<RoomNode>();
    for (const replica of replicas) {
      const at = this.#slots.get(replica.node)?.at;
      const slot = at && this.#own(at);
      if (slot === undefined) continue;
      if (!hasDevices(slot.offer.layout, replica, requestsOf(replica.podSet))) strangeOn.add(slot.at);
      for (const gpu of replica.accelerators ?? []) slot.devices.takenGpus.add(gpu);
      for (const { gpu, start } of replica.partitions ?? []) slot.devices.takenSlices.add(`${gpu}/${start}`);
      taken.push({ at: slot.at, podSet: { requests: requestsOf(replica.podSet) }, pods: 1 });
    }
    this.#settle(key, replicas, taken, strangeOn);
    this.putBack(key);
  }

  /** Who has a replica on the node. */
  tasksOn(node: string): ReadonlySet<string> {
    this.#tasksOn ??= tasksByNode(this.#stays);
    return this.#tasksOn.get(node) ?? new Set();
  }

  #settle(
    key: string,
    replicas: Stay['replicas'],
    taken: Stay['taken'],
    strangeOn: Stay['strangeOn'] = nowhere,
  ): void {
    this.#stays.set(key, { replicas, taken, strangeOn });
    for (const { node } of replicas)
      if (this.#tasksOn !== undefined) entryOf(this.#tasksOn, node, () => new Set()).add(key);
  }

  /** Where each replica stands. */
  replicasOf(key: string): readonly TaskReplica[] {
    return this.#stays.get(key)?.replicas ?? [];
  }

  fits(workload: Workload, podSets: readonly PodSetFlavors[]): boolean {
    const wanted = podSets.filter(({ count }) => count > 0);
    if (wanted.length > 1) return this.#plan(workload, wanted) !== undefined;
    const [only] = wanted;
    if (only === undefined) return true;
    const podSet = podSetOf(workload, only.name);
    const index = this.#indexFor(only, podSet);
    if (index !== undefined) return index.pods >= only.count;
    let missing = only.count;
    for (const slot of this.#candidates(only)) {
      missing -= podsOn(slot, podSet);
      if (missing <= 0) return true;
    }
    return false;
  }

  shortage(workload: Workload, podSets: readonly PodSetFlavors[]): Shortage {
    const lacking = podSets.findIndex((_, i) => this.#plan(workload, podSets.slice(0, i + 1)) === undefined);
    const given = podSets[Math.max(0, lacking)]!;
    const podSet = podSetOf(workload, given.name);
    const excluded: Record<string, number> = {};
    let [fitting, nodes] = [0, 0];
    for (const slot of this.#candidates(given)) {
      nodes += 1;
      const pods = podsOn(slot, podSet);
      fitting += pods;
      if (pods > 0) continue;
      const what = whatKeepsOff(slot, podSet);
      excluded[what] = (excluded[what] ?? 0) + 1;
    }
    return { podSet: given.name, fits: Math.min(fitting, given.count - 1), nodes, excluded };
  }

  place(workload: Workload, podSets: readonly PodSetFlavors[]): void {
    const shares = this.#plan(workload, podSets);
    if (shares === undefined)
      throw new Error(`${workload.key} has no place, although it was found to have one`);
    const replicas: TaskReplica[] = [];
    let [podSetName, index] = ['', 0];
    const taken: Stay['taken'][number][] = [];
    for (const { slot: found, podSet, pods } of shares) {
      const slot = this.#own(found.at)!;
      this.#take(slot, podSet.requests, pods);
      taken.push({ at: slot.at, podSet, pods });
      // Shares come pod set by pod set.
      if (podSet.name !== podSetName) [podSetName, index] = [podSet.name, 0];
      for (let pod = 0; pod < pods; pod += 1) {
        const { node, offer, devices } = slot;
        const taken = assignDevices(podSet.requests, offer.layout, devices);
        replicas.push({ podSet: podSetName, index, node, ...taken });
        index += 1;
      }
    }
    // They are kept as long as the task: without the room to grow that a list has which grew.
    this.#settle(workload.key, replicas.slice(), taken.slice());
  }

  leave(key: string): void {
    const stay = this.#stays.get(key);
    if (stay === undefined) return;
    this.takeOut(key);
    this.#stays.delete(key);
    const nodes = new Map(stay.taken.map(({ at }) => [at.node, at]));
    for (const { node, accelerators = [], partitions = [] } of stay.replicas) {
      this.#tasksOn?.get(node)?.delete(key);
      const at = nodes.get(node);
      const devices = at && this.#own(at)?.devices;
      if (devices === undefined) continue;
      for (const gpu of accelerators) devices.takenGpus.delete(gpu);
      for (const { gpu, start } of partitions) devices.takenSlices.delete(`${gpu}/${start}`);
    }
  }

  takeOut(key: string): void {
    const stay = this.#stays.get(key);
    if (stay === undefined) return;
    for (const at of stay.strangeOn) this.#own(at)?.strangers.delete(key);
    for (const { at, podSet, pods } of stay.taken) this.#take(this.#own(at), podSet.requests, -pods);
  }

  putBack(key: string): void {
    const stay = this.#stays.get(key);
    if (stay === undefined) return;
    for (const at of stay.strangeOn) this.#own(at)?.strangers.add(key);
    for (const { at, podSet, pods } of stay.taken) this.#take(this.#own(at), podSet.requests, pods);
  }

  /** All strangers on a node have taken something of it, so that what they change is noticed here too. */
  #take(slot: Slot | undefined, requests: PodSet['requests'], pods: number): void {
    if (slot === undefined) return;
    take(slot.free, requests, pods);
    this.#indexes.get(slot.instanceType)!.touch(slot);
  }

  /** Nobody may be out for a look. */
  copy(): NodeRoom {
    this.#owner = {};
    const copy = new NodeRoom();
    copy.#slots = new Map(this.#slots);
    for (const [type, slots] of this.#byType) {
      const shared = new Map(slots);
      copy.#byType.set(type, shared);
      copy.#indexes.set(type, new FitIndexes(shared));
    }
    copy.#stays = new Map(this.#stays);
    copy.#tasksOn = undefined;
    copy.#capacity = this.#capacity;
    return copy;
  }

  /** The node, to write to; undefined where it is gone. */
  #own(at: RoomNode): Slot | undefined {
    const slot = this.#slots.get(at.node);
    if (slot === undefined || slot.at !== at) return undefined;
    if (slot.owner === this.#owner) return slot;
    const own = copyOfSlot(slot, this.#owner);
    this.#slots.set(at.node, own);
    this.#byType.get(at.instanceType)!.set(at.node, own);
    this.#indexes.get(at.instanceType)!.replace(slot, own);
    return own;
  }

  /** The nodes of the flavor that the pod set was given; of every type where it was given none. */
  #candidates({ flavors }: PodSetFlavors): Iterable<Slot> {
    const flavor = oneOf(flavors);
    return flavor === undefined ? this.#slots.values() : (this.#byType.get(flavor)?.values() ?? []);
  }

  #indexFor({ flavors }: PodSetFlavors, podSet: PodSet): FitIndex | undefined {
    const flavor = oneOf(flavors);
    return flavor === undefined ? undefined : this.#indexes.get(flavor)?.of(podSet);
  }

  #plan(workload: Workload, podSets: readonly PodSetFlavors[]): readonly Share[] | undefined {
    const [only] = podSets;
    if (podSets.length === 1 && only!.count > 0) {
      const podSet = podSetOf(workload, only!.name);
      const index = this.#indexFor(only!, podSet);
      if (index !== undefined && index.pods < only!.count) return undefined;
      const slot = index?.smallestFor(only!.count);
      if (slot !== undefined) return [{ slot, podSet, pods: only!.count }];
    }
    return planOf(workload, podSets, (given) => this.#candidates(given));
  }
}

/** A pod set's resources have one flavor: its instance type. */
function oneOf(flavors: PodSetFlavors['flavors']): string | undefined {
  for (const resource in flavors) return flavors[resource];
  return undefined;
}
