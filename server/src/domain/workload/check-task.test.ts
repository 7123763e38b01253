import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TASK_POD_SETS_MAX, TASK_REPLICAS_MAX } from '../limits.ts';
import { submitTask } from './submit-task.ts';
import type { TaskPodSet, TaskSpec } from './task.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const quota = {
  ComputeQuotaResources: [
    { InstanceType: 'ml.p4d.24xlarge' as const, Accelerators: 8 },
    {
      InstanceType: 'ml.p4d.24xlarge' as const,
      AcceleratorPartition: { Type: 'mig-1g.5gb' as const, Count: 7 },
    },
  ],
};

function stageOf(): TaskStage {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('research', quota);
  stage.team('vision', quota);
  stage.policy({
    PriorityClasses: [
      { Name: 'training', Weight: 80 },
      { Name: 'inference', Weight: 100 },
    ],
  });
  return stage;
}

const set = (change: Partial<TaskPodSet> = {}): TaskPodSet => ({
  name: 'main',
  replicas: 1,
  requests: gpus(1),
  ...change,
});

const spec = (change: Partial<TaskSpec> = {}): TaskSpec => ({
  name: 'job',
  team: 'research',
  podSets: [set()],
  ...change,
});

test('what a task may not ask for', async (t) => {
  const table: Record<string, [spec: TaskSpec, message: RegExp]> = {
    'a team that has no quota': [
      spec({ team: 'reserch' }),
      /Team 'reserch' has no compute quota in force on this cluster\. Did you mean 'research'\? Teams with one: research, vision\./,
    ],
    'a class that the policy does not have': [
      spec({ priorityClass: 'trainings' }),
      /Priority class 'trainings' does not exist in the cluster's policy\. Did you mean 'training'\? Its classes: training, inference\./,
    ],
    'no replicas at all': [spec({ podSets: [] }), /at least one set of replicas/],
    'a fraction of a replica': [spec({ podSets: [set({ replicas: 1.5 })] }), /Replicas of 'main' are 1\.5/],
    'two sets of one name': [spec({ podSets: [set(), set()] }), /'main' is given more than once/],
    'fewer replicas at least than one': [
      spec({ podSets: [set({ minReplicas: 0 })] }),
      /'main' is 0, and must be a whole number from 1 to its 1 replicas/,
    ],
    'more sets than a workload has': [
      spec({ podSets: Array.from({ length: TASK_POD_SETS_MAX + 1 }, (_, i) => set({ name: `s${i}` })) }),
      /at most 8 sets of replicas, and 9 are given/,
    ],
    'more replicas than there may be': [
      spec({ podSets: [set({ replicas: TASK_REPLICAS_MAX + 1 })] }),
      /at most 10000 replicas, all sets together, and 10001 are asked for/,
    ],
    'a type that is not there': [
      spec({ podSets: [set({ instanceTypes: ['ml.p4d.24xlarg'] })] }),
      /Instance type 'ml\.p4d\.24xlarg' is neither in this cluster nor in the team's quota\. Did you mean 'ml\.p4d\.24xlarge'\?/,
    ],
    'a partition that the type does not offer': [
      spec({ podSets: [set({ instanceTypes: ['ml.p4d.24xlarge'], requests: slices('mig-1g.18gb', 1) })] }),
      /'mig-1g\.18gb', which instance type 'ml\.p4d\.24xlarge' does not offer\. .*It offers: mig-1g\.5gb, mig-1g\.10gb/,
    ],
    'a resource that nobody has quota of': [
      spec({ podSets: [set({ requests: { 'example.com/fpga': 1 } })] }),
      /ask for 'example\.com\/fpga', of which no team of this cluster has a quota/,
    ],
    'more than the team could ever have': [
      spec({ podSets: [set({ replicas: 13 })] }),
      /larger than team 'research' could ever have: replicas of 'main' ask for 13 nvidia\.com\/gpu of ml\.p4d\.24xlarge in all, and the most .* is 12/,
    ],
    'more than the team could ever have, all sets together': [
      spec({ podSets: [set({ replicas: 7 }), set({ name: 'worker', replicas: 6 })] }),
      /replicas of 'main' and 'worker' ask for 13 nvidia\.com\/gpu in all, and the most .* is 12/,
    ],
    'alike too much of several resources: accelerators are named': [
      spec({ podSets: [set({ replicas: 13, requests: { cpu: 12_000, ...gpus(1) } })] }),
      /ask for 13 nvidia\.com\/gpu of ml\.p4d\.24xlarge in all/,
    ],
    'more GPUs in one replica than a node has': [
      spec({ podSets: [set({ requests: gpus(9) })] }),
      /Each replica of 'main' asks for 9 nvidia\.com\/gpu, and a whole ml\.p4d\.24xlarge has 8\. Ask for less in each/,
    ],
    'more CPU in one replica than a node has': [
      spec({ podSets: [set({ requests: { cpu: 96_001 } })] }),
      /asks for 96001m cpu, and a whole ml\.p4d\.24xlarge has 96/,
    ],
    'more slices in one replica than a node can be split into': [
      spec({ podSets: [set({ requests: slices('mig-1g.5gb', 57) })] }),
      /asks for 57 nvidia\.com\/mig-1g\.5gb, and a whole ml\.p4d\.24xlarge has 56/,
    ],
  };
  for (const [sentence, [asked, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = stageOf();
      assert.throws(() => submitTask(stage.stage.draft, stage.clusterId, asked, stage.context), {
        code: 'ValidationException',
        message,
      });
      assert.equal(stage.entry.governance.tasks.entries.length, 0);
    });
  }
});

test('the most that a team could ever have is taken', () => {
  const stage = stageOf();
  assert.equal(stage.task(stage.submit('research', { requests: gpus(1), replicas: 12 })).status, 'Pending');
  assert.equal(
    stage.task(stage.submit('research', { requests: gpus(1), replicas: 20, minReplicas: 8 })).status,
    'Running',
  );
  assert.equal(
    stage.task(stage.submit('research', { requests: { cpu: 96_000 } })).status,
    'Pending',
    'a whole instance may be asked for, although the node keeps some of it for itself',
  );
});

test('a cluster without quotas has no queue', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  assert.throws(() => submitTask(stage.stage.draft, stage.clusterId, spec(), stage.context), {
    message: /has no compute quota in force, so no team has a queue/,
  });
});

test('what others of the team ask for is refused once the quota has shrunk', () => {
  const stage = stageOf();
  const alike = () =>
    submitTask(stage.stage.draft, stage.clusterId, spec({ podSets: [set()] }), stage.context);
  for (let n = 0; n < 3; n += 1) alike();
  for (const name of ['research', 'vision'])
    stage.team(name, { ComputeQuotaResources: [quota.ComputeQuotaResources[1]!] });
  assert.throws(alike, { message: /nvidia\.com\/gpu/ });
  stage.team('research', quota);
  alike();
});
