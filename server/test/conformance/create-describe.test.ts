import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DeleteClusterCommand,
  ResourceNotFound,
} from '@aws-sdk/client-sagemaker';
import {
  allOrNothing,
  classicSlurm,
  continuous,
  continuousSlurm,
  describe,
  eks,
  group,
  nodesOf,
  roleArn,
  standing,
  vpc,
} from './requests.ts';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();
const create = (input: CreateClusterCommandInput) => client.send(new CreateClusterCommand(input));

const kinds: Record<string, (name: string) => CreateClusterCommandInput> = {
  'EKS, continuous': (name) => continuous(name),
  'EKS, all or nothing': (name) => allOrNothing(name),
  'Slurm, continuous': (name) => continuousSlurm(name),
  'Slurm, classic': (name) => classicSlurm(name),
};

test('a new cluster comes into service, of every kind', async (t) => {
  for (const [sentence, request] of Object.entries(kinds)) {
    await t.test(sentence, async () => {
      const name = sentence.replace(/\W+/g, '-').toLowerCase();
      const asked = request(name);
      const { ClusterArn, $metadata } = await create(asked);
      assert.equal($metadata.httpStatusCode, 200);
      assert.match($metadata.requestId!, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.match(ClusterArn!, new RegExp(`^arn:aws:sagemaker:${region}:${account}:cluster/[a-z0-9]{12}$`));
      const before = await describe(client, name);
      assert.equal(before.ClusterStatus, 'Creating');
      assert.deepEqual(
        before.InstanceGroups!.map((g) => [g.CurrentCount, g.TargetCount, g.Status]),
        asked.InstanceGroups!.map((g) => [0, g.InstanceCount, 'Creating']),
      );
      await service.settle();
      const after = await describe(client, ClusterArn!);
      assert.equal(after.ClusterStatus, 'InService');
      assert.equal(after.ClusterName, name);
      assert.equal(after.NodeProvisioningMode, asked.NodeProvisioningMode);
      for (const g of after.InstanceGroups!)
        assert.deepEqual([g.CurrentCount, g.Status], [g.TargetCount, 'InService']);
    });
  }
});

test('a continuous cluster is in service before its nodes are', async () => {
  await create(continuous('early'));
  await service.advance(75);
  const { ClusterStatus, InstanceGroups: [workers] = [] } = await describe(client, 'early');
  assert.equal(ClusterStatus, 'InService');
  assert.deepEqual(
    [workers!.CurrentCount, workers!.TargetCount, workers!.ActiveOperations],
    [0, 3, { Scaling: 1 }],
  );
});

test('describe gives back what create took, and the times to the millisecond', async () => {
  const { health, rest } = { health: ['InstanceStress', 'InstanceConnectivity'] as const, rest: 300 };
  const deployment = {
    RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENTAGE', Value: 50 } },
    WaitIntervalInSeconds: rest,
    AutoRollbackConfiguration: [{ AlarmName: 'too-hot' }],
  } as const;
  const asked = group('everything', 2, {
    ThreadsPerCore: 2,
    MinInstanceCount: 1,
    InstanceStorageConfigs: [{ EbsVolumeConfig: { VolumeSizeInGB: 500 } }],
    OnStartDeepHealthChecks: [...health],
    OverrideVpcConfig: { SecurityGroupIds: ['sg-00000000'], Subnets: ['subnet-00000000'] },
    ScheduledUpdateConfig: {
      ScheduleExpression: 'cron(0 3 ? * SUN *)',
      DeploymentConfig: {
        ...deployment,
        AutoRollbackConfiguration: [...deployment.AutoRollbackConfiguration],
      },
    },
    KubernetesConfig: { Labels: { team: 'a' }, Taints: [{ Key: 'gpu', Value: 'yes', Effect: 'NoSchedule' }] },
    CapacityRequirements: { OnDemand: {} },
    NetworkInterface: { InterfaceType: 'efa' },
  });
  const begun = await service.control('GET', 'clock');
  await create(
    continuous('round-trip', [asked], {
      ClusterRole: roleArn,
      AutoScaling: { Mode: 'Enable', AutoScalerType: 'Karpenter' },
      TieredStorageConfig: { Mode: 'Enable', InstanceMemoryAllocationPercentage: 20 },
      NodeRecovery: 'Automatic',
    }),
  );
  await service.settle();
  const cluster = await describe(client, 'round-trip');
  const [shown] = cluster.InstanceGroups!;
  for (const member of [
    'InstanceGroupName',
    'InstanceType',
    'LifeCycleConfig',
    'ExecutionRole',
    'ThreadsPerCore',
    'InstanceStorageConfigs',
    'OnStartDeepHealthChecks',
    'OverrideVpcConfig',
    'ScheduledUpdateConfig',
    'CapacityRequirements',
    'NetworkInterface',
  ] as const) {
    assert.deepEqual(shown![member], asked[member], member);
  }
  assert.equal(shown!.MinCount, 1);
  assert.deepEqual(shown!.KubernetesConfig?.DesiredLabels, { team: 'a' });
  assert.deepEqual(shown!.KubernetesConfig?.DesiredTaints, asked.KubernetesConfig!.Taints);
  assert.deepEqual(cluster.VpcConfig, vpc);
  assert.deepEqual(cluster.Orchestrator, eks('round-trip'));
  assert.deepEqual(cluster.TieredStorageConfig, { Mode: 'Enable', InstanceMemoryAllocationPercentage: 20 });
  assert.deepEqual(cluster.AutoScaling, { Mode: 'Enable', AutoScalerType: 'Karpenter', Status: 'InService' });
  assert.deepEqual([cluster.ClusterRole, cluster.NodeRecovery], [roleArn, 'Automatic']);
  assert.equal(cluster.CreationTime!.toISOString(), begun.json.now);
  assert.notEqual(cluster.CreationTime!.getMilliseconds(), 0);
});

test('restricted groups, and the environment they share', async () => {
  const lustre = { SizeInGiB: 1_200, PerUnitStorageThroughput: 125 };
  await standing(
    service,
    client,
    allOrNothing('restricted', undefined, {
      InstanceGroups: undefined,
      RestrictedInstanceGroups: [
        {
          InstanceGroupName: 'rig',
          InstanceCount: 1,
          InstanceType: 'ml.p5.48xlarge',
          ExecutionRole: roleArn,
          EnvironmentConfig: { FSxLustreConfig: lustre },
        },
      ],
      RestrictedInstanceGroupsConfig: {
        SharedEnvironmentConfig: { FSxLustreConfig: lustre, FSxLustreDeletionPolicy: 'Keep' },
      },
    }),
  );
  const { RestrictedInstanceGroups, RestrictedInstanceGroupsConfig, InstanceGroups } = await describe(
    client,
    'restricted',
  );
  assert.deepEqual(InstanceGroups, []);
  assert.deepEqual(
    RestrictedInstanceGroups!.map((g) => [
      g.InstanceGroupName,
      g.CurrentCount,
      g.Status,
      g.EnvironmentConfig?.FSxLustreConfig,
    ]),
    [['rig', 1, 'InService', lustre]],
  );
  assert.equal(
    RestrictedInstanceGroupsConfig!.SharedEnvironmentConfig!.CurrentFSxLustreDeletionPolicy,
    'Keep',
  );
  assert.equal((await nodesOf(client, 'restricted')).length, 1);
});

test('a flexible group says which types it takes and has', async () => {
  const types = ['ml.p5.48xlarge', 'ml.p4d.24xlarge'] as const;
  await standing(
    service,
    client,
    continuous('flexible', [
      group('any', 2, { InstanceType: undefined, InstanceRequirements: { InstanceTypes: [...types] } }),
    ]),
  );
  const [any] = (await describe(client, 'flexible')).InstanceGroups!;
  assert.equal(any!.InstanceType, undefined);
  assert.deepEqual(any!.InstanceRequirements, { CurrentInstanceTypes: types, DesiredInstanceTypes: types });
  assert.deepEqual(
    any!.InstanceTypeDetails!.map((d) => [d.InstanceType, d.CurrentCount]),
    [
      [types[0], 2],
      [types[1], 0],
    ],
  );
});

test('a deleted cluster is Deleting, and then no more', async () => {
  await standing(service, client, continuous('doomed'));
  await client.send(new DeleteClusterCommand({ ClusterName: 'doomed' }));
  const deleting = await describe(client, 'doomed');
  assert.equal(deleting.ClusterStatus, 'Deleting');
  assert.equal(deleting.InstanceGroups![0]!.CurrentCount, 3);
  assert.deepEqual(
    (await nodesOf(client, 'doomed')).map((n) => n.InstanceStatus!.Status),
    Array(3).fill('ShuttingDown'),
  );
  await service.settle();
  await assert.rejects(describe(client, 'doomed'), ResourceNotFound);
  await standing(service, client, continuous('doomed'));
});
