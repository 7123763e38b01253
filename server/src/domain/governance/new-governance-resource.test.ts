import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMPUTE_QUOTAS_PER_CLUSTER_MAX,
  COMPUTE_QUOTAS_PER_WORLD_MAX,
  SCHEDULER_CONFIGS_PER_WORLD_MAX,
} from '../limits.ts';
import { deleteComputeQuota } from './delete-compute-quota.ts';
import { GovernanceStage } from './testing.ts';

const refused = (limit: number) => ({
  code: 'ResourceLimitExceeded',
  message: new RegExp(`is ${limit}, with current utilization of ${limit} and a request delta of 1`),
});

test(`${COMPUTE_QUOTAS_PER_WORLD_MAX} quotas are the most of an account and region`, () => {
  const g = new GovernanceStage('instant');
  const first = g.create('first');
  const others = Array.from({ length: 10 }, (_, i) =>
    g.stage.cluster([], { id: `d0000000000${i}`, name: `d${i}` }),
  );
  for (let i = 2; i < COMPUTE_QUOTAS_PER_WORLD_MAX; i += 1) copyOf(g, first, i, others[i % 10]!.id);
  g.end();
  g.create('last');
  assert.throws(() => g.create('more'), refused(COMPUTE_QUOTAS_PER_WORLD_MAX));
  g.createPolicy();
  g.end();
  g.stage.call(deleteComputeQuota, { ComputeQuotaId: first });
  g.end();
  g.create('more');
});

test(`${COMPUTE_QUOTAS_PER_CLUSTER_MAX} quotas are the most of a cluster`, () => {
  const g = new GovernanceStage('instant');
  const first = g.create('first');
  for (let i = 2; i < COMPUTE_QUOTAS_PER_CLUSTER_MAX; i += 1) copyOf(g, first, i);
  g.create('last');
  assert.throws(() => g.create('more'), {
    code: 'ResourceLimitExceeded',
    message: /A cluster has at most 2000 compute quotas/,
  });
});

/** Another quota like the first; in one cluster each team is looked at, so 10,000 calls would take a while. */
function copyOf(g: GovernanceStage, first: string, i: number, clusterId = g.quota(first).clusterId): void {
  const id = String(i).padStart(12, '0');
  const copy = { ...g.quota(first), clusterId, id, name: `copy-${i}`, target: { TeamName: `copy-${i}` } };
  g.stage.draft.put('computeQuota', id, { ...copy, operation: undefined });
}

test(`${SCHEDULER_CONFIGS_PER_WORLD_MAX} policies are the most of an account and region`, () => {
  const g = new GovernanceStage('instant');
  const arns = Array.from({ length: SCHEDULER_CONFIGS_PER_WORLD_MAX + 1 }, (_, i) => {
    const digits = String(i).padStart(11, '0');
    const { id } = g.stage.cluster([], { id: `d${digits}`, name: `cluster-${i}` });
    return g.clusterArn.replace(/[^/]*$/, id);
  });
  const create = (i: number) => g.createPolicy(`policy-${i}`, { ClusterArn: arns[i] });
  for (let i = 0; i < SCHEDULER_CONFIGS_PER_WORLD_MAX; i += 1) create(i);
  assert.throws(() => create(SCHEDULER_CONFIGS_PER_WORLD_MAX), refused(SCHEDULER_CONFIGS_PER_WORLD_MAX));
});

test('ids of a kind never come twice, not even for the same name', () => {
  const g = new GovernanceStage('instant');
  const ids = new Set<string>();
  for (let i = 0; i < 20; i += 1) {
    const id = g.create('a');
    g.end();
    ids.add(id);
    g.stage.call(deleteComputeQuota, { ComputeQuotaId: id });
    g.end();
  }
  assert.equal(ids.size, 20);
});
