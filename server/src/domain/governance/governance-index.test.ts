import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteComputeQuota } from './delete-compute-quota.ts';
import { GovernanceStage } from './testing.ts';

test('quotas stay in order of creation', async (t) => {
  const g = new GovernanceStage();
  const ids = ['c', 'a', 'b'].map((team) => g.create(team));
  g.end();
  const names = (): string =>
    g.state.clusters
      .get(g.stage.present().id)!
      .governance.quotasInOrder.map(({ name }) => name)
      .join(' ');
  assert.equal(names(), 'c a b');
  await t.test('when a deletion is taken back', () => {
    const mark = g.stage.draft.mark();
    g.stage.call(deleteComputeQuota, { ComputeQuotaId: ids[0]! });
    g.end();
    assert.equal(names(), 'a b');
    g.stage.draft.revert(mark);
    assert.equal(names(), 'c a b');
  });
  await t.test('when they are read by id, as the store hands them out', () => {
    const quotas = ids.map((id) => g.quota(id)).reverse();
    for (const { id } of quotas) g.stage.draft.delete('computeQuota', id);
    for (const quota of quotas) g.stage.draft.put('computeQuota', quota.id, quota);
    assert.equal(names(), 'c a b');
  });
});
