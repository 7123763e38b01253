/** Who stands where: each task's place, and who is on a node. */
import { entryOf } from '../entry.ts';
import type { PodSet } from '../scheduler/workload.ts';
import type { RoomNode } from './node-slot.ts';
import type { TaskReplica } from './task.ts';

/** A task's place: what it takes of which node. */
export interface Stay {
  readonly replicas: readonly TaskReplica[];
  /** Of the nodes as they were: one that went and came back since is another, and empty. */
  readonly taken: readonly {
    readonly at: RoomNode;
    readonly podSet: Pick<PodSet, 'requests'>;
    readonly pods: number;
  }[];
  /** Where it is one of the strangers. */
  readonly strangeOn: ReadonlySet<RoomNode>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The places by task; a class because those by node follow from them. */
export class Stays {
  #byTask = new Map<string, Stay>();
  /** A copy makes it when it is asked for it, which is seldom. */
  #tasksOn: Map<string, Set<string>> | undefined = new Map();
  /** In a copy: the places that are no longer what they were, as they were. */
  #before: Map<string, Stay | undefined> | undefined;

  get(key: string): Stay | undefined {
    return this.#byTask.get(key);
  }

  set(key: string, stay: Stay): void {
    this.#note(key);
    this.#byTask.set(key, stay);
    if (this.#tasksOn !== undefined) enter(this.#tasksOn, key, stay);
  }

  delete(key: string): void {
    this.#note(key);
    for (const { node } of this.#byTask.get(key)?.replicas ?? []) this.#tasksOn?.get(node)?.delete(key);
    this.#byTask.delete(key);
  }

  /** Who has a replica on the node. */
  tasksOn(node: string): ReadonlySet<string> {
    if (this.#tasksOn === undefined) {
      this.#tasksOn = new Map();
      for (const [key, stay] of this.#byTask) enter(this.#tasksOn, key, stay);
    }
    return this.#tasksOn.get(node) ?? NOBODY;
  }

  copy(): Stays {
    const copy = new Stays();
    copy.#byTask = new Map(this.#byTask);
    copy.#tasksOn = undefined;
    copy.#before = new Map();
    return copy;
  }

  /** Makes a copy again what it was. */
  reset(): void {
    for (const [key, stay] of this.#before ?? []) {
      if (stay === undefined) this.#byTask.delete(key);
      else this.#byTask.set(key, stay);
    }
    if (this.#before !== undefined) this.#tasksOn = undefined;
    this.#before?.clear();
  }

  #note(key: string): void {
    if (this.#before !== undefined && !this.#before.has(key)) this.#before.set(key, this.#byTask.get(key));
  }
}

function enter(tasksOn: Map<string, Set<string>>, key: string, { replicas }: Stay): void {
  for (const { node } of replicas) entryOf(tasksOn, node, () => new Set()).add(key);
}
