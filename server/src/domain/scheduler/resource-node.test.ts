import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotaTree } from './quota-tree.ts';
import { addUsage, available, borrowingWith, localQuota, removeUsage } from './resource-node.ts';
import { policy, type Quota, queue } from './testing.ts';

/** Two queues `own` and `other` below `team`, below `all`. */
const tree = (own: Quota, other: Quota) =>
  quotaTree(
    policy([queue('own', own, { cohort: 'team' }), queue('other', other, { cohort: 'team' })], {
      cohorts: [{ name: 'all' }, { name: 'team', parent: 'all' }],
    }),
  );

test('what a queue could use', async (t) => {
  interface Case {
    readonly own: Quota;
    readonly other: Quota;
    readonly used?: number;
    readonly otherUses?: number;
    readonly potential: number;
    readonly available: number;
  }
  const table: Record<string, Case> = {
    'everything, where nothing is limited': {
      own: { gpu: 4 },
      other: { gpu: 6 },
      potential: 10,
      available: 10,
    },
    'its own and its borrowing limit': {
      own: { gpu: 4, borrow: 1 },
      other: { gpu: 6 },
      potential: 5,
      available: 5,
    },
    'its own only, where the borrowing limit is zero': {
      own: { gpu: 4, borrow: 0 },
      other: { gpu: 6 },
      potential: 4,
      available: 4,
    },
    'what the other one lends': { own: { gpu: 4 }, other: { gpu: 6, lend: 2 }, potential: 6, available: 6 },
    'all but what the other one uses': {
      own: { gpu: 4 },
      other: { gpu: 6 },
      otherUses: 5,
      potential: 10,
      available: 5,
    },
    'all, while the other one uses what it does not lend': {
      own: { gpu: 4 },
      other: { gpu: 6, lend: 2 },
      otherUses: 4,
      potential: 6,
      available: 6,
    },
    'less than nothing, once the other one uses more than there is': {
      own: { gpu: 4 },
      other: { gpu: 6 },
      otherUses: 12,
      potential: 10,
      available: -2,
    },
    'its local quota, even if the rest is overdrawn': {
      own: { gpu: 4, lend: 1 },
      other: { gpu: 6 },
      otherUses: 7,
      potential: 10,
      available: 3,
    },
    'what its limit leaves after what it has borrowed': {
      own: { gpu: 4, borrow: 3 },
      other: { gpu: 6 },
      used: 5,
      potential: 7,
      available: 2,
    },
  };
  for (const [sentence, { own, other, used = 0, otherUses = 0, ...expected }] of Object.entries(table)) {
    await t.test(sentence, () => {
      const { queues } = tree(own, other);
      addUsage(queues.get('own')!, 0, used);
      addUsage(queues.get('other')!, 0, otherUses);
      const node = queues.get('own')!;
      assert.deepEqual({ potential: node.potential[0], available: available(node, 0) }, expected);
    });
  }
});

test('usage past the local quota counts above, and goes from there first', () => {
  const { queues, cohorts } = tree({ gpu: 4, lend: 1 }, { gpu: 6 });
  const own = queues.get('own')!;
  const above = (): number[] => [...cohorts.values()].map(({ usage }) => usage[0]!);
  assert.equal(localQuota(own, 0), 3);
  addUsage(own, 0, 2);
  assert.deepEqual(above(), [0, 0]);
  addUsage(own, 0, 3);
  assert.deepEqual(above(), [2, 2]);
  assert.equal(borrowingWith(own, 0, 0), true);
  removeUsage(own, 0, 4);
  assert.deepEqual([own.usage[0], ...above()], [1, 0, 0]);
});
