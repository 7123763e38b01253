import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpdateClusterRequest } from '../../shapes/cluster.ts';
import type { ClusterInstanceGroupSpecification } from '../../shapes/instance-group.ts';
import { PlanStage } from '../capacity/testing.ts';
import { planArn, planCounts } from '../capacity/training-plan.ts';
import { createCluster } from './create-cluster.ts';
import { testSpec } from './testing.ts';
import { updateCluster } from './update-cluster.ts';

type Group = ClusterInstanceGroupSpecification;
const p5 = 'ml.p5.48xlarge';
const vpc = { Subnets: ['subnet-x-us-west-2a'], SecurityGroupIds: ['sg-1'] };

/** A plan of 4, of which a cluster's group `a` holds 2; blocks from the second hour on to the 26th, and 30 to 54. */
function scene() {
  const stage = new PlanStage();
  const buy = (
    name: string,
    change: object = {},
    blocks: readonly (readonly [number, number])[] = twoBlocks,
  ) => {
    stage.buy(name, stage.offer(blocks, { instanceCount: 4, ...change }));
    return `arn:aws:sagemaker:us-west-2:111122223333:training-plan/${name}`;
  };
  const arn = buy('plan');
  stage.advanceHours(0.1);
  const group = (name: string, count: number, change: Partial<Group> = {}): Group => ({
    ...(testSpec(name) as Group),
    InstanceType: p5,
    InstanceCount: count,
    TrainingPlanArn: arn,
    ...change,
  });
  const create = (ClusterName: string, InstanceGroups: Group[], change: object = {}) =>
    stage.call(createCluster, { ClusterName, InstanceGroups, VpcConfig: vpc, ...change });
  const update = (InstanceGroups: Group[], change: Partial<UpdateClusterRequest> = {}) =>
    stage.call(updateCluster, { ClusterName: 'ml', InstanceGroups, ...change });
  create('ml', [group('a', 2)], { NodeProvisioningMode: 'Continuous', ...onEks('ml') });
  stage.advanceHours(0.1);
  return { stage, arn, buy, group, create, update };
}

const twoBlocks = [
  [2, 26],
  [30, 54],
] as const;
const onEks = (name: string) => ({
  Orchestrator: { Eks: { ClusterArn: `arn:aws:eks:us-west-2:111122223333:cluster/${name}` } },
});

test('a group that its plan cannot serve is refused before anything is taken', async (t) => {
  const { stage, arn, buy, group, create, update } = scene();
  const jobs = buy('jobs', { targets: ['training-job'] });
  const pending = buy('pending');
  const table: Record<string, [act: () => unknown, message: RegExp]> = {
    'a plan that does not exist': [
      () => create('n', [group('a', 1, { TrainingPlanArn: `${arn}x` })]),
      /^InstanceGroups\[0\]\.TrainingPlanArn: training plan '.*planx' does not exist .* Plans that would do: .*\/plan\.$/,
    ],
    'a plan for something else': [
      () => create('n', [group('a', 1, { TrainingPlanArn: jobs })]),
      /is for training-job, and instance group 'a' needs one for hyperpod-cluster/,
    ],
    'a plan that is not paid for yet': [
      () => create('n', [group('a', 1, { TrainingPlanArn: pending })]),
      /'pending' is Pending, and must be Scheduled or Active/,
    ],
    'another instance type': [
      () => create('n', [group('a', 1, { InstanceType: 'ml.c5.large' })]),
      /has instances of ml\.p5\.48xlarge, and instance group 'a' asks for ml\.c5\.large/,
    ],
    'more instances than the plan has at all': [
      () => create('n', [group('a', 5)]),
      /asks for 5 instances, and training plan 'plan' has 4/,
    ],
    'more instances than are free': [
      () => create('n', [group('a', 3)]),
      /asks for 3 instances, and training plan 'plan' has too few free: 2 of 4 are \(2 in use, 0 unhealthy, 0 spare\)\. Ask for at most 2 in 'a'/,
    ],
    'several groups of one request together': [
      () => create('n', [group('a', 1), group('b', 2)]),
      /^InstanceGroups\[0\].* asks for 1 instances, .* too few free: 2 of 4/,
    ],
    'no subnet in the zone of the plan': [
      () => create('n', [group('a', 1)], { VpcConfig: { ...vpc, Subnets: ['subnet-us-west-2b'] } }),
      /is in us-west-2a, and the subnets of instance group 'a' are in us-west-2b\. Give .* a subnet in us-west-2a/,
    ],
    'its own subnets, where they are elsewhere': [
      () => create('n', [group('a', 1, { OverrideVpcConfig: { ...vpc, Subnets: ['subnet-us-west-2c'] } })]),
      /are in us-west-2c/,
    ],
    'a flexible group': [
      () =>
        create(
          'n',
          [group('a', 1, { InstanceType: undefined, InstanceRequirements: { InstanceTypes: [p5] } })],
          {
            NodeProvisioningMode: 'Continuous',
            ...onEks('n'),
          },
        ),
      /has InstanceRequirements, and a training plan has instances of one type/,
    ],
    'a Spot group': [
      () => create('n', [group('a', 1, { CapacityRequirements: { Spot: {} } })]),
      /has CapacityRequirements\.Spot, and instances of a training plan are reserved/,
    ],
    'a restricted group': [
      () =>
        stage.call(createCluster, {
          ClusterName: 'n',
          InstanceGroups: [group('a', 1)],
          RestrictedInstanceGroups: [
            {
              InstanceGroupName: 'r',
              InstanceCount: 2,
              InstanceType: p5,
              ExecutionRole: 'arn:aws:iam::111122223333:role/hyperpod',
              EnvironmentConfig: {},
              TrainingPlanArn: jobs,
            },
          ],
        }),
      /^RestrictedInstanceGroups\[0\]\.TrainingPlanArn: .* is for training-job/,
    ],
    'an update to more than are free': [
      () => update([group('a', 5)]),
      /asks for 5 instances, and training plan 'plan' has 4/,
    ],
    'a new group of an update': [
      () => update([group('b', 3)]),
      /group 'b' asks for 3 instances, .* 2 of 4 are .* at most 2 in 'b'/,
    ],
  };
  for (const [sentence, [act, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const mark = stage.draft.mark();
      assert.throws(act, { code: 'ValidationException', message });
      stage.draft.revert(mark);
      assert.equal(planCounts(stage.plan('plan')).inUse, 2);
    });
  }
});

test('a plan without time left for clusters is refused, though it still runs', () => {
  const { stage, buy, group, create } = scene();
  const arn = buy('short', {}, [[1, 25]]);
  stage.advanceHours(24.1);
  assert.equal(stage.plan('short').status, 'Active');
  assert.throws(() => create('n', [group('a', 1, { TrainingPlanArn: arn })]), {
    message:
      /no time left for instance group 'a': .* 60 minutes before the end .* Plans that would do: .*plan\.$/,
  });
});

test('what an update may do although its plan has nothing free', async (t) => {
  const table: Record<string, [change: (s: ReturnType<typeof scene>) => unknown, inUse: number]> = {
    'hand on what another group of the cluster gives up': [
      ({ update, group }) => update([group('a', 0), group('c', 2)]),
      4,
    ],
    'ask for what the group has': [({ update, group }) => update([group('a', 2)]), 4],
    'ask for less': [({ update, group }) => update([group('a', 1)]), 3],
    'leave the plan': [({ update, group }) => update([group('a', 2, { TrainingPlanArn: undefined })]), 2],
    'delete the group': [
      ({ update, group }) =>
        update([group('c', 1, { TrainingPlanArn: undefined })], { InstanceGroupsToDelete: ['a'] }),
      2,
    ],
  };
  for (const [sentence, [change, inUse]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const set = scene();
      set.create('other', [set.group('b', 2)]);
      assert.equal(planCounts(set.stage.plan('plan')).inUse, 4);
      change(set);
      assert.equal(planCounts(set.stage.plan('plan')).inUse, inUse);
    });
  }
});

test('a group keeps a plan that is over, and cannot grow on it', () => {
  const { stage, arn, group, update } = scene();
  stage.advanceHours(60);
  assert.equal(stage.plan('plan').status, 'Expired');
  update([group('a', 1)]);
  assert.throws(() => update([group('a', 2)]), {
    message: /'plan' is Expired, and must be Scheduled or Active/,
  });
  assert.equal(arn, planArn(stage.plan('plan')));
});

test('without VpcConfig the service brings a subnet in the zone of the plan', () => {
  const { stage, group, create } = scene();
  create('n', [group('b', 1)], { VpcConfig: undefined });
  stage.advanceHours(3);
  const { state } = stage.draft;
  const id = state.named('cluster', { account: '111122223333', region: 'us-west-2' }).get('n')!.id;
  assert.equal(state.clusters.get(id)!.nodes.group('b').joined, 1);
});
