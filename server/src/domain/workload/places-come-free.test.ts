import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelTask } from './cancel-task.ts';
import { liveScheduler } from './live-scheduler.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const P4D = 'ml.p4d.24xlarge' as const;
const all = { ComputeQuotaResources: [{ InstanceType: P4D, Count: 1 }] };
const alone = { ...all, ResourceSharingConfig: { Strategy: 'DontLend' as const } };

/** One node of eight GPUs that two teams have quota for, each of all of it. */
function stageOf(other: typeof all | typeof alone): TaskStage {
  const stage = new TaskStage([nodesOf(P4D, 1)], 'realistic');
  stage.team('a', other);
  stage.team('b', alone);
  return stage;
}

test('places that come free are tried by teams that share no quota with their owner', () => {
  const stage = stageOf(alone);
  const [owner, waiting] = [
    stage.submit('a', { requests: gpus(8) }),
    stage.submit('b', { requests: gpus(8) }),
  ];
  assert.equal(stage.statuses, 'Running Pending');
  stage.call(cancelTask as never, stage.clusterId, owner);
  stage.advance(30_000);
  assert.equal(stage.task(waiting).status, 'Running');
});

test('places of a team whose quota is gone come free once its tasks have stopped', () => {
  const stage = stageOf(all);
  stage.submit('a', { requests: gpus(8) });
  const waiting = stage.submit('b', { requests: gpus(8) });
  stage.dropTeam('a');
  assert.equal(stage.statuses, 'Stopping Pending');
  stage.advance(30_000);
  assert.equal(stage.task(waiting).status, 'Running');
});

test('a quota that goes and comes back finds the tasks that still stop holding what they hold', () => {
  const stage = stageOf(all);
  const id = stage.submit('a', { requests: gpus(8) });
  stage.dropTeam('a');
  stage.advance(10_000);
  stage.team('a', all);
  const { scheduler } = liveScheduler(stage.entry);
  assert.equal(scheduler.get(id)?.reservation?.evicting, true);
  const waiting = stage.submit('a', { requests: gpus(1) });
  assert.equal(stage.statuses, 'Stopping Pending');
  stage.advance(20_000);
  assert.deepEqual([stage.task(id).status, stage.task(waiting).status], ['Cancelled', 'Running']);
});

test('slices that run count, and are found again, when the last quota of them is gone and comes back', () => {
  const stage = new TaskStage([nodesOf(P4D, 1, 'all-1g.5gb')]);
  const quota = (count: number) => ({
    ComputeQuotaResources: [
      { InstanceType: P4D, Accelerators: 1 },
      ...(count === 0
        ? []
        : [{ InstanceType: P4D, AcceleratorPartition: { Type: 'mig-1g.5gb' as const, Count: count } }]),
    ],
  });
  const used = (): number => {
    const { queues, frs } = liveScheduler(stage.entry).scheduler.tree;
    return queues.get('hyperpod-ns-a-clusterqueue')!.usage[frs.indexOf(P4D, 'nvidia.com/mig-1g.5gb')!]!;
  };
  stage.team('a', quota(2));
  stage.submit('a', { requests: slices('mig-1g.5gb', 2) });
  for (const count of [2, 0, 1]) {
    stage.team('a', quota(count));
    assert.equal(used(), 2, `with a quota of ${count}`);
  }
});
