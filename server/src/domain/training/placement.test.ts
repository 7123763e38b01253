import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStage } from './testing.ts';

const ultra = {
  instanceType: 'ml.p6e-gb200.36xlarge',
  ultraServer: { type: 'ml.u-p6e-gb200x36', count: 3 },
};

test('jobs on three UltraServers of 8 and a spare, one after another, and what each holds of them', async (t) => {
  type Placement = (ids: readonly string[]) => object;
  type Asked = readonly [count: number, placement: Placement, held: string];
  const nothing: Placement = () => ({});
  const shared: Placement = () => ({ EnableMultipleJobs: true });
  const onThird: Placement = (ids) => ({
    PlacementSpecifications: [{ UltraServerId: ids[2], InstanceCount: 2 }],
  });
  const inParts: Placement = (ids) => ({
    EnableMultipleJobs: true,
    PlacementSpecifications: [
      { InstanceCount: 2 },
      { UltraServerId: ids[1], InstanceCount: 1 },
      { InstanceCount: 3 },
    ],
  });
  const table: Record<string, readonly Asked[]> = {
    'an UltraServer is for one job where nothing is said': [
      [2, nothing, '8 0 0'],
      [2, nothing, '0 8 0'],
      [2, nothing, '0 0 8'],
      [1, nothing, 'waits'],
    ],
    'one that is larger than an UltraServer has several whole ones': [
      [9, nothing, '0 8 8'],
      [9, nothing, 'waits'],
      [8, nothing, '8 0 0'],
    ],
    'those that share are put together': [
      [2, shared, '2 0 0'],
      [3, shared, '3 0 0'],
      [4, shared, '0 4 0'],
    ],
    'who shares does not get the UltraServer of one that does not': [
      [16, nothing, '0 8 8'],
      [4, shared, '4 0 0'],
      [5, shared, 'waits'],
    ],
    'who does not share does not get one that is shared': [
      [1, shared, '1 0 0'],
      [8, nothing, '0 8 0'],
      [8, nothing, '0 0 8'],
      [1, nothing, 'waits'],
    ],
    'an UltraServer that is named is taken, and waited for': [
      [2, onThird, '0 0 8'],
      [2, onThird, 'waits'],
    ],
    'parts without a name are on UltraServers of their own': [
      [6, inParts, '3 1 2'],
      [6, inParts, '3 1 2'],
      [6, inParts, '2 1 3'],
      [6, inParts, 'waits'],
    ],
  };
  for (const [sentence, jobs] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      const plan = stage.planFor('ultra', 27, [[1, 49]], ultra);
      const ids = stage.plan('ultra').capacities[0]!.pools.map(({ ultraServerId }) => ultraServerId!);
      stage.advanceHours(1);
      for (const [i, [count, placement, expected]] of jobs.entries()) {
        const InstancePlacementConfig = placement(ids);
        stage.onPlan(`job-${i}`, plan, count, {
          hours: 20,
          ResourceConfig: { InstanceType: 'ml.p6e-gb200.36xlarge', InstancePlacementConfig },
        });
        stage.advance(5_000);
        assert.equal(stage.job(`job-${i}`).hold?.counts.join(' ') ?? 'waits', expected, `job-${i}`);
      }
    });
  }
});
