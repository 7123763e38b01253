import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, fleet, group } from '../../../test/fleet.ts';
import type { ClusterStatus } from '../../shapes/cluster.ts';
import type { SchedulerConfig } from '../../shapes/cluster-scheduler-config.ts';
import type { FaultSpec } from '../fleet/fault.ts';
import { deleteClusterSchedulerConfig } from './delete-cluster-scheduler-config.ts';
import { deleteComputeQuota } from './delete-compute-quota.ts';
import { GovernanceStage } from './testing.ts';
import { updateClusterSchedulerConfig } from './update-cluster-scheduler-config.ts';

type Rollback = Extract<FaultSpec, { type: 'governance' }>['rollback'];
const failing = (g: GovernanceStage, rollback?: Rollback): void =>
  g.stage.fault({ type: 'governance', rollback }, 1);

test('a quota governs from the end of its creation, as the last success left it, until it is gone', () => {
  const g = new GovernanceStage();
  const id = g.create('a');
  assert.equal(g.quota(id).applied, undefined);
  g.end();
  const { config, target } = g.quota(id);
  assert.deepEqual(g.quota(id).applied, { config, target, activationState: 'Enabled' });
  g.disable(id);
  assert.equal(g.quota(id).applied!.activationState, 'Enabled');
  failing(g);
  g.end();
  assert.deepEqual(
    [g.quota(id).status, g.quota(id).activationState, g.quota(id).applied!.activationState],
    ['UpdateFailed', 'Disabled', 'Enabled'],
  );
  g.disable(id);
  g.end();
  assert.deepEqual([g.quota(id).status, g.quota(id).applied!.activationState], ['Updated', 'Disabled']);
  failing(g, 'fails');
  g.stage.call(deleteComputeQuota, { ComputeQuotaId: id });
  g.end();
  assert.deepEqual(
    [g.quota(id).status, g.quota(id).applied!.activationState],
    ['DeleteRollbackFailed', 'Disabled'],
  );
  g.stage.call(deleteComputeQuota, { ComputeQuotaId: id });
  g.end();
  assert.equal(g.quota(id), undefined);
  assert.equal(g.stage.draft.state.all('pastVersion').size, 0, 'its past versions have gone with it');
});

test('a policy likewise', () => {
  const g = new GovernanceStage();
  const id = g.createPolicy();
  assert.equal(g.policy(id).applied, undefined);
  g.end();
  assert.deepEqual(g.policy(id).applied, { FairShare: 'Enabled', IdleResourceSharing: 'Disabled' });
  const update = (SchedulerConfig: SchedulerConfig) =>
    g.stage.call(updateClusterSchedulerConfig, {
      ClusterSchedulerConfigId: id,
      TargetVersion: g.policy(id).version,
      SchedulerConfig,
    });
  failing(g, 'fails');
  update({ FairShare: 'Disabled' });
  g.end();
  assert.deepEqual(
    [g.policy(id).status, g.policy(id).applied!.FairShare],
    ['UpdateRollbackFailed', 'Enabled'],
  );
  assert.throws(() => update({}), { code: 'ConflictException', message: /create it anew/ });
  g.stage.call(deleteClusterSchedulerConfig, { ClusterSchedulerConfigId: id });
  g.end();
  assert.equal(g.policy(id), undefined);
  g.createPolicy();
});

test('a creation that failed governs nothing', () => {
  for (const rollback of [undefined, 'fails'] as const) {
    const g = new GovernanceStage();
    failing(g, rollback);
    const id = g.create('a');
    g.end();
    assert.deepEqual(
      [g.quota(id).status, g.quota(id).applied, g.quota(id).operation],
      [rollback === undefined ? 'CreateFailed' : 'CreateRollbackFailed', undefined, undefined],
    );
    g.stage.call(deleteComputeQuota, { ComputeQuotaId: id });
    g.end();
    assert.equal(g.quota(id), undefined);
    const { records } = g.state.clusters.get(g.stage.present().id)!.governance;
    assert.deepEqual(records.entries, [], 'nor does the history know of it');
  }
});

test('in which clusters a creation succeeds: the add-on comes with the first InService', async (t) => {
  const table: Record<ClusterStatus, boolean> = {
    Creating: false,
    Deleting: false,
    Failed: false,
    InService: true,
    RollingBack: true,
    SystemUpdating: true,
    Updating: true,
  };
  for (const [status, succeeds] of Object.entries(table)) {
    await t.test(`${status}: ${succeeds ? 'yes' : 'no'}`, () => {
      const g = new GovernanceStage();
      const id = g.create('a');
      const cluster = { ...g.stage.present(), status: status as ClusterStatus };
      g.stage.draft.put('cluster', cluster.id, cluster);
      g.end();
      const { status: ended, failureReason } = g.quota(id);
      assert.equal(ended, succeeds ? 'Created' : 'CreateFailed');
      if (!succeeds) assert.match(failureReason!, new RegExp(`Cluster 'main' is ${status}`));
    });
  }
});

test('which operations a fault is limited to', async (t) => {
  const table: Record<string, [limits: object, failing: string]> = {
    nothing: [{}, 'a b policy'],
    'quotas alone': [{ resource: 'compute-quota' }, 'a b'],
    'policies alone': [{ resource: 'scheduler-config' }, 'policy'],
    'a name': [{ name: 'b' }, 'b'],
    'creations alone': [{ operation: 'create' }, 'a b policy'],
    'updates alone': [{ operation: 'update' }, ''],
    'its cluster': [{ cluster: 'main' }, 'a b policy'],
    'another cluster': [{ cluster: 'other' }, ''],
  };
  for (const [sentence, [limits, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const g = new GovernanceStage();
      g.stage.fault({ type: 'governance', ...limits });
      const all = [g.create('a'), g.create('b'), g.createPolicy()];
      g.end();
      const failed = all
        .map((id) => g.quota(id) ?? g.policy(id))
        .filter(({ status }) => status === 'CreateFailed')
        .map(({ name }) => name);
      assert.equal(failed.join(' '), expected);
      const [fault] = g.state.all('fault').values();
      assert.equal(fault!.hitCount, failed.length);
      if (failed.length > 0)
        assert.match(fault!.hits[0]!.what, /^Create of (compute-quota|scheduler-config) /);
    });
  }
});

test('by name or by id', () => {
  const g = new GovernanceStage();
  const id = g.create('a');
  g.stage.fault({ type: 'governance', name: id });
  g.end();
  assert.equal(g.quota(id).status, 'CreateFailed');
});

test('a server that is stopped in mid-operation ends it in its time, and forgets what was deleted', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const { ClusterArn } = await f.describe();
  const asked = { ClusterArn, Name: 'a', Tags: [{ Key: 'team', Value: 'a' }] };
  const { ComputeQuotaId } = await f.call('CreateComputeQuota', {
    ...asked,
    ComputeQuotaConfig: {},
    ComputeQuotaTarget: { TeamName: 'a' },
  });
  const { ClusterSchedulerConfigId } = await f.call('CreateClusterSchedulerConfig', {
    ...asked,
    SchedulerConfig: {},
  });
  const status = async () => (await f.call('DescribeComputeQuota', { ComputeQuotaId })).Status;
  await f.advance('9s');
  f.restart();
  assert.equal(await status(), 'Creating');
  await f.advance('1s');
  assert.equal(await status(), 'Created');
  await f.call('UpdateComputeQuota', { ComputeQuotaId, TargetVersion: 1, Description: 'x' });
  f.restart();
  await f.settle();
  assert.equal(await status(), 'Updated');
  f.restart();
  assert.equal(
    (await f.call('DescribeComputeQuota', { ComputeQuotaId, ComputeQuotaVersion: 1 })).Status,
    'Created',
  );
  await f.call('DeleteComputeQuota', { ComputeQuotaId });
  await f.call('DeleteClusterSchedulerConfig', { ClusterSchedulerConfigId });
  await f.settle();
  const kinds = new Set([...f.store.load()].map(({ kind }) => kind));
  for (const kind of ['computeQuota', 'schedulerConfig', 'pastVersion', 'tags'])
    assert.ok(!kinds.has(kind), `${kind} is left`);
});
