/** A room for tests: nodes with so much of each resource, every pod on one node, filled from the first on. */
import type { Room, Shortage } from './room.ts';
import type { PodSetFlavors, Workload } from './workload.ts';

/** A node of the flavor `a` unless told otherwise. */
export interface RoomNode {
  readonly flavor?: string;
  readonly cpu?: number;
  readonly gpu?: number;
}

/** A pod's place. */
interface Place {
  readonly node: number;
  readonly requests: Readonly<Record<string, number>>;
}

/** The room; a class for what stands where. */
export class NodeRoom implements Room {
  readonly #nodes: readonly RoomNode[];
  readonly #free: Record<string, number>[];
  readonly #places = new Map<string, readonly Place[]>();
  #original: ReadonlyMap<string, readonly Place[]> = this.#places;
  readonly #out = new Set<string>();
  /** Times that it was asked. */
  asked = 0;

  constructor(nodes: readonly RoomNode[]) {
    this.#nodes = nodes;
    this.#free = nodes.map(({ cpu = 0, gpu = 0 }) => ({ cpu, gpu }));
  }

  fits(workload: Workload, podSets: readonly PodSetFlavors[]): boolean {
    this.asked += 1;
    return podSets.every((podSet) => this.#placesFor(workload, podSet).length === podSet.count);
  }

  shortage(workload: Workload, podSets: readonly PodSetFlavors[]): Shortage {
    const podSet = podSets.find((one) => this.#placesFor(workload, one).length < one.count)!;
    const nodes = this.#nodesOf(podSet);
    const requests = requestsOf(workload, podSet);
    const full = nodes.filter((node) => this.#capacity(node, requests) === 0).length;
    return {
      podSet: podSet.name,
      fits: this.#placesFor(workload, podSet).length,
      nodes: nodes.length,
      excluded: full === 0 ? {} : { [`resource "${Object.keys(requests)[0]}"`]: full },
    };
  }

  place(workload: Workload, podSets: readonly PodSetFlavors[]): void {
    if (this.#out.size > 0) throw new Error(`${workload.key} is placed while others are out for a look`);
    const places = podSets.flatMap((podSet) => this.#placesFor(workload, podSet));
    if (places.length < podSets.reduce((sum, { count }) => sum + count, 0)) {
      throw new Error(`${workload.key} has no room`);
    }
    this.#places.set(workload.key, places);
    this.#move(places, -1);
  }

  leave(key: string): void {
    this.#move(this.#places.get(key) ?? [], 1);
    this.#places.delete(key);
  }

  takeOut(key: string): void {
    if (this.#out.has(key)) throw new Error(`${key} is out already`);
    this.#out.add(key);
    this.#move(this.#places.get(key) ?? [], 1);
  }

  putBack(key: string): void {
    if (!this.#out.delete(key)) throw new Error(`${key} is not out`);
    this.#move(this.#places.get(key) ?? [], -1);
  }

  copy(): NodeRoom {
    return this.withNodes([]);
  }

  /** A copy with further nodes. */
  withNodes(more: readonly RoomNode[]): NodeRoom {
    if (this.#out.size > 0) throw new Error('a room is copied while somebody is out for a look');
    const room = new NodeRoom([...this.#nodes, ...more]);
    room.#original = new Map(this.#places);
    room.reset();
    return room;
  }

  reset(): void {
    for (const key of [...this.#places.keys()]) this.leave(key);
    for (const [key, places] of this.#original) {
      this.#places.set(key, places);
      this.#move(places, -1);
    }
  }

  /** Who stands on which nodes; nobody may be out for a look. */
  get occupants(): Readonly<Record<string, readonly number[]>> {
    if (this.#out.size > 0) throw new Error(`${[...this.#out].join(', ')} did not come back`);
    return Object.fromEntries(
      [...this.#places].map(([key, places]) => [key, places.map(({ node }) => node)]),
    );
  }

  /** What is free, by node. */
  get free(): readonly Readonly<Record<string, number>>[] {
    return this.#free;
  }

  #nodesOf({ flavors }: PodSetFlavors): readonly number[] {
    const wanted = Object.values(flavors)[0];
    return this.#nodes.flatMap(({ flavor = 'a' }, node) => (flavor === wanted ? [node] : []));
  }

  #capacity(node: number, requests: Place['requests']): number {
    const rooms = Object.entries(requests).filter(([, amount]) => amount > 0);
    return Math.min(...rooms.map(([name, amount]) => Math.floor((this.#free[node]![name] ?? 0) / amount)));
  }

  #placesFor(workload: Workload, podSet: PodSetFlavors): readonly Place[] {
    const requests = requestsOf(workload, podSet);
    const places: Place[] = [];
    for (const node of this.#nodesOf(podSet)) {
      const count = Math.min(this.#capacity(node, requests), podSet.count - places.length);
      for (let pod = 0; pod < count; pod += 1) places.push({ node, requests });
    }
    return places;
  }

  #move(places: readonly Place[], sign: 1 | -1): void {
    for (const { node, requests } of places) {
      for (const [name, amount] of Object.entries(requests)) this.#free[node]![name]! += sign * amount;
    }
  }
}

function requestsOf({ podSets }: Workload, { name }: PodSetFlavors): Place['requests'] {
  return podSets.find((podSet) => podSet.name === name)!.requests;
}
