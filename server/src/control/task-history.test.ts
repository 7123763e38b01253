import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State } from '../domain/state.ts';
import { taskRecordKey } from '../domain/workload/task-record.ts';
import type { Call } from './call.ts';
import { HISTORY_CHARS_MAX, HISTORY_LINES_MAX, taskHistory } from './task-history.ts';

/** A cluster with so many lines of history, each with a text of that length. */
function history(lines: number, length = 0): (query: Record<string, unknown>) => string[] {
  const state = new State();
  const cluster = { id: 'c', name: 'ml', account: '111122223333', region: 'us-west-2', groups: [] };
  state.put('cluster', 'c', cluster as never);
  for (let sequence = 1; sequence <= lines; sequence += 1) {
    const message = 'x'.repeat(length);
    const record = { clusterId: 'c', sequence, at: 0, type: 'LoopStopped', tasks: [], message } as const;
    state.put('taskRecord', taskRecordKey('c', sequence), record);
  }
  return (query) => {
    const reply = taskHistory({ engine: { state }, names: { cluster: 'ml' }, query } as unknown as Call);
    assert.ok(typeof reply === 'object' && 'text' in reply);
    return reply.text.split('\n').slice(0, -1);
  };
}

test('a reply has so many lines and no more', () => {
  const lines = history(HISTORY_LINES_MAX + 1);
  assert.equal(lines({}).length, HISTORY_LINES_MAX);
  assert.equal(lines({ after: HISTORY_LINES_MAX }).length, 1);
  assert.equal(lines({ after: HISTORY_LINES_MAX + 1 }).length, 0);
});

test('a reply of long lines ends with the one that goes past the limit', () => {
  const lines = history(6, HISTORY_CHARS_MAX / 4);
  assert.equal(lines({}).length, 4);
  assert.deepEqual(
    lines({ after: 4 }).map((line) => JSON.parse(line).sequence),
    [5, 6],
  );
});
