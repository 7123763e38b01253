import assert from 'node:assert/strict';
import type { Simulation } from '../simulation.ts';

const EVENTS_MAX = 500;

/** Events are at most 500, in one order that time agrees with, without a gap among those that are new. */
export function eventsAreInOrder(simulation: Simulation): void {
  for (const { cluster, events } of simulation.entries) {
    const list = events.entries;
    assert.ok(list.length <= EVENTS_MAX, `${list.length} events`);
    const seen = simulation.newestEvents.get(cluster.id);
    let previous: { sequence: number; at: number } | undefined;
    for (const { sequence, at } of list) {
      if (previous !== undefined) {
        assert.equal(sequence, previous.sequence + 1, 'sequence of events');
        assert.ok(at >= previous.at, 'times of events');
      }
      previous = { sequence, at };
    }
    if (previous === undefined) continue;
    assert.ok(previous.sequence >= (seen?.sequence ?? 0), 'an event was taken back');
    assert.ok(previous.at <= simulation.fleet.now, 'an event of the future');
    simulation.newestEvents.set(cluster.id, previous);
  }
}
