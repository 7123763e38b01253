import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  CreateComputeQuotaCommand,
  DescribeClusterCommand,
} from '@aws-sdk/client-sagemaker';
import { continuous } from './requests.ts';
import { startService } from './service.ts';

test('the ledger says what each team had, used, borrowed, lent and lost, day by day', async () => {
  const service = await startService();
  const client = service.client();
  const asked = continuous('ml');
  const group = { ...asked.InstanceGroups![0]!, InstanceType: 'ml.p4d.24xlarge' as const, InstanceCount: 1 };
  await client.send(new CreateClusterCommand({ ...asked, InstanceGroups: [group] }));
  await service.settle();
  const { ClusterArn } = await client.send(new DescribeClusterCommand({ ClusterName: 'ml' }));
  for (const team of ['a', 'b']) {
    await client.send(
      new CreateComputeQuotaCommand({
        Name: team,
        ClusterArn,
        ComputeQuotaTarget: { TeamName: team },
        ComputeQuotaConfig: {
          ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge', Accelerators: 4 }],
          ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 100 },
        },
      }),
    );
  }
  await service.settle();
  const submit = (team: string, accelerators: number) =>
    service.control('POST', 'clusters/ml/tasks', {
      name: team,
      team,
      instanceType: 'ml.p4d.24xlarge',
      accelerators,
    });
  await submit('a', 6);
  await service.advance(7_200);
  await submit('b', 4);
  await service.advance(30);
  await service.advance(3_600);
  const { status, json } = await service.control('GET', 'clusters/ml/governance/ledger');
  assert.equal(status, 200);
  const rounded = (row: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Math.round(value * 10) / 10 : value,
      ]),
    );
  assert.deepEqual(json.rows.map(rounded), [
    {
      team: 'a',
      day: '2026-08-03',
      guaranteed: 12,
      used: 12.1,
      borrowed: 4,
      lent: 0,
      lostToPreemption: 12,
      lostToFailures: 0,
    },
    {
      team: 'b',
      day: '2026-08-03',
      guaranteed: 12,
      used: 4,
      borrowed: 0,
      lent: 4,
      lostToPreemption: 0,
      lostToFailures: 0,
    },
  ]);
  const refused = await service.control('GET', 'clusters/ml/governance/ledger?from=yesterday');
  assert.equal(refused.status, 400);
  assert.match(refused.json.error.message, /'from' is "yesterday", and must be a day such as 2026-11-26/);
  const first = await service.control('GET', 'clusters/ml/governance/ledger?limit=1');
  const second = await service.control(
    'GET',
    `clusters/ml/governance/ledger?limit=1&nextToken=${first.json.nextToken}`,
  );
  assert.deepEqual(
    [first.json.rows[0].team, second.json.rows[0].team, second.json.nextToken],
    ['a', 'b', null],
  );
});
