import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopText } from './messages.ts';

test('a loop of many tasks is told in words that can be read', () => {
  const tasks = Array.from({ length: 25 }, (_, i) => `task-${i + 1}`);
  const text = loopText(tasks, ['a'], 'reclamation within the cohort');
  assert.match(text, /task-19, task-20 and 5 more of team a preempt one another without end, by reclamation/);
  assert.ok(!text.includes('task-21'));
});
