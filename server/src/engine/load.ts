import type { Node } from '../domain/cluster/node.ts';
import { type Kind, kinds } from '../domain/objects.ts';
import { State } from '../domain/state.ts';
import { type Store, StoreRefused } from '../store/store.ts';

/** What was found in the store: how many objects of each kind. */
export type Loaded = Readonly<Partial<Record<Kind, number>>>;

/**
 * Reads all objects into memory, each after what it belongs to: the store hands out clusters before their
 * events and nodes. Nodes wait until all are read and go in by order of creation, so that each is appended
 * to its group instead of inserted.
 */
export function load(store: Store): { state: State; loaded: Loaded } {
  const state = new State();
  const loaded: Partial<Record<Kind, number>> = {};
  const nodes: { key: string; node: Node }[] = [];
  for (const { kind, key, doc } of store.load()) {
    const known = kind as Kind;
    if (!kinds.includes(known)) {
      throw new StoreRefused(
        `The store holds objects of a kind that this version does not know ('${kind}').`,
      );
    }
    loaded[known] = (loaded[known] ?? 0) + 1;
    if (known === 'node') nodes.push({ key, node: doc as Node });
    else state.put(known, key, doc as never);
  }
  nodes.sort((a, b) => a.node.sequence - b.node.sequence);
  for (const { key, node } of nodes) state.put('node', key, node);
  return { state, loaded };
}
