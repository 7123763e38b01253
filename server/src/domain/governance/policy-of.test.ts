import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppliedQuota, policyOf } from './policy-of.ts';

const quota = (TeamName: string, ...types: readonly string[]): AppliedQuota => ({
  config: {
    ComputeQuotaResources: types.map((InstanceType) => ({ InstanceType: InstanceType as never, Count: 1 })),
  },
  target: { TeamName, FairShareWeight: 1 },
  activationState: 'Enabled',
});

test('what a quota comes to is remembered, and follows the types and resources that all queues cover', () => {
  const a = quota('a', 'ml.p4d.24xlarge');
  const policy = (...quotas: readonly AppliedQuota[]) =>
    policyOf({ quotas, config: undefined, instanceTypes: [], capacity: new Map() });
  const coveredBy = (quotas: readonly AppliedQuota[]): string[] =>
    policy(...quotas).clusterQueues[0]!.resourceGroups[0]!.map(
      ({ flavor, resources }) => `${flavor} ${resources.filter(({ nominal }) => nominal > 0).length}`,
    );
  assert.deepEqual(coveredBy([a]), ['ml.p4d.24xlarge 4']);
  assert.equal(policy(a).clusterQueues[0], policy(a).clusterQueues[0]);
  const other = quota('b', 'ml.g5.xlarge');
  assert.deepEqual(coveredBy([a, other]), ['ml.p4d.24xlarge 4', 'ml.g5.xlarge 0']);
  assert.deepEqual(coveredBy([a]), ['ml.p4d.24xlarge 4'], 'the other is gone again');
  assert.deepEqual(coveredBy([quota('a', 'ml.g5.xlarge')]), ['ml.g5.xlarge 3'], 'replaced');
  for (const quotas of [[a], [a, other], [other, a]])
    assert.deepEqual(policy(...quotas), policy(...quotas.map((one) => structuredClone(one))));
});
