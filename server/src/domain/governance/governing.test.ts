import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group } from '../../../test/fleet.ts';
import { GPU } from '../catalog/resource-names.ts';
import type { TaskSpec } from '../workload/task.ts';

/** Two nodes of one GPU, a team with a quota of one of them, and two tasks of one GPU: the second waits. */
async function waiting(): Promise<{ f: Fleet; ComputeQuotaId: string; status: () => string }> {
  const f = await fleet().with('ml', eks(group('a', 2, { InstanceType: 'ml.g5.8xlarge' })));
  const { ClusterArn } = await f.describe();
  const { ComputeQuotaId } = await f.call('CreateComputeQuota', {
    Name: 'a',
    ClusterArn,
    ComputeQuotaConfig: resources(1),
    ComputeQuotaTarget: { TeamName: 'a' },
  });
  await f.settle();
  const spec: TaskSpec = {
    name: 'job',
    team: 'a',
    podSets: [{ name: 'main', replicas: 1, requests: { [GPU]: 1 } }],
  };
  const clusterId = f.document().id;
  for (let i = 0; i < 2; i += 1) await f.engine.execute({ type: 'submitTasks', clusterId, specs: [spec] });
  await f.advance('1s');
  const entry = f.engine.state.clusters.get(clusterId)!;
  return { f, ComputeQuotaId, status: () => entry.governance.tasks.entries[1]!.status };
}

const resources = (Count: number) => ({
  ComputeQuotaResources: [{ InstanceType: 'ml.g5.8xlarge' as const, Count }],
});

test('a task waits until the update of its quota has succeeded, not until it was asked for', async () => {
  const { f, ComputeQuotaId, status } = await waiting();
  assert.equal(status(), 'Pending');
  const update = (TargetVersion: number) =>
    f.call('UpdateComputeQuota', { ComputeQuotaId, TargetVersion, ComputeQuotaConfig: resources(2) });
  await f.fault({ type: 'governance', operation: 'update' }, { count: 1 });
  await update(1);
  await f.advance('15s');
  assert.equal(status(), 'Pending', 'what failed does not govern');
  await update(2);
  await f.advance('9s');
  assert.equal(status(), 'Pending');
  await f.advance('2s');
  assert.equal(status(), 'Running');
});

test('a quota that is deleted governs until it is gone, and takes the tasks of its team along', async () => {
  const { f, ComputeQuotaId, status } = await waiting();
  await f.call('DeleteComputeQuota', { ComputeQuotaId });
  await f.advance('9s');
  assert.equal(status(), 'Pending');
  await f.advance('2s');
  assert.equal(status(), 'Cancelled');
});

test('tasks that come together are looked at together: the one of the higher class runs, whichever came first', async () => {
  const f = await fleet().with('ml', eks(group('a', 1, { InstanceType: 'ml.g5.8xlarge' })));
  const { ClusterArn } = await f.describe();
  const PriorityClasses = [
    { Name: 'low', Weight: 10 },
    { Name: 'high', Weight: 90 },
  ];
  await f.call('CreateClusterSchedulerConfig', {
    Name: 'p',
    ClusterArn,
    SchedulerConfig: { PriorityClasses },
  });
  await f.call('CreateComputeQuota', {
    Name: 'a',
    ClusterArn,
    ComputeQuotaConfig: { ...resources(1), PreemptTeamTasks: 'Never' },
    ComputeQuotaTarget: { TeamName: 'a' },
  });
  await f.settle();
  const clusterId = f.document().id;
  const submit = (priorityClass: string) =>
    f.engine.execute({
      type: 'submitTasks',
      clusterId,
      specs: [
        {
          name: priorityClass,
          team: 'a',
          priorityClass,
          podSets: [{ name: 'main', replicas: 1, requests: { [GPU]: 1 } }],
        },
      ],
    });
  const statuses = () =>
    f.engine.state.clusters.get(clusterId)!.governance.tasks.entries.map(({ status }) => status);
  await Promise.all([submit('low'), submit('high')]);
  assert.deepEqual(statuses(), ['Pending', 'Running']);
  for (const task of ['task-1', 'task-2']) await f.engine.execute({ type: 'cancelTask', clusterId, task });
  await f.advance('1m');
  await submit('low');
  await submit('high');
  assert.deepEqual(statuses().slice(2), ['Running', 'Pending']);
});
