/**
 * The nodes as the scheduler's room: which have place for which pods, and who stands where.
 *
 * A task's pods are placed pod set by pod set, each set on the nodes that it fills up most, so that whole nodes
 * stay free for those who need whole nodes. Pods of one set are alike, so whether a single set fits is exact: the
 * sum of what each node could hold. Several sets go one after another, as Kueue places them.
 */

import type { Capacity } from '../governance/policy-of.ts';
import type { Room, Shortage } from '../scheduler/room.ts';
import type { PodSet, PodSetFlavors, Workload } from '../scheduler/workload.ts';
import { assignDevices, hasDevices } from './devices.ts';
import type { FitIndex } from './fit-index.ts';
import { capacityOf, podsOn, type RoomNode, type Slot, take, whatKeepsOff } from './node-slot.ts';
import { planOf, podSetOf, type Share } from './placement-plan.ts';
import type { FreeAmounts } from './pod-fit.ts';
import { Slots } from './slots.ts';
import { type Stay, Stays } from './stays.ts';
import type { TaskReplica } from './task.ts';

/** Most tasks are strangers on no node. */
const nowhere: Stay['strangeOn'] = new Set();

/** The room; a class for who stands where. */
export class NodeRoom implements Room {
  #slots = new Slots();
  #stays = new Stays();
  /** Summed up when it is asked for; absent: nodes have come or gone since. */
  #capacity: Capacity | undefined;

  /** A node takes work from now on, all of it free. */
  addNode(added: RoomNode): void {
    this.#capacity = undefined;
    this.#slots.add(added);
  }

  /** A node takes no work any more; who stands there has lost that place. */
  removeNode(node: string): void {
    if (!this.has(node)) return;
    this.#capacity = undefined;
    this.#slots.remove(node);
  }

  has(node: string): boolean {
    return this.#slots.get(node) !== undefined;
  }

  /** What the nodes that take work have by their types, as quotas count it. Every task asks; nodes seldom change. */
  capacity(): Capacity {
    this.#capacity ??= new Map(
      this.#slots.types().map((type) => [type, capacityOf(this.#slots.values(type))]),
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
      const slot = at && this.#slots.own(at);
      if (slot === undefined) continue;
      if (!hasDevices(slot.offer.layout, replica, requestsOf(replica.podSet))) strangeOn.add(slot.at);
      for (const gpu of replica.accelerators ?? []) slot.devices.takenGpus.add(gpu);
      for (const { gpu, start } of replica.partitions ?? []) slot.devices.takenSlices.add(`${gpu}/${start}`);
      taken.push({ at: slot.at, podSet: { requests: requestsOf(replica.podSet) }, pods: 1 });
    }
    this.#stays.set(key, { replicas, taken, strangeOn });
    this.putBack(key);
  }

  /** Who has a replica on the node. */
  tasksOn(node: string): ReadonlySet<string> {
    return this.#stays.tasksOn(node);
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
    for (const { at, podSet, pods } of shares) {
      const slot = this.#slots.own(at)!;
      this.#take(slot, podSet.requests, pods);
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
    this.#stays.set(workload.key, { replicas: replicas.slice(), taken: shares, strangeOn: nowhere });
  }

  leave(key: string): void {
    const stay = this.#stays.get(key);
    if (stay === undefined) return;
    this.takeOut(key);
    this.#stays.delete(key);
    const nodes = new Map(stay.taken.map(({ at }) => [at.node, at]));
    for (const { node, accelerators = [], partitions = [] } of stay.replicas) {
      const at = nodes.get(node);
      const devices = at && this.#slots.own(at)?.devices;
      if (devices === undefined) continue;
      for (const gpu of accelerators) devices.takenGpus.delete(gpu);
      for (const { gpu, start } of partitions) devices.takenSlices.delete(`${gpu}/${start}`);
    }
  }

  takeOut(key: string): void {
    const stay = this.#stays.get(key);
    if (stay === undefined) return;
    for (const at of stay.strangeOn) this.#slots.own(at)?.strangers.delete(key);
    for (const { at, podSet, pods } of stay.taken) this.#take(this.#slots.own(at), podSet.requests, -pods);
  }

  putBack(key: string): void {
    const stay = this.#stays.get(key);
    if (stay === undefined) return;
    for (const at of stay.strangeOn) this.#slots.own(at)?.strangers.add(key);
    for (const { at, podSet, pods } of stay.taken) this.#take(this.#slots.own(at), podSet.requests, pods);
  }

  /** All strangers on a node have taken something of it, so that what they change is noticed here too. */
  #take(slot: Slot | undefined, requests: PodSet['requests'], pods: number): void {
    if (slot === undefined) return;
    take(slot.free, requests, pods);
    this.#slots.touched(slot);
  }

  /** Nobody may be out for a look. */
  copy(): NodeRoom {
    const copy = new NodeRoom();
    copy.#slots = this.#slots.copy();
    copy.#stays = this.#stays.copy();
    copy.#capacity = this.#capacity;
    return copy;
  }

  reset(): void {
    this.#capacity = undefined;
    this.#slots.reset();
    this.#stays.reset();
  }

  /** The nodes of the flavor that the pod set was given; of every type where it was given none. */
  #candidates({ flavors }: PodSetFlavors): Iterable<Slot> {
    return this.#slots.values(oneOf(flavors));
  }

  #indexFor({ flavors }: PodSetFlavors, podSet: PodSet): FitIndex | undefined {
    const flavor = oneOf(flavors);
    return flavor === undefined ? undefined : this.#slots.indexesOf(flavor)?.of(podSet);
  }

  #plan(workload: Workload, podSets: readonly PodSetFlavors[]): readonly Share[] | undefined {
    const [only] = podSets;
    if (podSets.length === 1 && only!.count > 0) {
      const podSet = podSetOf(workload, only!.name);
      const index = this.#indexFor(only!, podSet);
      if (index !== undefined && index.pods < only!.count) return undefined;
      const slot = index?.smallestFor(only!.count);
      if (slot !== undefined) return [{ at: slot.at, podSet, pods: only!.count }];
    }
    return planOf(workload, podSets, (given) => this.#candidates(given));
  }
}

/** A pod set's resources have one flavor: its instance type. */
function oneOf(flavors: PodSetFlavors['flavors']): string | undefined {
  for (const resource in flavors) return flavors[resource];
  return undefined;
}
