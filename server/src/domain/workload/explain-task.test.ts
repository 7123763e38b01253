import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComputeQuotaConfig } from '../../shapes/compute-quota.ts';
import { EXPLAINED_BY_FULL_RUN_MAX } from '../limits.ts';
import { explainTask, type TaskRule } from './explain-task.ts';
import { changeText, explanationText } from './explanation-words.ts';
import { submitTask } from './submit-task.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const type = 'ml.p4d.24xlarge';

type Sharing = NonNullable<ComputeQuotaConfig['ResourceSharingConfig']>;

/** So many GPUs, with what goes with them, as Describe shows it. */
const quota = (gpu: number, sharing: Partial<Sharing> = {}): ComputeQuotaConfig => ({
  ComputeQuotaResources: [{ InstanceType: type, Accelerators: gpu, VCpu: gpu * 12, MemoryInGiB: gpu * 144 }],
  ResourceSharingConfig: { Strategy: 'LendAndBorrow', ...sharing },
});

const explained = (stage: TaskStage, id: string) =>
  explainTask(stage.entry, stage.task(id), stage.stage.now)!;

/** Two nodes of eight GPUs, and two teams that share them. */
function pair(a: Partial<Sharing> = {}, b: Partial<Sharing> = {}): TaskStage {
  const stage = new TaskStage([nodesOf(type, 2)]);
  stage.team('a', quota(8, a));
  stage.team('b', quota(8, b));
  return stage;
}

test('the rule that holds a task, in words, and what would let it run', async (t) => {
  const table: Record<
    string,
    [rule: TaskRule, make: () => [TaskStage, string], text: RegExp, changes: string[]]
  > = {
    'its team has borrowed to its limit': [
      'BorrowLimit',
      () => {
        const stage = pair({ BorrowLimit: 50 });
        stage.submit('a', { requests: gpus(8) });
        return [stage, stage.submit('a', { requests: gpus(6) })];
      },
      /ask for 6 nvidia\.com\/gpu of ml\.p4d\.24xlarge; team 'a' has a quota of 8 and uses 8, and 4 more can be had\. It may borrow at most 4 nvidia\.com\/gpu, and 2 nvidia\.com\/gpu are missing\.$/,
      [
        "Raise the quota of team 'a': ml.p4d.24xlarge Accelerators 8 → 10, borrowing 4 nvidia.com/gpu of ml.p4d.24xlarge.",
        "Let team 'a' borrow more: BorrowLimit 50 → 75 %, borrowing 6 nvidia.com/gpu of ml.p4d.24xlarge.",
      ],
    ],
    'its team may not borrow': [
      'BorrowLimit',
      () => {
        const stage = pair({ Strategy: 'Lend' });
        stage.submit('a', { requests: gpus(8) });
        return [stage, stage.submit('a', { requests: gpus(2), minReplicas: 1 })];
      },
      /It may not borrow, while others leave 8 nvidia\.com\/gpu idle\.$/,
      [
        "Raise the quota of team 'a': ml.p4d.24xlarge Accelerators 8 → 10.",
        "Let team 'a' borrow more: Strategy Lend → LendAndBorrow, BorrowLimit 25 %, borrowing 2 nvidia.com/gpu of ml.p4d.24xlarge.",
      ],
    ],
    'the other team uses what it would borrow': [
      'QuotaInUse',
      () => {
        const stage = pair({ BorrowLimit: 100 });
        stage.team('a', { ...quota(8, { BorrowLimit: 100 }), PreemptTeamTasks: 'Never' });
        stage.submit('b', { requests: gpus(8) });
        stage.submit('a', { requests: gpus(8) });
        return [stage, stage.submit('a', { requests: gpus(2) })];
      },
      /2 nvidia\.com\/gpu are missing, and nobody who uses them may be preempted: 1 task of other teams within their quota \(8\) and 1 task that PreemptTeamTasks protects \(8\)\.$/,
      [],
    ],
    'those before it matter as much': [
      'PriorityClass',
      () => {
        const stage = pair({ Strategy: 'DontLend' });
        stage.policy({ PriorityClasses: [{ Name: 'high', Weight: 80 }] });
        stage.submit('a', { requests: gpus(8) });
        return [stage, stage.submit('a', { requests: gpus(2) })];
      },
      /1 task with 8 nvidia\.com\/gpu cannot be preempted: its priority is not lower\.$/,
      [
        "Raise the quota of team 'a': ml.p4d.24xlarge Accelerators 8 → 10.",
        "Submit it with priority class 'high' (80, not 0), preempting task-1 of team 'a' by prioritization in the ClusterQueue.",
      ],
    ],
    'another team keeps what is idle to itself': [
      'NotLent',
      () => {
        const stage = new TaskStage([nodesOf(type, 3)]);
        stage.team('a', { ...quota(8, { BorrowLimit: 100 }), PreemptTeamTasks: 'Never' });
        stage.team('b', quota(8, { Strategy: 'DontLend' }));
        stage.team('c', quota(8, { Strategy: 'Lend' }));
        stage.submit('c', { requests: gpus(8) });
        stage.submit('a', { requests: gpus(8) });
        return [stage, stage.submit('a', { requests: gpus(2) })];
      },
      /2 nvidia\.com\/gpu are missing, which team 'b' \(8 nvidia\.com\/gpu\) leaves idle and does not lend: strategy DontLend\.$/,
      ["Raise the quota of team 'a': ml.p4d.24xlarge Accelerators 8 → 10."],
    ],
    'no node has room': [
      'NoNodeWithRoom',
      () => {
        const stage = new TaskStage([nodesOf(type, 1)]);
        stage.team('a', quota(16));
        stage.submit('a', { requests: gpus(6) });
        return [stage, stage.submit('a', { requests: gpus(4) })];
      },
      /^There is quota, and the replica of 'main' finds no place on the 1 node of ml\.p4d\.24xlarge\. Excluded: 1 node by resource "nvidia\.com\/gpu"\. A replica asks for 4 nvidia\.com\/gpu; the most that a node has free is 2 of 8 that it gives to pods\.$/,
      ["Add 1 node of ml.p4d.24xlarge to instance group 'a'."],
    ],
    'its slices are all in use': [
      'NoNodeWithRoom',
      () => {
        const stage = new TaskStage([nodesOf(type, 1, 'all-3g.20gb')]);
        stage.team('a', partitions('mig-3g.20gb', 20));
        stage.submit('a', { requests: slices('mig-3g.20gb', 14) });
        return [stage, stage.submit('a', { requests: slices('mig-3g.20gb', 4) })];
      },
      /Of 16 partitions mig-3g\.20gb 2 are free\.$/,
      ["Add 1 node of ml.p4d.24xlarge to instance group 'a'."],
    ],
    'no GPU is split as it needs': [
      'PartitionGeometry',
      () => {
        const stage = new TaskStage([nodesOf(type, 1, 'all-2g.10gb')]);
        stage.team('a', partitions('mig-7g.40gb', 8));
        return [stage, stage.submit('a', { requests: slices('mig-7g.40gb', 1) })];
      },
      /^A replica needs 1 mig-7g\.40gb, and none of the 1 node of ml\.p4d\.24xlarge has its GPUs split so\. Set the label nvidia\.com\/mig\.config of an instance group to all-7g\.40gb\.$/,
      [],
    ],
  };
  for (const [sentence, [rule, make, text, changes]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const [stage, id] = make();
      assert.equal(stage.task(id).status, 'Pending');
      const explanation = explained(stage, id);
      assert.equal(explanation.rule, rule);
      assert.match(explanationText(explanation), text);
      assert.deepEqual(explanation.changes.map(changeText), changes);
    });
  }
});

const partitions = (Type: 'mig-3g.20gb' | 'mig-7g.40gb', Count: number): ComputeQuotaConfig => ({
  ComputeQuotaResources: [{ InstanceType: type, AcceleratorPartition: { Type, Count } }],
});

test('an edit of the quota, made for real, lets the task run', async (t) => {
  for (const kind of ['Quota', 'BorrowLimit'] as const) {
    await t.test(kind, () => {
      const stage = pair({ BorrowLimit: 50 });
      stage.submit('a', { requests: gpus(8) });
      const id = stage.submit('a', { requests: gpus(6) });
      const change = explained(stage, id).changes.find(({ edit }) => edit.kind === kind)!;
      assert.ok('after' in change.edit);
      stage.team('a', change.edit.after);
      assert.equal(stage.task(id).status, 'Running');
    });
  }
});

test('a quota by whole instances is raised by whole instances', () => {
  const stage = new TaskStage([nodesOf(type, 3)]);
  stage.team('a', { ComputeQuotaResources: [{ InstanceType: type, Count: 1 }] });
  stage.submit('a', { requests: gpus(8) });
  const id = stage.submit('a', { requests: gpus(2) });
  assert.equal(
    changeText(explained(stage, id).changes[0]!),
    "Raise the quota of team 'a': ml.p4d.24xlarge Count 1 → 2.",
  );
});

test('a weight, where the share holds the task', () => {
  const stage = new TaskStage([nodesOf(type, 2)]);
  stage.policy({ FairShare: 'Enabled' });
  const small = (team: string, FairShareWeight: number) =>
    stage.team(team, quota(1, { BorrowLimit: 10_000 }), { FairShareWeight });
  small('a', 1);
  small('b', 1);
  stage.team('lender', quota(14, { Strategy: 'Lend' }));
  stage.submit('b', { requests: gpus(8) });
  stage.submit('a', { requests: gpus(8) });
  const id = stage.submit('a', { requests: gpus(1) });
  const weight = explained(stage, id).changes.find(({ edit }) => edit.kind === 'FairShareWeight');
  assert.deepEqual(weight?.edit, {
    kind: 'FairShareWeight',
    team: 'a',
    quotaId: stage.entry.governance.quotas.values().next().value!.id,
    from: 1,
    to: 2,
  });
});

test('a task that does not wait has no explanation', () => {
  const stage = pair();
  const id = stage.submit('a', { requests: gpus(8) });
  assert.equal(explainTask(stage.entry, stage.task(id), 0), undefined);
});

test('who is let try: everybody up to a limit, then the own queue alone', () => {
  const stage = pair({ BorrowLimit: 0 }, { BorrowLimit: 0 });
  stage.submit('a', { requests: gpus(8) });
  const id = stage.submit('a', { requests: gpus(8) });
  const teams = 2;
  while (stage.entry.governance.tasks.openCount <= EXPLAINED_BY_FULL_RUN_MAX / teams)
    submitTask(stage.stage.draft, stage.clusterId, stage.task(id).spec, stage.context);
  stage.settle();
  assert.equal(explained(stage, id).scope, 'Everyone');
  stage.submit('a', { requests: gpus(8) });
  assert.equal(explained(stage, id).scope, 'OwnQueue');
});
