/** What quotas, policy and nodes do to tasks that are there already. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saveNode } from '../cluster/node-work.ts';
import { saveCluster } from '../cluster/save-cluster.ts';
import {
  LOOPS_MAX,
  PASS_PAUSE_MS,
  PASS_TRIES_MAX,
  TASK_RECORD_PLACES_MAX,
  TASK_RECORDS_MAX,
  TASK_REPLICAS_MAX,
  TASKS_ENDED_MAX,
} from '../limits.ts';
import { cancelTask } from './cancel-task.ts';
import { liveScheduler } from './live-scheduler.ts';
import { policyChanged } from './policy-changed.ts';
import { recordTask } from './record-task.ts';
import { requestPass } from './request-pass.ts';
import { taskKey } from './task.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const accelerators = (count: number, strategy: 'Lend' | 'DontLend' | 'LendAndBorrow' = 'LendAndBorrow') => ({
  ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge' as const, Accelerators: count }],
  ResourceSharingConfig: { Strategy: strategy, BorrowLimit: strategy === 'LendAndBorrow' ? 100 : undefined },
});

test('idle capacity beyond all quotas is lent only where the policy says so, and shrinks with the nodes', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)]);
  stage.team('a', accelerators(4));
  stage.policy({ IdleResourceSharing: 'Enabled' });
  const [first, second] = stage.stage.nodes();
  saveNode(stage.stage.draft, { ...first!, status: 'Failure' }, stage.context);
  stage.settle();
  const borrower = stage.submit('a', { requests: gpus(2), replicas: 4 });
  assert.equal(stage.task(borrower).status, 'Running', 'four GPUs of the ready node are idle');
  const waiting = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)]);
  waiting.team('a', accelerators(4));
  waiting.policy({ IdleResourceSharing: 'Disabled' });
  assert.throws(
    () => waiting.submit('a', { requests: gpus(2), replicas: 4 }),
    /larger than team 'a' could ever have/,
  );
  saveNode(stage.stage.draft, { ...second!, status: 'Failure' }, stage.context);
  stage.settle();
  assert.equal(stage.task(borrower).status, 'Pending');
});

test('what is done to a quota', async (t) => {
  const stageOf = () => {
    const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
    stage.team('a', accelerators(4));
    return stage;
  };
  await t.test('raised, it admits what waited', () => {
    const stage = stageOf();
    stage.submit('a', { requests: gpus(4) });
    stage.submit('a', { requests: gpus(4) });
    assert.equal(stage.statuses, 'Running Pending');
    stage.team('a', accelerators(8));
    assert.equal(stage.statuses, 'Running Running');
  });
  await t.test('cut, it takes nothing back', () => {
    const stage = stageOf();
    stage.submit('a', { requests: gpus(4) });
    stage.team('a', accelerators(1));
    assert.equal(stage.statuses, 'Running');
  });
  await t.test('disabled, it admits nothing new', () => {
    const stage = stageOf();
    const quota = stage.team('a', accelerators(4));
    stage.submit('a', { requests: gpus(2) });
    const disabled = { ...quota, applied: { ...quota.applied!, activationState: 'Disabled' as const } };
    stage.stage.draft.put('computeQuota', quota.id, disabled);
    policyChanged(stage.stage.draft, { applied: disabled }, stage.context);
    stage.submit('a', { requests: gpus(2) });
    assert.equal(stage.statuses, 'Running Pending');
    stage.team('a', accelerators(4));
    assert.equal(stage.statuses, 'Running Running');
  });
  await t.test('deleted, it takes its tasks with it', () => {
    const stage = stageOf();
    const quota = stage.team('a', accelerators(4));
    stage.submit('a', { requests: gpus(4) });
    stage.submit('a', { requests: gpus(4) });
    stage.stage.draft.delete('computeQuota', quota.id);
    policyChanged(stage.stage.draft, { removed: quota }, stage.context);
    stage.settle();
    assert.equal(stage.statuses, 'Cancelled Cancelled');
    assert.match(stage.task('task-1').message!, /The compute quota of team 'a' was deleted/);
  });
});

test('no loan is counted twice, though one pass admits several', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', accelerators(4));
  stage.team('b', accelerators(4));
  const blocker = stage.submit('a', { requests: gpus(8) });
  for (let i = 0; i < 4; i += 1) stage.submit('a', { requests: gpus(2) });
  stage.call(cancelTask as never, stage.clusterId, blocker);
  const loans = stage.entry.governance.records.entries.flatMap((record) =>
    record.type === 'Admitted' && record.task !== blocker
      ? [record.borrowed?.['ml.p4d.24xlarge/nvidia.com/gpu'] ?? 0]
      : [],
  );
  assert.deepEqual(loans, [0, 0, 2, 2]);
});

test('priorities follow the policy, for what waits and for what runs', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', accelerators(8));
  const classes = (training: number) => ({
    PriorityClasses: [
      { Name: 'training', Weight: training },
      { Name: 'batch', Weight: 50 },
    ],
  });
  stage.policy(classes(10));
  stage.submit('a', { requests: gpus(8), priorityClass: 'batch' });
  stage.submit('a', { requests: gpus(8), priorityClass: 'training' });
  assert.equal(stage.statuses, 'Running Pending');
  stage.policy(classes(60));
  assert.equal(stage.statuses, 'Pending Running', 'the higher class preempts within its team');
  assert.equal(stage.task('task-2').priority, 60);
});

test('a replica that no node can hold waits, although there is quota', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', { ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge', Count: 1 }] });
  const whole = stage.submit('a', { requests: { cpu: 96_000, ...gpus(8) } });
  assert.equal(stage.task(whole).status, 'Pending', 'the kubelet keeps some of the 96 vCPUs');
  assert.equal(stage.task(stage.submit('a', { requests: { cpu: 95_000, ...gpus(8) } })).status, 'Running');
});

test('the oldest lines of history go first', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  const { records } = stage.entry.governance;
  const line = { type: 'LoopStopped', tasks: [], message: '' } as const;
  for (let i = 0; i < TASK_RECORDS_MAX + 1; i += 1)
    recordTask(stage.stage.draft, stage.clusterId, line, stage.context);
  assert.equal(records.entries.length, TASK_RECORDS_MAX);
  assert.equal(records.entries[0]!.sequence, 2);
});

test('history keeps only so many places of replicas, however few the lines', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  const replicas = Array.from({ length: TASK_REPLICAS_MAX }, (_, index) => ({
    podSet: 'main',
    index,
    node: 'n',
  }));
  const line = {
    type: 'Admitted',
    task: 'task-1',
    team: 'a',
    admission: { admittedAt: 0, podSets: [], replicas },
  } as const;
  const lines = TASK_RECORD_PLACES_MAX / TASK_REPLICAS_MAX;
  for (let i = 0; i < lines; i += 1) recordTask(stage.stage.draft, stage.clusterId, line, stage.context);
  const { records } = stage.entry.governance;
  assert.deepEqual([records.size, records.first!.sequence], [lines, 1]);
  recordTask(stage.stage.draft, stage.clusterId, line, stage.context);
  assert.deepEqual(
    [records.size, records.first!.sequence, records.places],
    [lines, 2, TASK_RECORD_PLACES_MAX],
  );
});

test('of ended tasks those that ended first go first', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', accelerators(8));
  const ended = stage.submit('a', { requests: gpus(1), durationMs: 1 });
  stage.advance(1);
  const task = stage.task(ended);
  for (let sequence = 2; sequence <= TASKS_ENDED_MAX; sequence += 1) {
    const another = { ...task, id: `task-${sequence}`, sequence };
    stage.stage.draft.put('task', taskKey(another), another);
  }
  const governance = stage.stage.draft.get('governance', stage.clusterId)!;
  stage.stage.draft.put('governance', stage.clusterId, { ...governance, tasksSubmitted: TASKS_ENDED_MAX });
  assert.equal(stage.entry.governance.tasks.entries.length, TASKS_ENDED_MAX);
  const last = stage.submit('a', { requests: gpus(1), durationMs: 1 });
  stage.advance(1);
  assert.equal(stage.entry.governance.tasks.entries.length, TASKS_ENDED_MAX);
  assert.equal(stage.task(ended), undefined);
  assert.equal(stage.task(last).status, 'Succeeded');
});

test('which task ended first does not depend on the order in which the store hands them out', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', accelerators(8));
  const long = stage.submit('a', { requests: gpus(1), durationMs: 2 });
  const short = stage.submit('a', { requests: gpus(1), durationMs: 1 });
  stage.advance(2);
  const { tasks } = stage.entry.governance;
  assert.equal(tasks.endedFirst!.id, short);
  const kept = [long, short].map((id) => stage.task(id));
  for (const task of kept) stage.stage.draft.delete('task', taskKey(task));
  assert.equal(tasks.endedCount, 0);
  for (const task of kept) stage.stage.draft.put('task', taskKey(task), task);
  assert.equal(tasks.endedFirst!.id, short);
  assert.equal(tasks.openCount, 0);
});

test('tasks that would preempt one another without end are stopped, reported, and tried again after a change', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)]);
  for (const team of ['a', 'b', 'c']) stage.team(team, accelerators(4), { FairShareWeight: 1 });
  stage.policy({
    PriorityClasses: [
      { Name: 'low', Weight: 1 },
      { Name: 'high', Weight: 9 },
    ],
  });
  stage.submit('a', { requests: gpus(3), replicas: 2, priorityClass: 'low' });
  stage.submit('b', { requests: gpus(3), replicas: 2, priorityClass: 'high' });
  stage.submit('a', { requests: gpus(2), replicas: 2 });
  stage.submit('c', { requests: gpus(3), priorityClass: 'low' });
  const loops = () => stage.stage.draft.get('governance', stage.clusterId)!.loops;
  assert.equal(loops().length, 1);
  assert.deepEqual(loops()[0]!.teams, ['a', 'b']);
  assert.deepEqual(loops()[0]!.tasks, ['task-1', 'task-2', 'task-3']);
  assert.match(
    loops()[0]!.message,
    /^Tasks task-1, task-2, task-3 of teams a, b preempt one another without end, by prioritization in the ClusterQueue and reclamation within the cohort\./,
  );
  assert.equal(stage.history.at(-2), 'LoopStopped ');
  stage.entry.governance.live = undefined;
  requestPass(stage.stage.draft, stage.clusterId, stage.context);
  stage.settle();
  assert.equal(loops().length, 1, 'a restart sets nothing going again');
  for (let i = 0; i < LOOPS_MAX; i += 1) {
    const waiting = stage.submit('b', { requests: gpus(2), replicas: 4, priorityClass: 'low' });
    stage.call(cancelTask as never, stage.clusterId, waiting);
  }
  assert.equal(loops().length, LOOPS_MAX, 'the newest are remembered');
  stage.call(cancelTask as never, stage.clusterId, 'task-1');
  stage.call(cancelTask as never, stage.clusterId, 'task-2');
  assert.equal(stage.task('task-3').status, 'Running', 'without them the rest comes to rest');
});

test('GPUs that are split otherwise are given to nobody as long as a task holds them as they were', async (t) => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1, 'all-1g.5gb')]);
  stage.team('a', {
    ComputeQuotaResources: [
      {
        InstanceType: 'ml.p4d.24xlarge',
        AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 56 },
        VCpu: 40,
        MemoryInGiB: 40,
      },
      { InstanceType: 'ml.p4d.24xlarge', Accelerators: 8, VCpu: 40, MemoryInGiB: 40 },
    ],
  });
  const sliced = stage.submit('a', { requests: slices('mig-1g.5gb', 1), replicas: 3 });
  const whole = stage.submit('a', { requests: gpus(1) });
  assert.equal(stage.statuses, 'Running Pending');
  const { groups } = stage.cluster;
  saveCluster(
    stage.stage.draft,
    {
      ...stage.cluster,
      groups: groups.map((group) => ({ ...group, spec: nodesOf('ml.p4d.24xlarge', 1).spec! })),
    },
    stage.context,
  );
  stage.settle();
  assert.equal(stage.statuses, 'Running Pending', 'what runs goes on where it runs');
  await t.test('the room says so', () => {
    const { room, scheduler } = liveScheduler(stage.entry);
    const { workload } = scheduler.get(whole)!;
    const wanted = [{ name: 'main', count: 1, flavors: { 'nvidia.com/gpu': 'ml.p4d.24xlarge' } }];
    assert.deepEqual(room.shortage(workload, wanted).excluded, {
      'GPUs to be split anew, and still in use as they were': 1,
    });
    room.takeOut(sliced);
    assert.ok(room.fits(workload, wanted), 'without that task there would be room');
    room.putBack(sliced);
    assert.ok(!room.fits(workload, wanted));
  });
  stage.call(cancelTask as never, stage.clusterId, sliced);
  assert.equal(stage.statuses, 'Cancelled Running');
  assert.deepEqual(stage.task(whole).admission?.replicas[0]?.accelerators, [0]);
});

test('a pass that has tried enough goes on a millisecond later', () => {
  const stage = new TaskStage([nodesOf('ml.m5.24xlarge', Math.ceil(PASS_TRIES_MAX / 110) + 1)]);
  stage.team('a', { ComputeQuotaResources: [{ InstanceType: 'ml.m5.24xlarge', VCpu: 10, MemoryInGiB: 1 }] });
  const blocker = stage.submit('a', { requests: { cpu: 10_000 } });
  for (let i = 0; i <= PASS_TRIES_MAX; i += 1) stage.submit('a', { requests: { cpu: 1 } });
  stage.call(cancelTask as never, stage.clusterId, blocker);
  const running = () => stage.entry.governance.tasks.byStatus.get('Running');
  assert.equal(running(), PASS_TRIES_MAX);
  stage.advance(PASS_PAUSE_MS);
  assert.equal(running(), PASS_TRIES_MAX + 1);
});
