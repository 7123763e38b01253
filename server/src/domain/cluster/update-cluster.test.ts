import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  eks,
  type Fleet,
  fleet,
  type GroupInput,
  group,
  type Input,
  ms,
  onEks,
  slurm,
} from '../../../test/fleet.ts';
import type { ClusterInstanceGroupDetails } from '../../shapes/instance-group.ts';

type Update = Omit<Input<'UpdateCluster'>, 'ClusterName'>;
const update = (f: Fleet, input: Update) => f.call('UpdateCluster', { ClusterName: 'ml', ...input });
const scale = (f: Fleet, ...groups: GroupInput[]) => update(f, { InstanceGroups: groups });

/** A described group as a scaler sends it back: without what only describes, with a count (observed). */
function sentBack(details: ClusterInstanceGroupDetails, count: number): GroupInput {
  const {
    InstanceGroupName,
    InstanceType,
    ExecutionRole,
    LifeCycleConfig,
    ThreadsPerCore,
    OverrideVpcConfig,
  } = details;
  return {
    InstanceGroupName: InstanceGroupName!,
    InstanceType,
    ExecutionRole: ExecutionRole!,
    LifeCycleConfig,
    ThreadsPerCore,
    OverrideVpcConfig,
    InstanceStorageConfigs: details.InstanceStorageConfigs,
    OnStartDeepHealthChecks: details.OnStartDeepHealthChecks,
    InstanceCount: count,
  };
}

test('a group that is left out stays as it is (observed)', async () => {
  for (const kind of [eks, onEks]) {
    const f = await fleet().with('ml', kind(group('a', 1), group('b', 2)));
    const before = await f.nodes('b');
    await scale(f, group('a', 2));
    await f.settle();
    assert.equal((await f.group('a')).CurrentCount, 2);
    assert.deepEqual(await f.nodes('b'), before);
  }
});

test('a described group can be sent back with another count, and keeps what it is not given (observed)', async () => {
  const f = await fleet().with(
    'ml',
    eks(
      group('a', 1, {
        OverrideVpcConfig: { Subnets: ['subnet-0000000a'], SecurityGroupIds: ['sg-0000000a'] },
        InstanceStorageConfigs: [{ EbsVolumeConfig: { VolumeSizeInGB: 500 } }],
        KubernetesConfig: { Labels: { team: 'x' } },
      }),
    ),
  );
  const before = await f.group('a');
  await scale(f, sentBack(before, 2));
  await f.settle();
  const after = await f.group('a');
  assert.deepEqual({ ...after, CurrentCount: 1, TargetCount: 1, TargetStateCount: 1 }, before);
  assert.deepEqual([after.CurrentCount, after.TargetCount], [2, 2]);
});

test('to 0 keeps the group, and the last group stays (documented)', async () => {
  const f = await fleet().with('ml', eks(group('a', 2)));
  await scale(f, group('a', 0));
  await f.settle();
  assert.deepEqual([(await f.group('a')).TargetCount, (await f.nodes()).length], [0, 0]);
  const deletion = { ClusterName: 'ml', InstanceGroupsToDelete: ['a'] };
  await f.refused('UpdateCluster', deletion, 'ValidationException', /keeps at least one instance group/);
  await update(f, { InstanceGroupsToDelete: ['a'], InstanceGroups: [group('b', 1)] });
  await f.settle();
  assert.deepEqual(
    (await f.describe()).InstanceGroups!.map((g) => g.InstanceGroupName),
    ['b'],
  );
});

test('a group that is deleted goes with its last node', async () => {
  const f = await fleet().with('ml', eks(group('a', 1), group('b', 2)));
  await update(f, { InstanceGroupsToDelete: ['b'] });
  const { Status, TargetCount, CurrentCount } = await f.group('b');
  assert.deepEqual([await f.status(), Status, TargetCount, CurrentCount], ['InService', 'Deleting', 0, 2]);
  assert.equal(await f.statuses('b'), 'ShuttingDown ShuttingDown');
  const again = { ClusterName: 'ml', InstanceGroups: [group('b', 1)] };
  await f.refused('UpdateCluster', again, 'ConflictException', /'b', which is being deleted/);
  await f.settle();
  assert.equal(await f.group('b'), undefined);
  await scale(f, group('b', 1));
  await f.settle();
  assert.equal((await f.group('b')).CurrentCount, 1);
});

test('scaling down', async (t) => {
  await t.test(
    'with continuous provisioning takes the unhealthy first, then the newest (documented)',
    async () => {
      const f = await fleet().with('ml', { ...eks(group('a', 4)), NodeRecovery: 'None' });
      const ids = (await f.nodes()).map(({ NodeLogicalId }) => NodeLogicalId!);
      await f.fault({ type: 'node', node: ids[1]!, needs: 'Replacement' });
      await scale(f, group('a', 2));
      await f.settle();
      assert.deepEqual(
        (await f.nodes()).map(({ NodeLogicalId }) => NodeLogicalId),
        [ids[0], ids[2]],
      );
    },
  );
  await t.test('of a flexible group takes the least preferred type first (documented)', async () => {
    const types = (...InstanceTypes: ('ml.p5.48xlarge' | 'ml.g5.8xlarge')[]) => ({
      InstanceRequirements: { InstanceTypes },
    });
    const f = fleet();
    await f.fault({ type: 'capacity', instanceType: 'ml.p5.48xlarge' }, { count: 2 });
    await f.with('ml', eks(group('a', 4, types('ml.p5.48xlarge', 'ml.g5.8xlarge'))));
    const { InstanceTypeDetails } = await f.group('a');
    assert.deepEqual(
      InstanceTypeDetails!.map((d) => d.CurrentCount),
      [2, 2],
    );
    await scale(f, group('a', 2, types('ml.p5.48xlarge', 'ml.g5.8xlarge')));
    await f.settle();
    assert.deepEqual(
      (await f.nodes()).map((n) => n.InstanceType),
      ['ml.p5.48xlarge', 'ml.p5.48xlarge'],
    );
    await scale(f, group('a', 3, types('ml.g5.8xlarge')));
    await f.settle();
    await scale(f, group('a', 1, types('ml.g5.8xlarge')));
    await f.settle();
    assert.deepEqual(
      (await f.nodes()).map((n) => n.InstanceType),
      ['ml.g5.8xlarge'],
      'a type that the group no longer takes goes first',
    );
  });
  await t.test('in the default mode takes any (documented), and rests when they have gone', async () => {
    const f = await fleet().with('ml', onEks(group('a', 4)));
    await scale(f, group('a', 2));
    assert.equal(await f.status(), 'Updating');
    await f.settle();
    assert.deepEqual([await f.status(), (await f.nodes()).length], ['InService', 2]);
  });
});

test('what cannot be changed is refused, and named', async (t) => {
  const flexible = { InstanceRequirements: { InstanceTypes: ['ml.c5.large'] as const } };
  const other = { Subnets: ['subnet-0000000f'], SecurityGroupIds: ['sg-0000000f'] };
  const table: Record<string, [input: Update, text: RegExp]> = {
    'the instance type': [
      { InstanceGroups: [group('a', 1, { InstanceType: 'ml.m5.large' })] },
      /^Updating fields InstanceType on an InstanceGroup not supported$/,
    ],
    'the VPC of a group (observed)': [
      { InstanceGroups: [group('a', 1, { OverrideVpcConfig: other })] },
      /^Updating fields OverrideVpcConfig on an InstanceGroup not supported$/,
    ],
    'a type into requirements': [
      { InstanceGroups: [group('a', 1, flexible)] },
      /InstanceRequirements on an InstanceGroup/,
    ],
    'requirements into a type': [{ InstanceGroups: [group('f', 1)] }, /InstanceType on an InstanceGroup/],
    'the orchestrator': [{ Orchestrator: { Slurm: {} } }, /The orchestrator of a cluster cannot be changed/],
    'a group both changed and deleted': [
      { InstanceGroups: [group('a', 1)], InstanceGroupsToDelete: ['a'] },
      /'a' is named both in InstanceGroupsToDelete and in InstanceGroups/,
    ],
    'a group that does not exist deleted': [
      { InstanceGroupsToDelete: ['x'] },
      /'x' does not exist\. The cluster has 'a', 'f'/,
    ],
    'a new group without nodes': [
      { InstanceGroups: [group('n', 0)] },
      /InstanceCount of the new instance group 'n'/,
    ],
    'a group twice': [{ InstanceGroups: [group('a', 1), group('a', 2)] }, /'a' is given more than once/],
  };
  const f = await fleet().with('ml', eks(group('a', 1), group('f', 1, flexible)));
  for (const [sentence, [input, text]] of Object.entries(table)) {
    await t.test(sentence, () =>
      f.refused('UpdateCluster', { ClusterName: 'ml', ...input }, 'ValidationException', text),
    );
  }
});

test('a continuous Slurm cluster keeps its one controller, and knows what each group is for', async () => {
  const f = await fleet().with(
    'ml',
    slurm(
      group('head', 1, { SlurmConfig: { NodeType: 'Controller' } }),
      group('w', 1, { SlurmConfig: { NodeType: 'Compute' } }),
    ),
  );
  const refuse = (input: Update, text: RegExp) =>
    f.refused('UpdateCluster', { ClusterName: 'ml', ...input }, 'ValidationException', text);
  await refuse({ InstanceGroupsToDelete: ['head'] }, /'head' runs the Slurm controller/);
  await refuse({ InstanceGroups: [group('head', 0)] }, /'head' runs the Slurm controller/);
  await refuse({ InstanceGroups: [group('n', 1)] }, /no InstanceGroup with SlurmConfig/);
  const second = group('n', 1, { SlurmConfig: { NodeType: 'Controller' } });
  await refuse({ InstanceGroups: [second] }, /Controller, and 2 are given/);
  await update(f, { InstanceGroups: [group('n', 1, { SlurmConfig: { NodeType: 'Compute' } })] });
  await f.settle();
  assert.equal(await f.statuses(), 'Running Running Running');
});

test('when an update is taken', async (t) => {
  await t.test('continuous: while the cluster still scales (documented)', async () => {
    const f = await fleet().create('ml', eks(group('a', 2)));
    await f.advance('70s');
    await scale(f, group('a', 3));
    await f.settle();
    assert.equal((await f.group('a')).CurrentCount, 3);
  });
  await t.test('continuous: before its groups have been announced, which happens once', async () => {
    const f = await fleet().create('ml', eks(group('a', 1)));
    await f.advance('61s');
    await scale(f, group('b', 1));
    await f.settle();
    const announced = f.events().filter((text) => /^InstanceGroup . creation started/.test(text));
    assert.equal(announced.length, 2);
    assert.equal(await f.statuses(), 'Running Running');
  });
  await t.test('default mode: not before the one under way has ended', async () => {
    const f = await fleet().with('ml', onEks(group('a', 2)));
    await scale(f, group('a', 3));
    await f.refused('UpdateCluster', { ClusterName: 'ml' }, 'ConflictException', /is Updating/);
  });
  await t.test('never while the cluster is created, deleted or deeply checked', async () => {
    const f = await fleet().create('ml', eks(group('a', 1)));
    await f.refused('UpdateCluster', { ClusterName: 'ml' }, 'ConflictException', /is Creating/);
    await f.settle();
    const DeepHealthCheckConfigurations = [
      { InstanceGroupName: 'a', DeepHealthChecks: ['InstanceStress'] as const },
    ];
    await f.call('StartClusterHealthCheck', { ClusterName: 'ml', DeepHealthCheckConfigurations });
    await f.refused(
      'UpdateCluster',
      { ClusterName: 'ml' },
      'ConflictException',
      /Deep health checks are running/,
    );
    await f.advance(ms('3h'));
    await f.call('DeleteCluster', { ClusterName: 'ml' });
    await f.refused('UpdateCluster', { ClusterName: 'ml' }, 'ConflictException', /is Deleting/);
  });
});
