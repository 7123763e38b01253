import type { ClusterInstanceStatus } from '../../shapes/node.ts';
import { entryOf } from '../entry.ts';
import type { Node, Place, WorkKind } from './node.ts';

/**
 * The nodes of one cluster, indexed for what the rules and the lists ask: by logical id, by instance id, and
 * per group in order of creation with running counts. Counts are kept up to date with every write, so that
 * no rule ever walks the nodes to learn how many there are.
 */
export interface NodeEntry {
  readonly sequence: number;
  node: Node;
}

/** A place as a key of counts. */
export const placeKey = ({ plan, block, pool }: Place): string => `${block}/${pool}/${plan}`;

export class GroupIndex {
  /** In order of creation. */
  readonly entries: NodeEntry[] = [];
  /** Nodes whose present instance has finished provisioning. */
  joined = 0;
  readonly byWork = new Map<WorkKind, number>();
  readonly byStatus = new Map<ClusterInstanceStatus, number>();
  /** Joined nodes by instance type, and by the image they run. */
  readonly joinedByType = new Map<string, number>();
  readonly joinedByImage = new Map<string, number>();
  /** Nodes by their place in a training plan: all of them, and those that are not on their way out. */
  readonly places = new Map<string, number>();
  readonly stayingPlaces = new Map<string, number>();
  /** Nodes that wait for an instance of their plan. */
  awaiting = 0;

  get size(): number {
    return this.entries.length;
  }

  at(work: WorkKind): number {
    return this.byWork.get(work) ?? 0;
  }

  /** Nodes that are not on their way out. */
  get staying(): number {
    return this.entries.length - this.at('Terminate');
  }

  /** The position of the first entry whose sequence is at least `sequence`. */
  seek(sequence: number): number {
    return this.#firstPosition((entry) => entry.sequence >= sequence);
  }

  /** The position of the first entry created at or after that time: times follow the order of creation. */
  seekCreatedAt(at: number): number {
    return this.#firstPosition((entry) => entry.node.createdAt >= at);
  }

  #firstPosition(reached: (entry: NodeEntry) => boolean): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached(this.entries[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  count(node: Node, by: 1 | -1): void {
    if (node.joined) {
      this.joined += by;
      add(this.joinedByType, node.instanceType, by);
      add(this.joinedByImage, node.image.imageId, by);
    }
    add(this.byStatus, node.status, by);
    if (node.work !== undefined) add(this.byWork, node.work.kind, by);
    if (node.awaitsPlan === true) this.awaiting += by;
    if (node.place === undefined) return;
    const key = placeKey(node.place);
    add(this.places, key, by);
    if (node.work?.kind !== 'Terminate') add(this.stayingPlaces, key, by);
  }
}

/** Stands for every group without nodes, of which there are many: those that wait for their plans. */
const noNodes = new GroupIndex();

export class NodesIndex {
  readonly #entries = new Map<string, NodeEntry>();
  readonly #byInstanceId = new Map<string, NodeEntry>();
  readonly groups = new Map<string, GroupIndex>();

  get size(): number {
    return this.#entries.size;
  }

  get(logicalId: string): Node | undefined {
    return this.#entries.get(logicalId)?.node;
  }

  byInstanceId(instanceId: string): Node | undefined {
    return this.#byInstanceId.get(instanceId)?.node;
  }

  /** The group's index; empty where the group has no nodes. */
  group(name: string): GroupIndex {
    return this.groups.get(name) ?? noNodes;
  }

  /** How many nodes, over all groups, are at that work. */
  at(work: WorkKind): number {
    let count = 0;
    for (const group of this.groups.values()) count += group.at(work);
    return count;
  }

  /** Every node, group by group by their names, which a restart does not change; in a group in order of creation. */
  *all(): Iterable<Node> {
    for (const name of [...this.groups.keys()].sort())
      for (const entry of this.groups.get(name)?.entries ?? []) yield entry.node;
  }

  /** Writes or (undefined) removes a node; answers what was there. */
  set(logicalId: string, node: Node | undefined): Node | undefined {
    const entry = this.#entries.get(logicalId);
    const previous = entry?.node;
    if (entry === undefined) {
      if (node !== undefined) this.#insert(node);
    } else if (node === undefined) this.#remove(entry);
    else this.#replace(entry, node);
    return previous;
  }

  /** Counts the new before it takes the old out: most counts stay, and none of those comes and goes on the way. */
  #replace(entry: NodeEntry, node: Node): void {
    const previous = entry.node;
    const group = this.groups.get(node.group)!;
    group.count(node, 1);
    group.count(previous, -1);
    entry.node = node;
    if (previous.instanceId === node.instanceId) return;
    if (previous.instanceId !== undefined) this.#byInstanceId.delete(previous.instanceId);
    if (node.instanceId !== undefined) this.#byInstanceId.set(node.instanceId, entry);
  }

  #insert(node: Node): void {
    const group = entryOf(this.groups, node.group, () => new GroupIndex());
    const entry: NodeEntry = { sequence: node.sequence, node };
    const last = group.entries.at(-1);
    if (last === undefined || last.sequence < node.sequence) group.entries.push(entry);
    else group.entries.splice(group.seek(node.sequence), 0, entry);
    this.#entries.set(node.logicalId, entry);
    if (node.instanceId !== undefined) this.#byInstanceId.set(node.instanceId, entry);
    group.count(node, 1);
  }

  #remove({ sequence, node }: NodeEntry): void {
    const group = this.groups.get(node.group)!;
    group.count(node, -1);
    group.entries.splice(group.seek(sequence), 1);
    if (group.size === 0) this.groups.delete(node.group);
    this.#entries.delete(node.logicalId);
    if (node.instanceId !== undefined) this.#byInstanceId.delete(node.instanceId);
  }
}

function add<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
