import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VERSIONS_KEPT_MAX } from '../limits.ts';
import { describeComputeQuota } from './describe-compute-quota.ts';
import { GovernanceStage } from './testing.ts';

test(`${VERSIONS_KEPT_MAX} past versions are kept; the oldest go`, () => {
  const g = new GovernanceStage('instant');
  const id = g.create('a');
  g.end();
  const update = (): void => {
    g.disable(id);
    g.end();
  };
  const describe = (ComputeQuotaVersion?: number) =>
    describeComputeQuota(g.state, { ComputeQuotaId: id, ComputeQuotaVersion }, g.stage.context);
  for (let i = 0; i < VERSIONS_KEPT_MAX; i += 1) update();
  assert.equal(describe().ComputeQuotaVersion, VERSIONS_KEPT_MAX + 1);
  assert.deepEqual([describe(1).Status, describe(1).ActivationState], ['Created', 'Enabled']);
  update();
  assert.throws(() => describe(1), {
    code: 'ResourceNotFound',
    message: new RegExp(`its versions are 2 to ${VERSIONS_KEPT_MAX + 2}\\.$`),
  });
  assert.equal(describe(2).ComputeQuotaVersion, 2);
  assert.equal(g.state.all('pastVersion').size, VERSIONS_KEPT_MAX);
});
