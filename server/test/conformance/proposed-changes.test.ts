/** Whatever is proposed to let a waiting task run does let it run, made by the API as a user would make it. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  type ComputeQuotaConfig,
  CreateClusterSchedulerConfigCommand,
  UpdateClusterCommand,
  UpdateComputeQuotaCommand,
  type UpdateComputeQuotaCommandInput,
} from '@aws-sdk/client-sagemaker';
import { describeQuota, governing, policyInput, quotaInput } from './governance.ts';
import { continuous, describe, group, standing } from './requests.ts';
import { startService } from './service.ts';

// biome-ignore lint/suspicious/noExplicitAny: replies are looked at as they come
type Json = any;

const service = await startService();
const client = service.client();
const InstanceType = 'ml.p4d.24xlarge';
const ClusterName = 'main';
const tasks = `clusters/${ClusterName}/tasks`;
let ClusterArn: string;

const team = (name: string, Accelerators: number, BorrowLimit: number, FairShareWeight = 1) => {
  const ComputeQuotaConfig: ComputeQuotaConfig = {
    ComputeQuotaResources: [{ InstanceType, Accelerators, VCpu: Accelerators, MemoryInGiB: Accelerators }],
    ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit },
  };
  const ComputeQuotaTarget = { TeamName: name, FairShareWeight };
  return governing(service, client, quotaInput(ClusterArn, name, { ComputeQuotaConfig, ComputeQuotaTarget }));
};

const task = (name: string, of: string, accelerators: number, more: object = {}) => ({
  name,
  team: of,
  instanceType: InstanceType,
  accelerators,
  vCpu: accelerators,
  memoryGiB: accelerators,
  ...more,
});

async function submit(...asked: Parameters<typeof task>): Promise<string> {
  const { status, json } = await service.control('POST', tasks, task(...asked));
  assert.equal(status, 201, JSON.stringify(json));
  return json.status;
}

/** The change of that kind that is proposed for the task. */
async function proposed(name: string, kind: string): Promise<Json> {
  const { json } = await service.control('GET', `${tasks}/${name}/explanation`);
  const change = json.changes.find((one: Json) => one.kind === kind);
  assert.ok(change, `${kind} is not among ${JSON.stringify(json.changes)}; ${json.message}`);
  return change;
}

async function runs(name: string): Promise<void> {
  await service.settle();
  const { json } = await service.control('GET', `${tasks}/${name}`);
  assert.equal(json.status, 'Running', json.message);
}

async function update(quotaId: string, change: Partial<UpdateComputeQuotaCommandInput>): Promise<void> {
  const { ComputeQuotaVersion: TargetVersion } = await describeQuota(client, quotaId);
  const input = { ComputeQuotaId: quotaId, TargetVersion, ...change };
  await client.send(new UpdateComputeQuotaCommand(input));
}

beforeEach(async () => {
  await service.control('POST', 'reset');
  ClusterArn = await standing(service, client, continuous(ClusterName, [group('a', 2, { InstanceType })]));
  await client.send(new CreateClusterSchedulerConfigCommand(policyInput(ClusterArn, 'policy')));
  await service.settle();
});

for (const kind of ['Quota', 'BorrowLimit']) {
  test(`a change of ${kind}, sent as it is`, async () => {
    await team('vision', 8, 25);
    await team('nlp', 8, 25);
    await submit('first', 'vision', 8);
    assert.equal(await submit('waits', 'vision', 4), 'Pending');
    const { quotaId, computeQuotaConfig } = await proposed('waits', kind);
    await update(quotaId, { ComputeQuotaConfig: computeQuotaConfig });
    await runs('waits');
  });
}

test('a change of FairShareWeight', async () => {
  await team('vision', 1, 10_000);
  await team('nlp', 1, 10_000);
  await team('lender', 14, 0);
  assert.equal(await submit('theirs', 'nlp', 8), 'Running');
  assert.equal(await submit('ours', 'vision', 8), 'Running');
  assert.equal(await submit('waits', 'vision', 1), 'Pending');
  const { quotaId, to } = await proposed('waits', 'FairShareWeight');
  await update(quotaId, { ComputeQuotaTarget: { TeamName: 'vision', FairShareWeight: to } });
  await runs('waits');
});

test('a change of priority class', async () => {
  await team('vision', 8, 0);
  assert.equal(await submit('first', 'vision', 8), 'Running');
  assert.equal(await submit('waits', 'vision', 4), 'Pending');
  const { name } = await proposed('waits', 'PriorityClass');
  await service.control('DELETE', `${tasks}/waits`);
  await submit('again', 'vision', 4, { priorityClass: name });
  await service.advance(60);
  await runs('again');
});

test('more nodes', async () => {
  await team('vision', 24, 0);
  assert.equal(await submit('first', 'vision', 6, { replicas: 2 }), 'Running');
  assert.equal(await submit('waits', 'vision', 4, { replicas: 2 }), 'Pending');
  const change = await proposed('waits', 'Nodes');
  assert.equal(change.count, 1, JSON.stringify(change));
  const { InstanceGroups } = await describe(client, ClusterName);
  const InstanceCount = InstanceGroups![0]!.TargetCount! + change.count;
  const InstanceGroup = group('a', InstanceCount, { InstanceType });
  await client.send(new UpdateClusterCommand({ ClusterName, InstanceGroups: [InstanceGroup] }));
  await runs('waits');
});
