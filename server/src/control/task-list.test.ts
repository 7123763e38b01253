import assert from 'node:assert/strict';
import { test } from 'node:test';
import { State } from '../domain/state.ts';
import { type Task, taskId, taskKey } from '../domain/workload/task.ts';
import type { Call } from './call.ts';
import { listTasks, PAGE_CHARS_MAX } from './tasks.ts';

test('a page ends with the task that goes past its size, and the next goes on from there', () => {
  const state = new State();
  const cluster = { id: 'c', name: 'ml', account: '111122223333', region: 'us-west-2', groups: [] };
  state.put('cluster', 'c', cluster as never);
  const message = 'x'.repeat(PAGE_CHARS_MAX / 4);
  for (let sequence = 1; sequence <= 6; sequence += 1) {
    const spec = { name: 'a', team: 'a', podSets: [] };
    const task = {
      clusterId: 'c',
      id: taskId(sequence),
      sequence,
      spec,
      priority: 0,
      status: 'Pending',
      message,
    };
    const counts = { submittedAt: 0, savedMs: 0, admissions: 0, evictions: 0 };
    state.put('task', taskKey(task), { ...task, ...counts } as Task);
  }
  const page = (nextToken?: string) => {
    const engine = { state, clock: { now: () => 0 } };
    const query = { order: 'oldest', ...(nextToken !== undefined && { nextToken }) };
    const reply = listTasks({ engine, names: { cluster: 'ml' }, query } as unknown as Call);
    return (reply as { json: { tasks: { id: string }[]; nextToken: string | null } }).json;
  };
  const first = page();
  const second = page(first.nextToken!);
  const ids = (tasks: { id: string }[]) => tasks.map(({ id }) => id).join(' ');
  assert.deepEqual([ids(first.tasks), ids(second.tasks)], ['task-1 task-2 task-3 task-4', 'task-5 task-6']);
  assert.equal(second.nextToken, null);
});
