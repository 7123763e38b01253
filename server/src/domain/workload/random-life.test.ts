/**
 * Clusters with random quotas, policies and nodes live through random submissions, cancellations, node faults and
 * changes of quota; whatever happens, what the documents say and what scheduler and room believe must agree, and the
 * rules of sharing must hold. A seed in the failure message replays it; QUARTERMASTER_RUNS says how many lives.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tasksAreSound } from '../../../test/simulation/checkers/tasks.ts';
import type { ComputeQuotaResourceConfig } from '../../shapes/compute-quota.ts';
import { saveNode } from '../cluster/node-work.ts';
import type { Pace } from '../fleet/pace.ts';
import { cancelTask } from './cancel-task.ts';
import { completeTask } from './complete-task.ts';
import { submitTask } from './submit-task.ts';
import { isEnded, type TaskPodSet } from './task.ts';
import { gpus, nodesOf, slices, TaskStage } from './testing.ts';

const runs = Number(process.env.QUARTERMASTER_RUNS ?? 30);
const teams = ['a', 'b', 'c'];
const P4D = 'ml.p4d.24xlarge';
const P5 = 'ml.p5.48xlarge';

/** What a replica asks for: GPUs of one type, of another, of any; slices; CPU alone. */
const forms = ['p4d', 'p5', 'any', 'slice', 'cpu'] as const;
const podSet = fc.record({
  form: fc.constantFrom('p4d' as const, 'p4d' as const, 'slice' as const, ...forms),
  amount: fc.integer({ min: 1, max: 4 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  min: fc.boolean(),
});
const submit = fc.record({
  do: fc.constant('submit' as const),
  team: fc.constantFrom(...teams),
  sets: fc.oneof(
    { weight: 5, arbitrary: fc.tuple(podSet) },
    { weight: 1, arbitrary: fc.tuple(podSet, podSet) },
  ),
  priorityClass: fc.constantFrom('low', 'high', undefined),
  minutes: fc.constantFrom(undefined, 1, 3, 10),
  checkpointSeconds: fc.constantFrom(undefined, undefined, 7, 60),
});
const quota = fc.record({
  do: fc.constant('quota' as const),
  team: fc.constantFrom(...teams),
  p4d: fc.integer({ min: 0, max: 8 }),
  p5: fc.integer({ min: 0, max: 8 }),
  slices: fc.integer({ min: 0, max: 14 }),
  strategy: fc.constantFrom('Lend' as const, 'DontLend' as const, 'LendAndBorrow' as const),
  limit: fc.integer({ min: 0, max: 200 }),
  weight: fc.integer({ min: 0, max: 3 }),
  never: fc.boolean(),
  disabled: fc.constantFrom(false, false, false, true),
});
type SubmitStep = typeof submit extends fc.Arbitrary<infer T> ? T : never;
type QuotaStep = typeof quota extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  { weight: 8, arbitrary: submit },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'complete' as const),
      task: fc.nat(),
      failed: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('node' as const), node: fc.nat(), up: fc.boolean() }) },
  { weight: 2, arbitrary: quota },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('drop' as const), team: fc.constantFrom(...teams) }),
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
    let [checks, rests] = [0, 0];
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
        (several, steps) => {
          const groups = [nodesOf(P4D, 2, undefined, 'a'), nodesOf(P4D, 1, 'all-1g.5gb', 'b')];
          if (several) groups.push(nodesOf(P5, 1, undefined, 'c'));
          const stage = new TaskStage(groups, pace);
          for (const team of teams) setQuota(stage, { ...ordinary, p5: several ? 2 : 0, team });
          stage.policy({
            PriorityClasses: [
              { Name: 'low', Weight: 1 },
              { Name: 'high', Weight: 9 },
            ],
          });
          for (const each of steps) {
            perform(stage, several || each.do !== 'quota' ? each : { ...each, p5: 0 });
            const rest = tasksAreSound(stage.stage.draft.state, stage.entry, stage.context.now);
            checks += 1;
            rests += rest ? 1 : 0;
          }
        },
      ),
      { numRuns: runs },
    );
    // A single short life may know no rest.
    if (runs >= 30) assert.ok(rests > checks / 200, `tasks waited at rest ${rests} times of ${checks}`);
  });
}

const ordinary: Omit<QuotaStep, 'team'> = {
  do: 'quota',
  p4d: 4,
  p5: 2,
  slices: 7,
  strategy: 'LendAndBorrow',
  limit: 100,
  weight: 1,
  never: false,
  disabled: false,
};

function setQuota(stage: TaskStage, asked: QuotaStep): void {
  const { team, strategy, limit, weight, never, disabled } = asked;
  const resources: ComputeQuotaResourceConfig[] = [{ InstanceType: P4D, Accelerators: asked.p4d }];
  if (asked.p5 > 0) resources.push({ InstanceType: P5, Accelerators: asked.p5 });
  if (asked.slices > 0)
    resources.push({
      InstanceType: P4D,
      AcceleratorPartition: { Type: 'mig-1g.5gb', Count: asked.slices },
    });
  stage.team(
    team,
    {
      ComputeQuotaResources: resources,
      ResourceSharingConfig: {
        Strategy: strategy,
        BorrowLimit: strategy === 'LendAndBorrow' ? limit : undefined,
      },
      PreemptTeamTasks: never ? 'Never' : 'LowerPriority',
    },
    { FairShareWeight: weight },
    disabled ? 'Disabled' : 'Enabled',
  );
}

const requests = {
  p4d: (amount: number) => ({ instanceTypes: [P4D], requests: { ...gpus(amount), cpu: 2_000 * amount } }),
  p5: (amount: number) => ({ instanceTypes: [P5], requests: gpus(amount) }),
  any: (amount: number) => ({ requests: gpus(amount) }),
  slice: (amount: number) => ({ instanceTypes: [P4D], requests: slices('mig-1g.5gb', amount) }),
  cpu: (amount: number) => ({ requests: { cpu: 10_000 * amount, memory: amount * 2 ** 33 } }),
} as const satisfies Record<(typeof forms)[number], (amount: number) => Partial<TaskPodSet>>;

function submitOne(stage: TaskStage, { team, sets, minutes, ...asked }: SubmitStep): void {
  const podSets = sets.map(({ form, amount, replicas, min }, i) => ({
    name: `set-${i}`,
    replicas,
    ...(min && { minReplicas: 1 }),
    ...requests[form](amount),
  }));
  const spec = {
    name: 'job',
    team,
    podSets,
    priorityClass: asked.priorityClass,
    durationMs: minutes === undefined ? undefined : minutes * 60_000,
    checkpointIntervalMs: asked.checkpointSeconds === undefined ? undefined : asked.checkpointSeconds * 1_000,
  };
  try {
    stage.call(submitTask as never, stage.clusterId, spec);
  } catch (error) {
    assert.match(
      (error as Error).message,
      /larger than team '.' could ever have|is neither in this cluster nor in|has no compute quota in force|of which no team of this cluster has a quota/,
    );
  }
}

function perform(stage: TaskStage, each: Step): void {
  switch (each.do) {
    case 'submit':
      return submitOne(stage, each);
    case 'advance':
      return stage.advance(each.seconds * 1_000);
    case 'cancel':
    case 'complete': {
      const open = stage.entry.governance.tasks.entries.filter(
        (task) => !isEnded(task) && (each.do === 'cancel' || task.status === 'Running'),
      );
      if (open.length === 0) return;
      const { id } = open[each.task % open.length]!;
      if (each.do === 'cancel') stage.call(cancelTask as never, stage.clusterId, id);
      else stage.call(completeTask as never, stage.clusterId, id, each.failed ? 'Failed' : 'Succeeded');
      return;
    }
    case 'node': {
      const nodes = [...stage.entry.nodes.all()];
      const node = nodes[each.node % nodes.length]!;
      saveNode(stage.stage.draft, { ...node, status: each.up ? 'Running' : 'Failure' }, stage.context);
      return stage.settle();
    }
    case 'quota':
      return setQuota(stage, each);
    case 'drop':
      return stage.dropTeam(each.team);
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
