/** Whatever takes a node from under a task stops the whole gang, and the task waits in its queue again. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  BatchDeleteClusterNodesCommand,
  BatchRebootClusterNodesCommand,
  BatchReplaceClusterNodesCommand,
  StartClusterHealthCheckCommand,
  UpdateClusterSoftwareCommand,
} from '@aws-sdk/client-sagemaker';
import { governing, quotaInput } from './governance.ts';
import { continuous, group, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const InstanceType = 'ml.p4d.24xlarge';
const ClusterName = 'main';
const path = `clusters/${ClusterName}/tasks`;

// biome-ignore lint/suspicious/noExplicitAny: replies are looked at as they come
const show = async (): Promise<any> => (await service.control('GET', `${path}/gang`)).json;

async function history(): Promise<readonly string[]> {
  const reply = await fetch(`${service.url}/_quartermaster/${path}/history?task=task-1`);
  return (await reply.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ type, reason }) => (reason === undefined ? type : `${type} ${reason}`));
}

/** Three nodes, and a gang of two that has run for an hour on the first two of them. */
beforeEach(async () => {
  await service.control('POST', 'reset');
  const arn = await standing(
    service,
    client,
    continuous(ClusterName, [group('a', 3, { InstanceType, ImageReleaseVersion: '1.1.0' })]),
  );
  const ComputeQuotaConfig = { ComputeQuotaResources: [{ InstanceType, Count: 2 } as const] };
  await governing(service, client, quotaInput(arn, 'vision', { ComputeQuotaConfig }));
  await service.control('POST', path, {
    name: 'gang',
    team: 'vision',
    instanceType: InstanceType,
    replicas: 2,
    accelerators: 8,
    checkpointIntervalSeconds: 1_800,
  });
  await service.advance(3_600);
});

type Interrupt = (instanceId: string) => Promise<unknown>;

const INTERRUPTS: Record<string, [reason: string, interrupt: Interrupt]> = {
  'BatchRebootClusterNodes of one': [
    'NodeReboot',
    (id) => client.send(new BatchRebootClusterNodesCommand({ ClusterName, NodeIds: [id] })),
  ],
  'BatchReplaceClusterNodes of one': [
    'NodeReplacement',
    (id) => client.send(new BatchReplaceClusterNodesCommand({ ClusterName, NodeIds: [id] })),
  ],
  'BatchDeleteClusterNodes of one': [
    'NodeRemoved',
    (id) => client.send(new BatchDeleteClusterNodesCommand({ ClusterName, NodeIds: [id] })),
  ],
  'a deep health check of one': [
    'NodeHealthCheck',
    (id) =>
      client.send(
        new StartClusterHealthCheckCommand({
          ClusterName,
          DeepHealthCheckConfigurations: [
            {
              InstanceGroupName: 'a',
              InstanceIds: [id],
              DeepHealthChecks: ['InstanceStress'],
            },
          ],
        }),
      ),
  ],
  'UpdateClusterSoftware of all': [
    'NodeUpdate',
    () => client.send(new UpdateClusterSoftwareCommand({ ClusterName })),
  ],
  'the failure of one, once it is noticed': [
    'NodeFailure',
    async (node) => {
      await service.control('POST', 'faults', { type: 'node', node, needs: 'reboot' });
      await service.advance(60);
    },
  ],
};

for (const [sentence, [reason, interrupt]] of Object.entries(INTERRUPTS)) {
  test(`${sentence}: the gang stops as ${reason}, and waits again`, async () => {
    const running = await show();
    assert.equal(running.status, 'Running');
    await interrupt(running.admission.replicas[1].instanceId);
    const stopped = await show();
    assert.equal(stopped.evictions, 1);
    assert.equal(stopped.savedSeconds, 3_600, 'two checkpoints were made');
    assert.deepEqual((await history()).slice(0, 3), ['Submitted', 'Admitted', `Evicted ${reason}`]);
    await service.advance(60);
    assert.equal((await history())[3], 'Requeued');
    if (reason === 'NodeUpdate') return;
    const again = await show();
    assert.equal(again.status, 'Running', 'on the node that was left, and the one that stayed');
    const nodes = again.admission.replicas.map(({ instanceId }: { instanceId: string }) => instanceId);
    assert.equal(new Set(nodes).size, 2);
    assert.ok(!nodes.includes(running.admission.replicas[1].instanceId));
  });
}
