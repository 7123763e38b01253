import { entryOf } from './entry.ts';
import type { Kind, Objects } from './objects.ts';

/** Kinds whose keys are `<account>/<region>/<name>`. */
const kindsOfWorlds: ReadonlySet<Kind> = new Set<Kind>([
  'model',
  'endpointConfig',
  'endpoint',
  'trainingJob',
]);

type Named = Map<string, Objects[Kind]>;

/** Objects of such kinds by their world and name, for lists and for names that were meant. */
export class ByWorld {
  readonly #kinds = new Map<Kind, Map<string, Named>>();

  /** Those of a kind in a world, by name; `world` is its key. */
  of<K extends Kind>(kind: K, world: string): ReadonlyMap<string, Objects[K]> {
    return (this.#kinds.get(kind)?.get(world) ?? new Map()) as ReadonlyMap<string, Objects[K]>;
  }

  /** Those of a kind that have that name, of all worlds. */
  *called<K extends Kind>(kind: K, name: string): Iterable<Objects[K]> {
    for (const byName of this.#kinds.get(kind)?.values() ?? []) {
      const doc = byName.get(name);
      if (doc !== undefined) yield doc as Objects[K];
    }
  }

  write(kind: Kind, key: string, doc: Objects[Kind] | undefined): void {
    if (!kindsOfWorlds.has(kind)) return;
    const end = key.indexOf('/', key.indexOf('/') + 1);
    const worlds = entryOf(this.#kinds, kind, () => new Map<string, Named>());
    const byName = entryOf(worlds, key.slice(0, end), (): Named => new Map());
    if (doc === undefined) byName.delete(key.slice(end + 1));
    else byName.set(key.slice(end + 1), doc);
  }
}
