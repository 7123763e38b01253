import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ComputeQuotaConfig } from '../../shapes/compute-quota.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import { settle } from '../scheduler/settle.ts';
import { type AppliedQuota, idleQueueName, isIdleQueue, policyOf, queueOfTeam } from './policy-of.ts';
import { type ResourceUsage, usageByQueue } from './team-usage.ts';

const GPU = 'nvidia.com/gpu';
const type = 'ml.g5.48xlarge' as const;

const quota = (
  TeamName: string,
  accelerators: number,
  Strategy: 'Lend' | 'DontLend' | 'LendAndBorrow',
): AppliedQuota => ({
  config: {
    ComputeQuotaResources: [{ InstanceType: type, Accelerators: accelerators, VCpu: 0, MemoryInGiB: 0 }],
    ResourceSharingConfig: { Strategy, ...(Strategy === 'LendAndBorrow' && { BorrowLimit: 500 }) },
  } as ComputeQuotaConfig,
  target: { TeamName, FairShareWeight: 1 },
  activationState: 'Enabled',
});

/** Teams with GPUs of quota and, in order, what each asks for; answers what each has of GPUs then. */
function usage(
  teams: Readonly<
    Record<string, readonly [accelerators: number, Strategy: 'Lend' | 'DontLend' | 'LendAndBorrow']>
  >,
  asked: readonly (readonly [team: string, count: number])[],
): Map<string, ResourceUsage> {
  const quotas = Object.entries(teams).map(([team, [count, strategy]]) => quota(team, count, strategy));
  const scheduler = new Scheduler(
    policyOf({ quotas, config: undefined, instanceTypes: [type], capacity: new Map() }),
  );
  for (const [i, [team, count]] of asked.entries()) {
    const podSets = [{ name: 'main', count, requests: { [GPU]: 1 } }];
    scheduler.submit({
      key: `t${i}`,
      uid: `t${i}`,
      clusterQueue: queueOfTeam(team),
      priority: 0,
      createdAt: i,
      podSets,
    });
  }
  settle(scheduler, 0, { evictAtOnce: true });
  const rows = usageByQueue(scheduler.tree);
  return new Map(
    Object.keys(teams).map((team) => [
      team,
      rows.get(queueOfTeam(team))!.find(({ resource }) => resource === GPU)!,
    ]),
  );
}

test('what is borrowed is lent by those who leave quota unused, in proportion', () => {
  const found = usage(
    {
      borrower: [4, 'LendAndBorrow'],
      half: [8, 'LendAndBorrow'],
      idle: [12, 'Lend'],
      alone: [8, 'DontLend'],
    },
    [
      ['half', 2],
      ['borrower', 10],
    ],
  );
  const short = (team: string) => {
    const { quota: nominal, used, borrowed, lent, borrowingLimit } = found.get(team)!;
    return [nominal, used, borrowed, lent, borrowingLimit];
  };
  assert.deepEqual(short('borrower'), [4, 10, 6, 0, 20]);
  assert.deepEqual(short('half'), [8, 2, 0, 2, 40]);
  assert.deepEqual(short('idle'), [12, 0, 0, 4, 0]);
  assert.deepEqual(short('alone'), [8, 0, 0, 0, 0]);
});

test('what is borrowed and lent are equal in sum, and nobody lends what is in use', () => {
  const team = fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom('Lend' as const, 'LendAndBorrow' as const),
  );
  const teams = fc.record({ a: team, b: team, c: team, d: team });
  const asked = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 12 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(teams, asked, (given, tasks) => {
      let [borrowed, lent] = [0, 0];
      for (const row of usage(given, tasks).values()) {
        borrowed += row.borrowed;
        lent += row.lent;
        assert.ok(row.lent >= 0 && row.lent <= Math.max(0, row.quota - row.used), JSON.stringify(row));
      }
      assert.equal(lent, borrowed);
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('a team is not taken for idle capacity by its name', () => {
  assert.ok(isIdleQueue(idleQueueName(1)));
  assert.ok(!isIdleQueue(queueOfTeam('idle-resource-sharing-cq-1')));
});
