/**
 * Clusters with random quotas, policies and nodes live through random submissions, cancellations, node faults and
 * changes of quota; whatever happens, what the documents say and what scheduler and room believe must agree, and the
 * rules of sharing must hold. A seed in the failure message replays it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { saveNode } from '../cluster/node-work.ts';
import type { Pace } from '../fleet/pace.ts';
import { queueOfTeam } from '../governance/policy-of.ts';
import { cancelTask } from './cancel-task.ts';
import { liveScheduler } from './live-scheduler.ts';
import { takesWork } from './node-capacity.ts';
import { isEnded } from './task.ts';
import { gpus, nodesOf, TaskStage } from './testing.ts';

const teams = ['a', 'b', 'c'];
const classes = ['low', 'high'] as const;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      team: fc.constantFrom(...teams),
      gpu: fc.integer({ min: 1, max: 4 }),
      replicas: fc.integer({ min: 1, max: 3 }),
      priorityClass: fc.constantFrom(...classes, undefined),
      minutes: fc.constantFrom(undefined, 1, 3, 10),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), task: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('node' as const), node: fc.nat(), up: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('quota' as const),
      team: fc.constantFrom(...teams),
      accelerators: fc.integer({ min: 0, max: 8 }),
      strategy: fc.constantFrom('Lend' as const, 'DontLend' as const, 'LendAndBorrow' as const),
      limit: fc.integer({ min: 0, max: 200 }),
      weight: fc.integer({ min: 0, max: 3 }),
      never: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('policy' as const),
      fair: fc.boolean(),
      idle: fc.boolean(),
      high: fc.integer({ min: 0, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const paces: readonly Pace[] = ['instant', 'realistic'];
for (const pace of paces) {
  test(`documents, scheduler and nodes agree through a random life at the ${pace} pace`, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)], pace);
        for (const team of teams)
          setQuota(stage, {
            team,
            accelerators: 4,
            strategy: 'LendAndBorrow',
            limit: 100,
            weight: 1,
            never: false,
          });
        stage.policy({
          PriorityClasses: [
            { Name: 'low', Weight: 1 },
            { Name: 'high', Weight: 9 },
          ],
        });
        for (const each of steps) {
          perform(stage, each);
          check(stage);
        }
      }),
      { numRuns: 60 },
    );
  });
}

function setQuota(
  stage: TaskStage,
  { team, accelerators, strategy, limit, weight, never }: Omit<Extract<Step, { do: 'quota' }>, 'do'>,
): void {
  stage.team(
    team,
    {
      ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge', Accelerators: accelerators }],
      ResourceSharingConfig: {
        Strategy: strategy,
        BorrowLimit: strategy === 'LendAndBorrow' ? limit : undefined,
      },
      PreemptTeamTasks: never ? 'Never' : 'LowerPriority',
    },
    { FairShareWeight: weight },
  );
}

function perform(stage: TaskStage, each: Step): void {
  switch (each.do) {
    case 'submit': {
      const { team, gpu, replicas, priorityClass, minutes } = each;
      const durationMs = minutes === undefined ? undefined : minutes * 60_000;
      try {
        stage.submit(team, { requests: gpus(gpu), replicas, priorityClass, durationMs });
      } catch (error) {
        assert.match((error as Error).message, /larger than team '.' could ever have/);
      }
      return;
    }
    case 'advance':
      return stage.advance(each.seconds * 1_000);
    case 'cancel': {
      const open = stage.entry.governance.tasks.entries.filter((task) => !isEnded(task));
      if (open.length > 0)
        stage.call(cancelTask as never, stage.clusterId, open[each.task % open.length]!.id);
      return;
    }
    case 'node': {
      const nodes = stage.stage.nodes();
      const node = nodes[each.node % nodes.length]!;
      saveNode(stage.stage.draft, { ...node, status: each.up ? 'Running' : 'Failure' }, stage.context);
      return stage.settle();
    }
    case 'quota':
      return setQuota(stage, each);
    case 'policy':
      return stage.policy({
        PriorityClasses: [
          { Name: 'low', Weight: 1 },
          { Name: 'high', Weight: each.high },
        ],
        FairShare: each.fair ? 'Enabled' : 'Disabled',
        IdleResourceSharing: each.idle ? 'Enabled' : 'Disabled',
      });
    case 'restart':
      stage.entry.governance.live = undefined;
  }
}

function check(stage: TaskStage): void {
  const { entry } = stage;
  const { scheduler, room } = liveScheduler(entry);
  const owners = new Set<string>();
  const held = new Map<string, number>();
  for (const task of entry.governance.tasks.entries) {
    const info = scheduler.get(task.id);
    const holds = task.status === 'Running' || task.status === 'Stopping';
    assert.equal(info !== undefined, !isEnded(task), `${task.id} is ${task.status}`);
    assert.equal(info?.reservation !== undefined, holds, `${task.id} is ${task.status}`);
    assert.equal(info?.reservation?.evicting ?? false, task.status === 'Stopping', task.id);
    assert.equal(task.admission !== undefined && !isEnded(task), holds, `${task.id} is ${task.status}`);
    if (!holds) continue;
    const count = task.admission!.podSets[0]!.count;
    const amount = task.spec.podSets[0]!.requests['nvidia.com/gpu']!;
    held.set(task.spec.team, (held.get(task.spec.team) ?? 0) + amount * count);
    if (task.status === 'Running') assert.equal(task.admission!.replicas.length, count, task.id);
    for (const { node, accelerators = [] } of task.admission!.replicas) {
      assert.equal(accelerators.length, amount, task.id);
      assert.ok(takesWork(entry.nodes.get(node)) && room.has(node), `${task.id} is where no work is taken`);
      for (const gpu of accelerators) {
        assert.ok(!owners.has(`${node}/${gpu}`), `GPU ${gpu} of ${node} has two owners`);
        owners.add(`${node}/${gpu}`);
      }
    }
  }
  for (const team of teams) {
    const queue = scheduler.tree.queues.get(queueOfTeam(team))!;
    const fr = scheduler.tree.frs.indexOf('ml.p4d.24xlarge', 'nvidia.com/gpu')!;
    assert.equal(queue.usage[fr], held.get(team) ?? 0, `usage of team ${team}`);
  }
  assert.equal(entry.governance.tasks.openCount, [...scheduler.workloads()].length);
}
