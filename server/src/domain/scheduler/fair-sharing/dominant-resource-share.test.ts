import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotaTree } from '../quota-tree.ts';
import { addUsage } from '../resource-node.ts';
import { policy, queue } from '../testing.ts';
import { compareShares, dominantResourceShare, weightedShare } from './dominant-resource-share.ts';

const shareOf = (used: number, weight?: number, gpu = 2) => {
  const tree = quotaTree(
    policy([queue('q', gpu, { cohort: 'all', weight }), queue('bank', 8, { cohort: 'all' })], { fair: true }),
  );
  addUsage(tree.queues.get('q')!, 0, used);
  return dominantResourceShare(tree.queues.get('q')!, tree);
};

test('the share of a queue', async (t) => {
  const table: Record<string, [used: number, weight: number | undefined, share: number, borrowing: boolean]> =
    {
      'is nothing within its own quota': [2, 1, 0, false],
      'is what it borrows of all that is lendable': [4, 1, 200, true],
      'is less for more weight': [4, 4, 50, true],
      'counts once without a weight': [4, undefined, 200, true],
      'is beyond measure where weight is zero': [4, 0, Number.POSITIVE_INFINITY, true],
      'is nothing within its own quota even without weight': [2, 0, 0, false],
    };
  for (const [sentence, [used, weight, expected, borrowing]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const share = shareOf(used, weight);
      assert.deepEqual([weightedShare(share), share.borrowing], [expected, borrowing]);
    });
  }
});

test('shares compare', async (t) => {
  const table: Record<string, [a: ReturnType<typeof shareOf>, b: ReturnType<typeof shareOf>, order: number]> =
    {
      'by what is borrowed per weight': [shareOf(6, 4), shareOf(4, 1), -1],
      'none without weight after all that have it': [shareOf(3, 0), shareOf(9, 1), 1],
      'two without weight by what they borrow': [shareOf(3, 0), shareOf(4, 0), -1],
      'one without weight that does not borrow like any other': [shareOf(2, 0), shareOf(4, 1), -1],
    };
  for (const [sentence, [a, b, order]] of Object.entries(table)) {
    await t.test(sentence, () => assert.equal(Math.sign(compareShares(a, b)), order));
  }
});
