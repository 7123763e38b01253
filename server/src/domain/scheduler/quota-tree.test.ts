import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotaTree } from './quota-tree.ts';
import { Scheduler } from './scheduler.ts';
import { groupOf, policy, queue, workload } from './testing.ts';

test('a cohort has its own quota and what its children lend', () => {
  const { cohorts } = quotaTree(
    policy([queue('q', { gpu: 4, lend: 3 }, { cohort: 'low' }), queue('r', 5, { cohort: 'low' })], {
      cohorts: [{ name: 'low', parent: 'top', resourceGroups: [groupOf({ a: { gpu: 2, lend: 6 } })] }],
    }),
  );
  assert.deepEqual([cohorts.get('low')!.subtree[0], cohorts.get('top')!.subtree[0]], [10, 6]);
  assert.deepEqual([cohorts.get('low')!.height, cohorts.get('top')!.height], [1, 2]);
});

test('nothing is ever tried', async (t) => {
  const table = {
    'where cohorts are above themselves': policy([queue('q', 4, { cohort: 'x' })], {
      cohorts: [
        { name: 'x', parent: 'y' },
        { name: 'y', parent: 'z' },
        { name: 'z', parent: 'y' },
      ],
    }),
    'where a flavor is missing': policy([queue('q', { a: { gpu: 4 }, unknown: { gpu: 4 } })]),
  };
  for (const [sentence, of] of Object.entries(table)) {
    await t.test(sentence, () => {
      const scheduler = new Scheduler(of);
      scheduler.submit(workload('w', 'q', 1));
      assert.equal(scheduler.hasHeads, false);
      assert.deepEqual(scheduler.cycle(0).tried, []);
    });
  }
});
