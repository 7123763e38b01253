import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import { deleteComputeQuota } from './delete-compute-quota.ts';
import { GovernanceStage } from './testing.ts';

type Status = SchedulerResourceStatus;

/** What each call leads to: the status after it, or why not. */
const yes = { update: 'Updating', delete: 'Deleting' } as const;
const waits = /has to wait for the operation under way/;
const anew = /Delete it with DeleteComputeQuota, and create it anew/;
const table: Record<Status, [update: Status | RegExp, remove: Status | RegExp]> = {
  Creating: [waits, waits],
  Created: [yes.update, yes.delete],
  CreateFailed: [anew, yes.delete],
  CreateRollbackFailed: [anew, yes.delete],
  Updating: [waits, waits],
  Updated: [yes.update, yes.delete],
  UpdateFailed: [yes.update, yes.delete],
  UpdateRollbackFailed: [anew, yes.delete],
  Deleting: [/comes too late\. Wait until it is gone/, yes.delete],
  DeleteFailed: [/Try DeleteComputeQuota again/, yes.delete],
  DeleteRollbackFailed: [/Try DeleteComputeQuota again/, yes.delete],
  Deleted: [/is not possible any more/, /is not possible any more/],
};

/** A quota in that status; in the middle of an operation where the status says so. */
function stageIn(status: Status): { g: GovernanceStage; id: string } {
  const g = new GovernanceStage();
  if (status === 'Creating') return { g, id: g.create('a') };
  const id = g.resting(status === 'Updating' || status === 'Deleting' ? 'Created' : status);
  if (status === 'Updating') g.disable(id);
  if (status === 'Deleting') g.stage.call(deleteComputeQuota, { ComputeQuotaId: id });
  return { g, id };
}

test('what may be asked of a quota in each status', async (t) => {
  assert.deepEqual(Object.keys(table).sort(), [...SchedulerResourceStatus.values].sort());
  const calls = {
    update: (g: GovernanceStage, id: string) => g.disable(id),
    delete: (g: GovernanceStage, ComputeQuotaId: string) =>
      void g.stage.call(deleteComputeQuota, { ComputeQuotaId }),
  };
  for (const [status, [update, remove]] of Object.entries(table)) {
    for (const [name, expected] of [
      ['update', update],
      ['delete', remove],
    ] as const) {
      await t.test(`${status}: ${name} ${expected instanceof RegExp ? 'is refused' : 'begins'}`, () => {
        const { g, id } = stageIn(status as Status);
        assert.equal(g.quota(id).status, status);
        const call = () => calls[name](g, id);
        if (expected instanceof RegExp) {
          assert.throws(call, { code: 'ConflictException', message: expected });
          assert.equal(g.quota(id).status, status);
          return;
        }
        call();
        assert.deepEqual([g.quota(id).status, g.quota(id).failureReason], [expected, undefined]);
      });
    }
  }
});

test('a deletion that is asked for again ends when the first would', () => {
  const { g, id } = stageIn('Deleting');
  g.stage.advance(5_000);
  g.stage.call(deleteComputeQuota, { ComputeQuotaId: id });
  g.stage.advance(5_000);
  assert.equal(g.quota(id), undefined);
});
