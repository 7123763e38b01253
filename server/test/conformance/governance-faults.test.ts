import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterSchedulerConfigCommand,
  CreateComputeQuotaCommand,
  DeleteClusterSchedulerConfigCommand,
  DeleteComputeQuotaCommand,
  UpdateClusterSchedulerConfigCommand,
  UpdateComputeQuotaCommand,
} from '@aws-sdk/client-sagemaker';
import { describePolicy, describeQuota, governing, policyInput, quotaInput } from './governance.ts';
import { continuous, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const ClusterArn = await standing(service, client, continuous('main'));

/** A fault that strikes once. */
const fault = async (members: object): Promise<void> => {
  const { status, json } = await service.control('POST', 'faults', {
    type: 'governance',
    count: 1,
    ...members,
  });
  assert.equal(status, 201, JSON.stringify(json));
};

test('operations that fail, and the way on from there', async (t) => {
  await t.test('a creation', async () => {
    await fault({ operation: 'create', rollback: 'fails' });
    const id = await governing(service, client, quotaInput(ClusterArn, 'a'));
    const failed = await describeQuota(client, id);
    assert.equal(failed.Status, 'CreateRollbackFailed');
    assert.match(failed.FailureReason!, /could not be created, and .* could not be rolled back/);
    await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId: id }));
    await service.settle();
  });
  await t.test('an update is tried again', async () => {
    const ComputeQuotaId = await governing(service, client, quotaInput(ClusterArn, 'b'));
    await fault({ resource: 'compute-quota', name: 'b-quota' });
    const update = async (TargetVersion: number) => {
      const change = { ActivationState: 'Disabled' } as const;
      await client.send(new UpdateComputeQuotaCommand({ ComputeQuotaId, TargetVersion, ...change }));
      await service.settle();
      return (await describeQuota(client, ComputeQuotaId)).Status;
    };
    assert.equal(await update(1), 'UpdateFailed');
    await assert.rejects(update(1), { name: 'ConflictException', message: /version 2/ });
    assert.equal(await update(2), 'Updated');
    const { Status, FailureReason } = await describeQuota(client, ComputeQuotaId, 2);
    assert.equal(Status, 'UpdateFailed');
    assert.match(FailureReason!, /could not be updated\.$/);
    assert.equal((await describeQuota(client, ComputeQuotaId)).FailureReason, undefined);
  });
  await t.test(
    'an update of a policy: the part that failed is named, the former policy governs, a retry ends it',
    async () => {
      const arn = await standing(service, client, continuous('other'));
      const created = await client.send(new CreateClusterSchedulerConfigCommand(policyInput(arn, 'retried')));
      const id = created.ClusterSchedulerConfigId!;
      await service.settle();
      await fault({ resource: 'scheduler-config', operation: 'update', name: 'retried' });
      const inForce = async () =>
        (await service.control('GET', 'clusters/other/governance')).json.policy.inForce.FairShare;
      const update = async (TargetVersion: number) => {
        const { SchedulerConfig } = policyInput(arn, 'retried');
        const input = {
          TargetVersion,
          SchedulerConfig: { ...SchedulerConfig, FairShare: 'Disabled' as const },
        };
        await client.send(
          new UpdateClusterSchedulerConfigCommand({ ClusterSchedulerConfigId: id, ...input }),
        );
        await service.settle();
        const { Status, StatusDetails } = await describePolicy(client, id);
        return [Status, StatusDetails!.FairShare, StatusDetails!.PriorityClasses, await inForce()];
      };
      assert.deepEqual(await update(1), ['UpdateFailed', 'UpdateFailed', 'Updated', 'Enabled']);
      assert.deepEqual(await update(2), ['Updated', 'Updated', 'Updated', 'Disabled']);
    },
  );
  await t.test('a deletion is tried again, and the policy governs meanwhile', async () => {
    const created = await client.send(
      new CreateClusterSchedulerConfigCommand(policyInput(ClusterArn, 'policy')),
    );
    const ClusterSchedulerConfigId = created.ClusterSchedulerConfigId!;
    await service.settle();
    await fault({ resource: 'scheduler-config', operation: 'delete', cluster: 'main' });
    const remove = async () => {
      await client.send(new DeleteClusterSchedulerConfigCommand({ ClusterSchedulerConfigId }));
      await service.settle();
    };
    await remove();
    assert.equal((await describePolicy(client, ClusterSchedulerConfigId)).Status, 'DeleteFailed');
    await assert.rejects(
      client.send(
        new UpdateClusterSchedulerConfigCommand({
          ClusterSchedulerConfigId,
          TargetVersion: 1,
          Description: 'x',
        }),
      ),
      { name: 'ConflictException', message: /is DeleteFailed.*Try DeleteClusterSchedulerConfig again/ },
    );
    await remove();
    await assert.rejects(describePolicy(client, ClusterSchedulerConfigId), { name: 'ResourceNotFound' });
  });
});

test('in mid-creation nothing else begins', async () => {
  const { ComputeQuotaId } = await client.send(new CreateComputeQuotaCommand(quotaInput(ClusterArn, 'c')));
  const name = 'ConflictException';
  await assert.rejects(client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId })), {
    name,
    message: /is Creating: DeleteComputeQuota has to wait/,
  });
  await assert.rejects(
    client.send(new UpdateComputeQuotaCommand({ ComputeQuotaId, TargetVersion: 1, Description: 'x' })),
    { name, message: /is Creating: UpdateComputeQuota has to wait/ },
  );
});
