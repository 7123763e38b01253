import { entryOf } from './entry.ts';
import { type Keyed, type KeyOf, KeyOrder } from './key-order.ts';
import type { Kind, Objects } from './objects.ts';
import { worldKey } from './world.ts';

/** Kinds whose objects belong to a world and have a name of their own in it, for good. */
export const namedKinds = [
  'cluster',
  'computeQuota',
  'schedulerConfig',
  'trainingPlan',
  'trainingJob',
  'model',
  'endpointConfig',
  'endpoint',
] as const satisfies readonly Kind[];

export type NamedKind = (typeof namedKinds)[number];

const isNamed: ReadonlySet<Kind> = new Set<Kind>(namedKinds);

/** Those of one kind in one world, by name; and in each order that was asked for since they were loaded. */
interface Named<T> {
  readonly byName: Map<string, T>;
  readonly orders: Map<KeyOf<T>, KeyOrder<T>>;
}

const nobody: Named<Objects[Kind]> = { byName: new Map(), orders: new Map() };

/** Objects of these kinds by their world and name, for lists and for names that were meant. */
export class ByWorld {
  readonly #kinds = new Map<Kind, Map<string, Named<Objects[Kind]>>>();

  /** Those of a kind in a world, by name; `world` is its key. */
  of<K extends NamedKind>(kind: K, world: string): ReadonlyMap<string, Objects[K]> {
    return this.#named(kind, world).byName;
  }

  /** The same in the order of a key, which must be one function for good: it names the order. */
  inOrder<K extends NamedKind>(
    kind: K,
    world: string,
    keyOf: KeyOf<Objects[K]>,
  ): readonly Keyed<Objects[K]>[] {
    const { byName, orders } = this.#named(kind, world);
    if (byName.size === 0) return [];
    return entryOf(orders, keyOf, () => new KeyOrder(byName.values(), keyOf)).rows;
  }

  #named<K extends NamedKind>(kind: K, world: string): Named<Objects[K]> {
    return (this.#kinds.get(kind)?.get(world) ?? nobody) as unknown as Named<Objects[K]>;
  }

  /** Those of a kind that have that name, of all worlds. */
  *called<K extends NamedKind>(kind: K, name: string): Iterable<Objects[K]> {
    for (const { byName } of this.#kinds.get(kind)?.values() ?? []) {
      const doc = byName.get(name);
      if (doc !== undefined) yield doc as Objects[K];
    }
  }

  /** An object was written over the one before, or (undefined) has come or gone. */
  write(kind: Kind, previous: Objects[Kind] | undefined, doc: Objects[Kind] | undefined): void {
    const present = (doc ?? previous) as Objects[NamedKind] | undefined;
    if (!isNamed.has(kind) || present === undefined) return;
    const worlds = entryOf(this.#kinds, kind, () => new Map<string, Named<Objects[Kind]>>());
    const { byName, orders } = entryOf(
      worlds,
      worldKey(present),
      (): Named<Objects[Kind]> => ({ byName: new Map(), orders: new Map() }),
    );
    if (doc === undefined) byName.delete(present.name);
    else byName.set(present.name, doc);
    for (const order of orders.values()) order.replace(previous, doc);
  }
}
