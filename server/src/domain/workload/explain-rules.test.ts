/** The rules that hold a task for a time, or because of what was changed since it came. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComputeQuotaConfig, ComputeQuotaResourceConfig } from '../../shapes/compute-quota.ts';
import { explainTask, type TaskRule } from './explain-task.ts';
import { explanationText } from './explanation-words.ts';
import { submitTask } from './submit-task.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const type = 'ml.p4d.24xlarge';
const room = { VCpu: 40, MemoryInGiB: 40 };

const quota = (...entries: Partial<ComputeQuotaResourceConfig>[]): ComputeQuotaConfig => ({
  ComputeQuotaResources: entries.map((entry) => ({ InstanceType: type, ...room, ...entry })),
  ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 100 },
});

/** A node of eight GPUs, and two teams with four of them each. */
function pair(): TaskStage {
  const stage = new TaskStage([nodesOf(type, 1)], 'realistic');
  for (const team of ['a', 'b']) stage.team(team, quota({ Accelerators: 4 }));
  return stage;
}

test('the rule that holds a task, in words', async (t) => {
  const table: Record<string, [rule: TaskRule, make: () => [TaskStage, string], text: RegExp]> = {
    'the borrower it has sent away is still stopping': [
      'VictimsLeaving',
      () => {
        const stage = pair();
        stage.submit('a', { requests: gpus(8) });
        return [stage, stage.submit('b', { requests: gpus(4) })];
      },
      /^It waits until task-1 of team 'a' has stopped\.$/,
    ],
    'another of its team has sent a borrower away, and goes first': [
      'BehindPreemptor',
      () => {
        const stage = pair();
        stage.submit('a', { requests: gpus(8) });
        stage.submit('b', { requests: gpus(2) });
        return [stage, stage.submit('b', { requests: gpus(2) })];
      },
      /^Task task-2 of the same team goes first/,
    ],
    'nobody has looked at it yet': [
      'NextInTurn',
      () => {
        const stage = pair();
        const podSets = [{ name: 'main', replicas: 1, requests: gpus(1) }];
        const spec = { name: 'job', team: 'a', podSets };
        return [stage, submitTask(stage.stage.draft, stage.clusterId, spec, stage.context).id];
      },
      /^It fits, and is number 1 of 1 that wait in the queue of team 'a'/,
    ],
    'nobody has looked at it yet, and somebody must go for it': [
      'NextInTurn',
      () => {
        const stage = pair();
        stage.submit('a', { requests: gpus(8) });
        const podSets = [{ name: 'main', replicas: 1, requests: gpus(3) }];
        const spec = { name: 'job', team: 'b', podSets };
        return [stage, submitTask(stage.stage.draft, stage.clusterId, spec, stage.context).id];
      },
      /^It fits, preempting task-1 of team 'a', and is number 1 of 1 /,
    ],
    'its quota was cut to less than it asks for': [
      'ExceedsMaximum',
      () => {
        const stage = pair();
        stage.submit('b', { requests: gpus(4) });
        const id = stage.submit('a', { requests: gpus(8) });
        stage.team('a', quota({ Accelerators: 1 }));
        return [stage, id];
      },
      /ask for 8 nvidia\.com\/gpu of ml\.p4d\.24xlarge; team 'a' has a quota of 1 /,
    ],
    'its quota was disabled': [
      'QuotaDisabled',
      () => {
        const stage = pair();
        stage.team('a', quota({ Accelerators: 4 }), {}, 'Disabled');
        return [stage, stage.submit('a', { requests: gpus(1) })];
      },
      /^The compute quota of team 'a' is Disabled: .* Set its ActivationState to Enabled\.$/,
    ],
    'the last quota of its partition is gone': [
      'NoQuota',
      () => {
        const stage = pair();
        const slice = { AcceleratorPartition: { Type: 'mig-1g.5gb' as const, Count: 7 } };
        stage.team('a', quota({ Accelerators: 4 }, slice));
        const id = stage.submit('a', { requests: slices('mig-1g.5gb', 1) });
        assert.equal(explainTask(stage.entry, stage.task(id), stage.stage.now)!.rule, 'PartitionGeometry');
        stage.team('a', quota({ Accelerators: 4 }));
        return [stage, id];
      },
      /^No team of this cluster has a quota of nvidia\.com\/mig-1g\.5gb\.$/,
    ],
    'the last quota of its instance type is gone, and there never was a node': [
      'NoInstanceType',
      () => {
        const stage = pair();
        stage.team('a', quota({ Accelerators: 4 }, { InstanceType: 'ml.g5.xlarge', Accelerators: 1 }));
        const id = stage.submit('a', { requests: gpus(1), instanceTypes: ['ml.g5.xlarge'] });
        assert.equal(explainTask(stage.entry, stage.task(id), stage.stage.now)!.rule, 'NoNodeWithRoom');
        stage.team('a', quota({ Accelerators: 4 }));
        return [stage, id];
      },
      /^No instance type of this cluster is right for its replicas: /,
    ],
  };
  for (const [sentence, [rule, make, text]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const [stage, id] = make();
      assert.equal(stage.task(id).status, 'Pending');
      const explanation = explainTask(stage.entry, stage.task(id), stage.stage.now)!;
      assert.equal(explanation.rule, rule);
      assert.match(explanationText(explanation), text);
    });
  }
});
