/** ActivationState of a compute quota, and what becomes of tasks: from UpdateComputeQuota to the reason why one waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpdateComputeQuotaCommand } from '@aws-sdk/client-sagemaker';
import { describeQuota, governing, quotaInput } from './governance.ts';
import { continuous, group, standing } from './requests.ts';
import { startService } from './service.ts';

test('a quota that is Disabled admits nothing new, says so, still lends, and admits again once it is Enabled', async () => {
  const service = await startService();
  const client = service.client();
  const InstanceType = 'ml.p4d.24xlarge';
  const ClusterArn = await standing(service, client, continuous('main', [group('a', 2, { InstanceType })]));
  const ComputeQuotaConfig = {
    ComputeQuotaResources: [{ InstanceType, Count: 1 } as const],
    ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 } as const,
  };
  const [ComputeQuotaId] = [
    await governing(service, client, quotaInput(ClusterArn, 'off', { ComputeQuotaConfig })),
    await governing(service, client, quotaInput(ClusterArn, 'on', { ComputeQuotaConfig })),
  ];
  const path = 'clusters/main/tasks';
  const submit = async (name: string, team: string, accelerators: number): Promise<string> => {
    const task = { name, team, instanceType: InstanceType, accelerators, vCpu: 1, memoryGiB: 1 };
    const { status, json } = await service.control('POST', path, task);
    assert.equal(status, 201, JSON.stringify(json));
    return json.status;
  };
  const activate = async (TargetVersion: number, ActivationState: 'Enabled' | 'Disabled'): Promise<void> => {
    await client.send(new UpdateComputeQuotaCommand({ ComputeQuotaId, TargetVersion, ActivationState }));
    await service.settle();
    const shown = await describeQuota(client, ComputeQuotaId);
    assert.deepEqual([shown.Status, shown.ActivationState], ['Updated', ActivationState]);
  };
  const statusOf = async (task: string): Promise<string> =>
    (await service.control('GET', `${path}/${task}`)).json.status;

  assert.equal(await submit('first', 'off', 4), 'Running');
  await activate(1, 'Disabled');
  assert.equal(await statusOf('first'), 'Running', 'what runs goes on');
  assert.equal(await submit('second', 'off', 4), 'Pending');
  const { json: why } = await service.control('GET', `${path}/second/explanation`);
  assert.equal(why.rule, 'QuotaDisabled');
  assert.match(JSON.stringify(why), /ActivationState/);
  assert.equal(await submit('borrower', 'on', 8), 'Running');
  await service.advance(1);
  assert.equal(await submit('more', 'on', 4), 'Running', 'its idle quota is lent');
  await activate(2, 'Enabled');
  await service.advance(60);
  assert.deepEqual([await statusOf('second'), await statusOf('more')], ['Running', 'Pending']);
});
