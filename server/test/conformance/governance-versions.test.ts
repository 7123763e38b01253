import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterSchedulerConfigCommand,
  UpdateClusterSchedulerConfigCommand,
  UpdateComputeQuotaCommand,
  type UpdateComputeQuotaCommandInput,
} from '@aws-sdk/client-sagemaker';
import { describePolicy, describeQuota, governing, policyInput, quotaInput } from './governance.ts';
import { continuous, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const ClusterArn = await standing(service, client, continuous('main'));

test('every version of a quota can be looked at', async (t) => {
  const ComputeQuotaId = await governing(service, client, quotaInput(ClusterArn, 'a'));
  const update = (TargetVersion: number, change: Partial<UpdateComputeQuotaCommandInput>) =>
    client.send(new UpdateComputeQuotaCommand({ ComputeQuotaId, TargetVersion, ...change }));
  const changes: Partial<UpdateComputeQuotaCommandInput>[] = [
    { Description: 'second' },
    { ComputeQuotaConfig: { PreemptTeamTasks: 'Never' } },
    { ComputeQuotaTarget: { TeamName: 'a', FairShareWeight: 9 } },
  ];
  const seen = [await describeQuota(client, ComputeQuotaId)];
  for (const [i, change] of changes.entries()) {
    const { ComputeQuotaVersion } = await update(i + 1, change);
    assert.equal(ComputeQuotaVersion, i + 2);
    await service.settle();
    seen.push(await describeQuota(client, ComputeQuotaId));
  }
  await t.test('as it was when the next one came', async () => {
    for (const [i, { $metadata: _, ...expected }] of seen.entries()) {
      const { $metadata: __, ...shown } = await describeQuota(client, ComputeQuotaId, i + 1);
      assert.deepEqual(shown, expected);
    }
    assert.deepEqual(
      seen.map(({ Status }) => Status),
      ['Created', 'Updated', 'Updated', 'Updated'],
    );
  });
  await t.test('a configuration that is given replaces the former whole', () => {
    assert.equal(seen[1]!.ComputeQuotaConfig!.ComputeQuotaResources!.length, 1);
    assert.deepEqual(seen[2]!.ComputeQuotaConfig, {
      ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
      PreemptTeamTasks: 'Never',
    });
    assert.equal(seen[3]!.Description, 'second');
  });
  for (const version of [0, -1, 5, 2_147_483_647]) {
    await t.test(`there is no version ${version}`, () =>
      assert.rejects(describeQuota(client, ComputeQuotaId, version), {
        name: 'ResourceNotFound',
        message: new RegExp(`^Version ${version} of compute quota 'a-quota' .* its versions are 1 to 4\\.$`),
      }),
    );
  }
  await t.test('TargetVersion must be the present one', async () => {
    for (const version of [0, 1, 3, 5]) {
      await assert.rejects(update(version, { Description: 'late' }), {
        name: 'ConflictException',
        message: new RegExp(`^TargetVersion is ${version}, and .* is at version 4\\. .* TargetVersion 4\\.$`),
      });
    }
    assert.equal((await describeQuota(client, ComputeQuotaId)).ComputeQuotaVersion, 4);
  });
  await t.test('nothing to change, another team, an operation under way', async () => {
    await assert.rejects(update(4, {}), { name: 'ValidationException', message: /changes nothing/ });
    await assert.rejects(update(4, { ComputeQuotaTarget: { TeamName: 'b' } }), {
      name: 'ValidationException',
      message: /TeamName is 'b', and .* belongs to team 'a'.*Create another quota for team 'b'/,
    });
    await update(4, { ActivationState: 'Disabled' });
    await assert.rejects(update(5, { ActivationState: 'Enabled' }), {
      name: 'ConflictException',
      message: /is Updating: UpdateComputeQuota has to wait for the operation under way/,
    });
    await service.settle();
  });
});

test('every version of a policy can be looked at', async () => {
  const created = await client.send(new CreateClusterSchedulerConfigCommand(policyInput(ClusterArn, 'p')));
  const id = created.ClusterSchedulerConfigId!;
  await service.settle();
  const update = (TargetVersion: number) =>
    client.send(
      new UpdateClusterSchedulerConfigCommand({
        ClusterSchedulerConfigId: id,
        TargetVersion,
        SchedulerConfig: { IdleResourceSharing: 'Enabled' },
      }),
    );
  await update(1);
  await service.settle();
  const [first, second] = [await describePolicy(client, id, 1), await describePolicy(client, id, 2)];
  assert.deepEqual([first.Status, second.Status], ['Created', 'Updated']);
  assert.equal(first.SchedulerConfig!.PriorityClasses!.length, 1);
  assert.deepEqual(second.SchedulerConfig, { FairShare: 'Enabled', IdleResourceSharing: 'Enabled' });
  assert.deepEqual(second.StatusDetails, { FairShare: 'Updated', IdleResourceSharing: 'Updated' });
  await assert.rejects(describePolicy(client, id, 3), { name: 'ResourceNotFound', message: /1 to 2/ });
  await assert.rejects(update(1), { name: 'ConflictException', message: /TargetVersion is 1.*version 2/ });
});
