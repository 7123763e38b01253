import assert from 'node:assert/strict';
import type { State } from '../../../src/domain/state.ts';
import { load } from '../../../src/engine/load.ts';
import type { Simulation } from '../simulation.ts';

/** Memory is what the store holds; and memory made anew from the store is the same, timers included. */
export function memoryEqualsStore(simulation: Simulation): void {
  const { store, state } = simulation;
  const stored = new Map(
    [...store.load()].map(({ kind, key, doc }) => [`${kind} ${key}`, JSON.stringify(doc)]),
  );
  const memory = new Map<string, string>();
  for (const { kind, key } of store.load()) {
    const document = state.get(kind as 'node', key);
    assert.ok(document !== undefined, `${kind} ${key} is stored, but not in memory`);
    memory.set(`${kind} ${key}`, JSON.stringify(document));
  }
  for (const [name, json] of stored) assert.equal(memory.get(name), json, name);
  assert.equal(simulation.documents().size, stored.size, 'documents in memory that are not stored');
  const rebuilt = load(store).state;
  assert.deepEqual(timers(state), timers(rebuilt), 'timers after a restart');
  assert.equal(rebuilt.nodeCount, state.nodeCount);
  assert.deepEqual([...rebuilt.standingFaults.keys()].sort(), [...state.standingFaults.keys()].sort());
}

const timers = (state: State): string[] =>
  [...state.due.entries()].map(({ kind, key, at, inFlight }) => `${at} ${kind} ${key} ${inFlight}`).sort();
