import { entryOf } from './entry.ts';
import { type Keyed, type KeyOf, KeyOrder } from './key-order.ts';
import type { Kind, Objects } from './objects.ts';

/** Kinds whose keys are `<account>/<region>/<name>`. */
const kindsOfWorlds: ReadonlySet<Kind> = new Set<Kind>([
  'trainingPlan',
  'model',
  'endpointConfig',
  'endpoint',
  'trainingJob',
]);

/** Those of one kind in one world, by name; and in each order that was asked for since they were loaded. */
interface Named<T> {
  readonly byName: Map<string, T>;
  readonly orders: Map<KeyOf<T>, KeyOrder<T>>;
}

const nobody: Named<Objects[Kind]> = { byName: new Map(), orders: new Map() };

/** Objects of such kinds by their world and name, for lists and for names that were meant. */
export class ByWorld {
  readonly #kinds = new Map<Kind, Map<string, Named<Objects[Kind]>>>();

  /** Those of a kind in a world, by name; `world` is its key. */
  of<K extends Kind>(kind: K, world: string): ReadonlyMap<string, Objects[K]> {
    return this.#named(kind, world).byName;
  }

  /** The same in the order of a key, which must be one function for good: it names the order. */
  inOrder<K extends Kind>(kind: K, world: string, keyOf: KeyOf<Objects[K]>): readonly Keyed<Objects[K]>[] {
    const { byName, orders } = this.#named(kind, world);
    if (byName.size === 0) return [];
    return entryOf(orders, keyOf, () => new KeyOrder(byName.values(), keyOf)).rows;
  }

  #named<K extends Kind>(kind: K, world: string): Named<Objects[K]> {
    return (this.#kinds.get(kind)?.get(world) ?? nobody) as unknown as Named<Objects[K]>;
  }

  /** Those of a kind that have that name, of all worlds. */
  *called<K extends Kind>(kind: K, name: string): Iterable<Objects[K]> {
    for (const { byName } of this.#kinds.get(kind)?.values() ?? []) {
      const doc = byName.get(name);
      if (doc !== undefined) yield doc as Objects[K];
    }
  }

  write(kind: Kind, key: string, doc: Objects[Kind] | undefined): void {
    if (!kindsOfWorlds.has(kind)) return;
    const end = key.indexOf('/', key.indexOf('/') + 1);
    const worlds = entryOf(this.#kinds, kind, () => new Map<string, Named<Objects[Kind]>>());
    const { byName, orders } = entryOf(
      worlds,
      key.slice(0, end),
      (): Named<Objects[Kind]> => ({ byName: new Map(), orders: new Map() }),
    );
    const name = key.slice(end + 1);
    const previous = byName.get(name);
    if (doc === undefined) byName.delete(name);
    else byName.set(name, doc);
    for (const order of orders.values()) order.replace(previous, doc);
  }
}
