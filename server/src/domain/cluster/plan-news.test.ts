import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterInstanceGroupSpecification } from '../../shapes/instance-group.ts';
import { PlanStage } from '../capacity/testing.ts';
import { createCluster } from './create-cluster.ts';
import { testSpec, testWorld } from './testing.ts';
import { updateCluster } from './update-cluster.ts';

type Group = ClusterInstanceGroupSpecification;
const planned = 'arn:aws:sagemaker:us-west-2:111122223333:training-plan/p';

/** A Slurm cluster with a controller and a group `a` of workers on no plan, and a plan `p` that starts in an hour. */
function scene(change: Partial<Group> = {}, ofController: Partial<Group> = {}) {
  const stage = new PlanStage();
  stage.buy('p', stage.offer([[1, 25]], { instanceCount: 4 }));
  stage.advanceHours(0.05);
  const group = (name: string, more: Partial<Group>): Group => ({
    ...(testSpec(name) as Group),
    InstanceType: 'ml.p5.48xlarge',
    InstanceCount: 1,
    ...more,
  });
  stage.call(createCluster, {
    ClusterName: 'ml',
    InstanceGroups: [
      group('controller', { SlurmConfig: { NodeType: 'Controller' }, ...ofController }),
      group('a', { SlurmConfig: { NodeType: 'Compute' }, ...change }),
    ],
    NodeProvisioningMode: 'Continuous',
    Orchestrator: { Slurm: { SlurmConfigStrategy: 'Managed' } },
  });
  const update = (more: Partial<Group>) =>
    stage.call(updateCluster, { ClusterName: 'ml', InstanceGroups: [group('a', more)] });
  const { state } = stage.draft;
  const { events } = state.clusters.get(state.named('cluster', testWorld).get('ml')!.id)!;
  const told = () =>
    events.entries
      .filter(({ description }) => description.includes('training plan p'))
      .map(({ level, description }) => `${level} ${description}`);
  stage.advanceHours(0.5);
  return { stage, update, told };
}

test('what a request amounts to is told, and warned of where it may be a mistake', async (t) => {
  const onPlan = { TrainingPlanArn: planned };
  type Scene = ReturnType<typeof scene>;
  const table: Record<string, [before: Scene, act: (scene: Scene) => unknown, told: readonly RegExp[]]> = {
    'a new group whose block is to come': [
      scene(onPlan),
      () => undefined,
      [
        /^Info InstanceGroup a in Cluster ml has no instances until a block .* is open: the next block starts at/,
      ],
    ],
    'a controller on a plan': [
      scene({}, onPlan),
      () => undefined,
      [
        /^Warn InstanceGroup controller in Cluster ml runs the Slurm controller on/,
        /^Info .* has no instances until/,
      ],
    ],
    'a group that takes a plan': [
      scene(),
      ({ update }) => update(onPlan),
      [/^Info .* is on training plan p; what it had before is replaced$/, /^Info .* has no instances until/],
    ],
    'a group that keeps its plan, and asks for more': [
      scene(onPlan),
      ({ update }) => update({ ...onPlan, InstanceCount: 2 }),
      [/has no instances until/],
    ],
    'a group that asks for nothing': [
      scene(onPlan),
      ({ update }) => update({ ...onPlan, InstanceCount: 0 }),
      [
        /has no instances until/,
        /^Warn InstanceGroup a in Cluster ml asks for no instances, and does not use/,
      ],
    ],
    'a request that names the group without its plan': [
      scene(onPlan),
      ({ update }) => update({}),
      [
        /has no instances until/,
        /^Warn .* is no longer on training plan p, for the request names none: .* on demand$/,
      ],
    ],
  };
  for (const [sentence, [before, act, told]] of Object.entries(table)) {
    await t.test(sentence, () => {
      act(before);
      const found = before.told();
      assert.equal(found.length, told.length, found.join('\n'));
      for (const [i, expected] of told.entries()) assert.match(found[i]!, expected);
    });
  }
});
