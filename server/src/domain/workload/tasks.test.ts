import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchReplaceClusterNodes } from '../cluster/batch-replace-cluster-nodes.ts';
import { cancelTask } from './cancel-task.ts';
import { completeTask } from './complete-task.ts';
import { type LiveScheduler, makeSchedulers } from './live-scheduler.ts';
import { taskKey } from './task.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const minute = 60_000;
const whole = (count: number) => ({
  ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge' as const, Count: count }],
});

test('a task runs when its team has quota and a node has room, and ends after its duration', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', whole(1));
  const id = stage.submit('a', { requests: gpus(8), durationMs: minute });
  assert.equal(stage.task(id).status, 'Running');
  assert.deepEqual(stage.task(id).admission!.replicas, [
    {
      podSet: 'main',
      index: 0,
      node: stage.stage.nodes()[0]!.logicalId,
      accelerators: [0, 1, 2, 3, 4, 5, 6, 7],
    },
  ]);
  stage.advance(minute);
  assert.equal(stage.task(id).status, 'Succeeded');
  assert.deepEqual(stage.history, [`Submitted ${id}`, `Admitted ${id}`, `Finished ${id}`]);
});

test('at the start of a server schedulers are made for clusters with open tasks, and one that fails is told of', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', whole(1));
  const { state } = stage.stage.draft;
  const told: string[] = [];
  const start = () => {
    stage.entry.governance.live = undefined;
    makeSchedulers(state, (error, where) => told.push(`${where}: ${(error as Error).message}`));
    return stage.entry.governance.live as LiveScheduler | undefined;
  };
  assert.equal(start(), undefined, 'nothing is open');
  const [id] = [
    stage.submit('a', { requests: gpus(8), durationMs: minute }),
    stage.submit('a', { requests: gpus(1) }),
  ];
  assert.ok(start()!.scheduler.get(id)!.reservation !== undefined);
  stage.advance(minute);
  assert.equal(stage.statuses, 'Succeeded Running');
  const { tasks } = stage.entry.governance;
  const [, open] = tasks.entries;
  const broken = { ...open!, spec: { ...open!.spec, podSets: undefined } } as never;
  stage.stage.draft.put('task', taskKey(open!), broken);
  assert.equal(start(), undefined);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /^the scheduler of cluster \w+: /);
});

test('what does not fit waits, in order, and runs when quota comes free', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)]);
  stage.team('a', whole(1));
  for (const count of [6, 4, 2]) stage.submit('a', { requests: gpus(count), durationMs: minute });
  assert.equal(stage.statuses, 'Running Pending Running');
  stage.advance(minute);
  assert.equal(stage.statuses, 'Succeeded Running Succeeded');
});

test('a team borrows what another leaves idle, and gives it back when that one asks', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1, 'all-1g.5gb')], 'realistic');
  const quota = {
    ComputeQuotaResources: [
      {
        InstanceType: 'ml.p4d.24xlarge' as const,
        AcceleratorPartition: { Type: 'mig-1g.5gb' as const, Count: 28 },
      },
    ],
    ResourceSharingConfig: { Strategy: 'LendAndBorrow' as const, BorrowLimit: 100 },
  };
  stage.team('a', quota);
  stage.team('b', quota);
  const borrower = stage.submit('a', { requests: slices('mig-1g.5gb', 1), replicas: 40 });
  assert.equal(stage.task(borrower).status, 'Running');
  assert.equal(stage.task(borrower).message, 'Admitted on borrowed quota.');
  const owner = stage.submit('b', { requests: slices('mig-1g.5gb', 28) });
  assert.equal(stage.statuses, 'Stopping Pending');
  assert.match(
    stage.task(borrower).message!,
    /Preempted to accommodate task-2 .* reclamation within the cohort/,
  );
  stage.advance(30_000);
  assert.equal(stage.statuses, 'Pending Running');
  stage.call(completeTask as never, stage.clusterId, owner, 'Succeeded');
  assert.equal(stage.statuses, 'Running Succeeded');
});

test('a node that is replaced stops the whole gang, which waits again', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)], 'realistic');
  stage.team('a', whole(2));
  const id = stage.submit('a', {
    requests: gpus(8),
    replicas: 2,
    durationMs: 10 * minute,
    checkpointIntervalMs: minute,
  });
  stage.advance(3.5 * minute);
  const [node] = stage.stage.nodes();
  stage.call(batchReplaceClusterNodes as never, { ClusterName: 'main', NodeIds: [node!.instanceId] });
  const stopping = stage.task(id);
  assert.equal(stopping.status, 'Stopping');
  assert.equal(stopping.savedMs, 3 * minute);
  assert.match(stopping.message!, new RegExp(`Node ${node!.instanceId} is being replaced`));
  stage.advance(30_000);
  assert.equal(stage.task(id).status, 'Pending');
  stage.advance(40 * minute);
  const again = stage.task(id);
  assert.equal(again.status, 'Succeeded');
  assert.equal(again.endedAt! - again.startedAt!, 7 * minute, 'three minutes were saved by checkpoints');
  assert.deepEqual(stage.history, [
    `Submitted ${id}`,
    `Admitted ${id}`,
    `Evicted ${id} NodeReplacement`,
    `Requeued ${id}`,
    `Admitted ${id}`,
    `Finished ${id}`,
  ]);
});

test('the history knows which nodes took work, from its first line on', () => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)], 'realistic');
  stage.team('a', whole(2));
  const [first, second] = stage.stage.nodes();
  stage.call(batchReplaceClusterNodes as never, { ClusterName: 'main', NodeIds: [first!.instanceId] });
  stage.advance(40 * minute);
  const lines = stage.entry.governance.records.entries.flatMap((record) =>
    record.type === 'NodeChanged' ? [[record.node, record.takesWork]] : [],
  );
  assert.deepEqual(lines, [
    [first!.logicalId, true],
    [second!.logicalId, true],
    [first!.logicalId, false],
    [first!.logicalId, true],
  ]);
});

test('cancelling', async (t) => {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 1)], 'realistic');
  stage.team('a', whole(1));
  const running = stage.submit('a', { requests: gpus(8) });
  const waiting = stage.submit('a', { requests: gpus(8) });
  await t.test('what waits is over at once', () => {
    stage.call(cancelTask as never, stage.clusterId, waiting);
    assert.equal(stage.statuses, 'Running Cancelled');
  });
  await t.test('what runs is over once it has stopped', () => {
    stage.call(cancelTask as never, stage.clusterId, running);
    assert.equal(stage.statuses, 'Stopping Cancelled');
    stage.advance(30_000);
    assert.equal(stage.statuses, 'Cancelled Cancelled');
  });
  await t.test('what has ended cannot be cancelled', () => {
    assert.throws(() => stage.call(cancelTask as never, stage.clusterId, running), {
      code: 'ConflictException',
      message: /'task-1' has ended already: it is Cancelled/,
    });
  });
});
