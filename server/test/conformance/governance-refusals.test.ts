/** What is refused changes nothing: neither what Describe shows, nor the versions, nor what governs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ComputeQuotaResourceConfig,
  CreateClusterSchedulerConfigCommand,
  UpdateClusterSchedulerConfigCommand,
  type UpdateClusterSchedulerConfigCommandInput,
  UpdateComputeQuotaCommand,
  type UpdateComputeQuotaCommandInput,
} from '@aws-sdk/client-sagemaker';
import { describePolicy, describeQuota, governing, policyInput, quotaInput } from './governance.ts';
import { continuous, group, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const type = 'ml.p4d.24xlarge';
const ClusterArn = await standing(
  service,
  client,
  continuous('main', [group('a', 1, { InstanceType: type })]),
);
const quotaId = await governing(
  service,
  client,
  quotaInput(ClusterArn, 'vision', {
    ComputeQuotaConfig: { ComputeQuotaResources: [{ InstanceType: type, Accelerators: 4 }] },
  }),
);
const created = await client.send(new CreateClusterSchedulerConfigCommand(policyInput(ClusterArn, 'policy')));
const policyId = created.ClusterSchedulerConfigId!;
await service.settle();
await service.control('POST', 'clusters/main/tasks', {
  name: 'runs',
  team: 'vision',
  instanceType: type,
  accelerators: 3,
});

/** All that can be seen of the quota, of the policy, and of what they do. */
async function seen(): Promise<object> {
  const { $metadata: _, ...quota } = await describeQuota(client, quotaId);
  const { $metadata: __, ...policy } = await describePolicy(client, policyId);
  const governs = await service.control('GET', 'clusters/main/governance');
  const tasks = await service.control('GET', 'clusters/main/tasks');
  assert.deepEqual([governs.status, tasks.status], [200, 200]);
  return { quota, policy, governs: governs.json, tasks: tasks.json };
}

const before = await seen();

/** Refused with these words, and everything is as it was, then and when time has passed. */
async function refused(request: Promise<unknown>, name: string, message: RegExp): Promise<void> {
  await assert.rejects(request, { name, message });
  assert.deepEqual(await seen(), before);
  await service.settle();
  assert.deepEqual(await seen(), before);
}

test('a refused UpdateComputeQuota leaves the quota as it was', async (t) => {
  const of = (...entries: ComputeQuotaResourceConfig[]): Partial<UpdateComputeQuotaCommandInput> => ({
    ComputeQuotaConfig: { ComputeQuotaResources: entries },
    Description: 'refused',
  });
  const slice = (Type: 'mig-1g.5gb' | 'mig-1g.18gb') => ({ AcceleratorPartition: { Type, Count: 4 } });
  const table: Record<
    string,
    [change: Partial<UpdateComputeQuotaCommandInput>, name: string, message: RegExp]
  > = {
    'a stale TargetVersion': [
      { ...of({ InstanceType: type, Count: 1 }), TargetVersion: 2 },
      'ConflictException',
      /^TargetVersion is 2, and .* is at version 1\. .* give TargetVersion 1\.$/,
    ],
    'Count with Accelerators': [
      of({ InstanceType: type, Count: 1, Accelerators: 2 }),
      'ValidationException',
      /gives Count together with Accelerators, .* exactly one way: .* Leave Count or Accelerators out\.$/,
    ],
    'AcceleratorPartition with Accelerators': [
      of({ InstanceType: type, Accelerators: 2, ...slice('mig-1g.5gb') }),
      'ValidationException',
      /gives AcceleratorPartition together with Accelerators, .* exactly one way/,
    ],
    'a partition of other GPUs': [
      of({ InstanceType: type, ...slice('mig-1g.18gb') }),
      'ValidationException',
      /entry 1 .* does not offer the AcceleratorPartition\.Type 'mig-1g\.18gb'\. Did you mean 'mig-1g\.10gb'\?/,
    ],
    'a wrong entry behind a right one': [
      of({ InstanceType: type, Count: 1 }, { InstanceType: 'ml.g5.xlarge' }),
      'ValidationException',
      /^ComputeQuotaResources, entry 2 \(ml\.g5\.xlarge\) gives no amount/,
    ],
    'another team': [
      { ComputeQuotaTarget: { TeamName: 'nlp', FairShareWeight: 9 } },
      'ValidationException',
      /TeamName is 'nlp', and .* belongs to team 'vision'/,
    ],
    'a weight out of range': [
      { ComputeQuotaTarget: { TeamName: 'vision', FairShareWeight: 101 }, ActivationState: 'Disabled' },
      'ValidationException',
      /'computeQuotaTarget.fairShareWeight' failed to satisfy constraint/,
    ],
    'a borrow limit out of range': [
      {
        ComputeQuotaConfig: { ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 10_001 } },
      },
      'ValidationException',
      /'computeQuotaConfig.resourceSharingConfig.borrowLimit' failed to satisfy constraint/,
    ],
    'nothing to change': [{}, 'ValidationException', /^The request changes nothing\. Give at least one of/],
  };
  for (const [sentence, [change, name, message]] of Object.entries(table)) {
    await t.test(sentence, () =>
      refused(
        client.send(new UpdateComputeQuotaCommand({ ComputeQuotaId: quotaId, TargetVersion: 1, ...change })),
        name,
        message,
      ),
    );
  }
  await t.test('and its version is still the only one', () =>
    assert.rejects(describeQuota(client, quotaId, 2), { name: 'ResourceNotFound' }),
  );
});

test('a refused UpdateClusterSchedulerConfig leaves the policy as it was', async (t) => {
  const table: Record<
    string,
    [change: Partial<UpdateClusterSchedulerConfigCommandInput>, name: string, message: RegExp]
  > = {
    'a stale TargetVersion': [
      { TargetVersion: 7, Description: 'late' },
      'ConflictException',
      /^TargetVersion is 7, and .* is at version 1/,
    ],
    'a class twice': [
      {
        SchedulerConfig: {
          FairShare: 'Disabled',
          PriorityClasses: [
            { Name: 'a', Weight: 1 },
            { Name: 'a', Weight: 2 },
          ],
        },
      },
      'ValidationException',
      /gives Name 'a' more than once/,
    ],
  };
  for (const [sentence, [change, name, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const input = { ClusterSchedulerConfigId: policyId, TargetVersion: 1, ...change };
      return refused(client.send(new UpdateClusterSchedulerConfigCommand(input)), name, message);
    });
  }
});

test('a task that is refused leaves the quota and the tasks as they were', async (t) => {
  const task = { name: 'job', team: 'vision', instanceType: type, accelerators: 1 };
  const table: Record<string, [change: object, message: RegExp]> = {
    'an unknown team': [{ team: 'visoin' }, /Did you mean 'vision'\?/],
    'an unknown class': [{ priorityClass: 'trainig' }, /Did you mean 'training'\?/],
    'more than the team could ever have': [{ replicas: 9 }, /larger than team 'vision' could ever have/],
    'a partition that the type does not offer': [
      { accelerators: undefined, partition: { type: 'mig-1g.6gb', count: 1 } },
      /does not offer\. Did you mean 'mig-1g\.5gb'\?/,
    ],
    'a malformed manifest': [
      {
        manifest: 'kind: [',
        name: undefined,
        team: undefined,
        instanceType: undefined,
        accelerators: undefined,
      },
      /^The manifest cannot be read at line 1, column /,
    ],
  };
  for (const [sentence, [change, message]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { status, json } = await service.control('POST', 'clusters/main/tasks', { ...task, ...change });
      assert.equal(status, 400);
      assert.match(json.error.message, message);
      assert.deepEqual(await seen(), before);
    });
  }
});
