/** The idle pool is what ready nodes have less all quotas, whatever becomes of nodes, quotas and policy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchReplaceClusterNodesCommand,
  type ComputeQuotaConfig,
  CreateClusterSchedulerConfigCommand,
  DeleteComputeQuotaCommand,
  UpdateClusterCommand,
  UpdateClusterSchedulerConfigCommand,
} from '@aws-sdk/client-sagemaker';
import { governing, policyInput, quotaInput } from './governance.ts';
import { continuous, group, nodesOf, standing } from './requests.ts';
import { startService } from './service.ts';

test('the pool follows nodes, quotas and the policy', async () => {
  const service = await startService();
  const client = service.client();
  const InstanceType = 'ml.p4d.24xlarge';
  const ClusterArn = await standing(service, client, continuous('main', [group('a', 2, { InstanceType })]));
  const accelerators = (
    Accelerators: number,
    Strategy: 'DontLend' | 'LendAndBorrow',
  ): ComputeQuotaConfig => ({
    ComputeQuotaResources: [{ InstanceType, Accelerators, VCpu: 4, MemoryInGiB: 4 }],
    ResourceSharingConfig: { Strategy, ...(Strategy === 'LendAndBorrow' && { BorrowLimit: 400 }) },
  });
  const team = (name: string, ComputeQuotaConfig: ComputeQuotaConfig): Promise<string> =>
    governing(service, client, quotaInput(ClusterArn, name, { ComputeQuotaConfig }));
  const pool = async (): Promise<readonly [quota: string, lent: string] | undefined> => {
    const { json } = await service.control('GET', 'clusters/main/governance');
    const gpu = json.idlePool.find(({ resource }: { resource: string }) => resource === 'nvidia.com/gpu');
    return gpu && [gpu.quota, gpu.lent];
  };
  await team('vision', accelerators(4, 'LendAndBorrow'));
  assert.equal(await pool(), undefined, 'without a policy nothing is shared');

  const policy = policyInput(ClusterArn, 'policy', { SchedulerConfig: { IdleResourceSharing: 'Enabled' } });
  const { ClusterSchedulerConfigId } = await client.send(new CreateClusterSchedulerConfigCommand(policy));
  await service.settle();
  assert.deepEqual(await pool(), ['12', '0']);

  const asked = {
    name: 'wide',
    team: 'vision',
    instanceType: InstanceType,
    accelerators: 5,
    vCpu: 1,
    memoryGiB: 1,
  };
  const { json: task } = await service.control('POST', 'clusters/main/tasks', { ...asked, replicas: 2 });
  assert.equal(task.status, 'Running');
  assert.deepEqual(await pool(), ['12', '6']);
  await service.control('DELETE', 'clusters/main/tasks/wide');
  await service.advance(60);

  const alone = await team('alone', accelerators(3, 'DontLend'));
  assert.deepEqual(await pool(), ['9', '0'], 'the quota of a team that does not lend is not idle');
  await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId: alone }));
  await service.settle();
  assert.deepEqual(await pool(), ['12', '0']);

  const [node] = await nodesOf(client, 'main');
  const NodeIds = [node!.InstanceId!];
  await client.send(new BatchReplaceClusterNodesCommand({ ClusterName: 'main', NodeIds }));
  assert.deepEqual(await pool(), ['4', '0'], 'a node that is being replaced has nothing idle');
  await service.settle();
  assert.deepEqual(await pool(), ['12', '0']);
  const InstanceGroups = [group('a', 3, { InstanceType })];
  await client.send(new UpdateClusterCommand({ ClusterName: 'main', InstanceGroups }));
  assert.deepEqual(await pool(), ['12', '0'], 'a node that is still to come likewise');
  await service.settle();
  assert.deepEqual(await pool(), ['20', '0']);

  const SchedulerConfig = { IdleResourceSharing: 'Disabled' } as const;
  const change = { ClusterSchedulerConfigId, TargetVersion: 1, SchedulerConfig };
  await client.send(new UpdateClusterSchedulerConfigCommand(change));
  await service.settle();
  assert.equal(await pool(), undefined);
});
