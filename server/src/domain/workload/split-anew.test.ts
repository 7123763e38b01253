import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saveCluster } from '../cluster/save-cluster.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const P4D = 'ml.p4d.24xlarge' as const;

test('tasks on GPUs that are split anew stop and wait; what uses no GPU goes on', () => {
  const stage = new TaskStage([nodesOf(P4D, 1)], 'realistic');
  stage.team('a', {
    ComputeQuotaResources: [
      { InstanceType: P4D, Accelerators: 8 },
      { InstanceType: P4D, AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 56 } },
    ],
  });
  const [whole, cpu] = [
    stage.submit('a', { requests: gpus(2) }),
    stage.submit('a', { requests: { cpu: 1_000 } }),
  ];
  const [group] = stage.cluster.groups;
  const KubernetesConfig = { Labels: { 'nvidia.com/mig.config': 'all-1g.5gb' } };
  const groups = [{ ...group!, spec: { ...group!.spec, KubernetesConfig } }];
  saveCluster(stage.stage.draft, { ...stage.cluster, groups }, stage.context);
  stage.settle();
  assert.deepEqual([stage.task(whole).status, stage.task(cpu).status], ['Stopping', 'Running']);
  assert.match(stage.task(whole).message!, /^The GPUs of node i-\S+ are split anew/);
  const split = stage.submit('a', { requests: slices('mig-1g.5gb', 56) });
  assert.equal(stage.task(split).status, 'Running');
  stage.advance(30_000);
  assert.equal(stage.task(whole).status, 'Pending');
});
