import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classic,
  eks,
  fleet,
  group,
  type Input,
  onEks,
  slurm,
  testStart,
  testWorld,
} from '../../../test/fleet.ts';

const named = (input: Omit<Input<'CreateCluster'>, 'ClusterName'>): Input<'CreateCluster'> => ({
  ClusterName: 'ml',
  ...input,
});

const controller = group('head', 1, { SlurmConfig: { NodeType: 'Controller' } });
const worker = (count: number) => group('w', count, { SlurmConfig: { NodeType: 'Compute' } });

test('a cluster of the default mode is InService when all its nodes are there', async () => {
  const f = await fleet().create('ml', onEks(group('a', 2), group('b', 1)));
  assert.equal(await f.status(), 'Creating');
  assert.deepEqual(await f.nodes(), []);
  await f.advance('65s');
  assert.equal(await f.statuses(), 'Pending Pending Pending');
  assert.equal((await f.group('a')).Status, 'Creating');
  assert.equal(await f.status(), 'Creating');
  await f.advance('5m');
  assert.equal(await f.statuses(), 'Running Running Running');
  assert.equal(await f.status(), 'InService');
  assert.equal((await f.group('a')).CurrentCount, 2);
});

test('a continuous cluster is InService before its first instance exists (observed)', async () => {
  const f = await fleet().create('ml', eks(group('a', 2)));
  await f.advance('60s');
  assert.equal(await f.status(), 'Creating');
  await f.advance('1s');
  assert.equal(await f.status(), 'InService');
  await f.advance('10s');
  const { CurrentCount, TargetCount, ActiveOperations, Status } = await f.group('a');
  assert.deepEqual(
    { CurrentCount, TargetCount, ActiveOperations, Status },
    { CurrentCount: 0, TargetCount: 2, ActiveOperations: { Scaling: 1 }, Status: 'InService' },
  );
  await f.settle();
  assert.equal((await f.group('a')).CurrentCount, 2);
  assert.equal((await f.group('a')).ActiveOperations, undefined);
});

test('the events of a creation, in the order in which the service records them (observed)', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const { InstanceId: id } = (await f.nodes())[0]!;
  const subnets = f.events().filter((text) => text.startsWith('Found Subnet'));
  assert.equal(subnets.length, 2);
  assert.deepEqual(
    f.events().filter((text) => !text.startsWith('Found Subnet')),
    [
      'Cluster ml creation started successfully',
      'SLR Access Entry creation successful for Cluster ml',
      'EKS Access Entries creation successful for Cluster ml',
      'Cluster ml creation completed successfully',
      'InstanceGroup a creation started successfully in Cluster ml',
      'No custom AMI override found for InstanceGroup a in Cluster ml',
      'Instance Group a creation in Cluster ml completed successfully',
      'Cluster ml operation started successfully',
      'InstanceGroup a scaling started successfully in Cluster ml',
      'Instance creation started successfully in Cluster ml and InstanceGroup a',
      'No CapacityReservation found for Cluster ml and InstanceGroup a',
      'Instance Group a scaling in Cluster ml completed successfully',
      'Successfully created Customer ENI for instance in Cluster ml and InstanceGroup a',
      `EC2 Instance ${id} successfully provisioned in Cluster ml and InstanceGroup a`,
      `Instance lifecycle script execution for EC2 Instance ${id} has Started`,
      `Instance lifecycle script execution for EC2 Instance ${id} has Succeeded`,
      `Instance ${id} creation in Cluster ml and InstanceGroup a completed successfully`,
    ],
  );
});

test('a creation of the default mode that fails takes everything with it (documented)', async () => {
  const f = fleet();
  await f.fault({ type: 'lifecycle-script', instanceGroup: 'b' });
  await f.with('ml', onEks(group('a', 2), group('b', 1)));
  const { ClusterStatus, FailureMessage } = await f.describe();
  assert.equal(ClusterStatus, 'Failed');
  assert.match(FailureMessage!, /^Lifecycle scripts did not run successfully\./);
  assert.equal((await f.group('a')).Status, 'Failed');
  assert.deepEqual(await f.nodes(), []);
  await f.refused('UpdateCluster', { ClusterName: 'ml' }, 'ConflictException', /Failed \(Lifecycle scripts/);
  await f.call('DeleteCluster', { ClusterName: 'ml' });
  await f.settle();
  await f.refused('DeleteCluster', { ClusterName: 'ml' }, 'ResourceNotFound', /'ml' does not exist/);
});

test('a Slurm controller comes up first (documented)', async () => {
  const f = await fleet().create('ml', slurm(controller, worker(2)));
  await f.advance('70s');
  assert.equal(await f.statuses(), 'Pending', 'the controller alone');
  assert.equal(await f.status(), 'Creating');
  while ((await f.statuses('head')) !== 'Running') await f.advance('1s');
  assert.equal(await f.status(), 'InService');
  assert.equal(await f.statuses(), 'Running Pending Pending');
  await f.settle();
  assert.equal(await f.statuses(), 'Running Running Running');
});

test('names and ids', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const { ClusterArn, CreationTime } = await f.describe();
  assert.match(ClusterArn, /^arn:aws:sagemaker:us-west-2:111122223333:cluster\/[a-z0-9]{12}$/);
  assert.equal(CreationTime, testStart);
  assert.equal((await f.describe(ClusterArn)).ClusterName, 'ml');
  const [node] = await f.nodes();
  assert.match(node!.InstanceId, /^i-[0-9a-f]{17}$/);
  assert.match(node!.NodeLogicalId!, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(node!.PrivateDnsHostname!, /^ip-10-\d+-\d+-\d+\.us-west-2\.compute\.internal$/);
});

test('a name is free again after the deletion, for a cluster with another id', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const { ClusterArn } = await f.describe();
  await f.refused('CreateCluster', named(classic(group('a', 1))), 'ResourceInUse', /'ml' is already in use/);
  await f.call('CreateCluster', named(classic(group('a', 1))), { ...testWorld, region: 'eu-west-1' });
  await f.call('DeleteCluster', { ClusterName: 'ml' });
  await f.refused('CreateCluster', named(classic(group('a', 1))), 'ResourceInUse', /'ml' is already in use/);
  await f.settle();
  await f.create('ml', eks(group('a', 1)));
  assert.notEqual((await f.describe()).ClusterArn, ClusterArn);
});

test('an EKS cluster carries one HyperPod cluster until that is gone (observed)', async () => {
  const f = await fleet().with('ml', eks(group('a', 1)));
  const second = { ...eks(group('a', 1)), ClusterName: 'other' };
  await f.refused(
    'CreateCluster',
    second,
    'ValidationException',
    /^Specified cluster external resource id arn:aws:eks:\S+ already in use$/,
  );
  await f.call('DeleteCluster', { ClusterName: 'ml' });
  await f.settle();
  await f.call('CreateCluster', second);
});

test('requests that contradict themselves are refused', async (t) => {
  const flexible = { InstanceRequirements: { InstanceTypes: ['ml.g5.8xlarge', 'ml.p5.48xlarge'] as const } };
  const table: Record<string, [input: Omit<Input<'CreateCluster'>, 'ClusterName'>, text: RegExp]> = {
    'no group': [{}, /At least one instance group is required/],
    'a group without nodes': [
      eks(group('a', 0)),
      /InstanceCount of the new instance group 'a' must be at least 1/,
    ],
    'a group twice': [eks(group('a', 1), group('a', 1)), /'a' is given more than once/],
    'EKS without a VPC': [{ ...eks(group('a', 1)), VpcConfig: undefined }, /VpcConfig is required/],
    'no orchestrator in Orchestrator': [
      { ...eks(group('a', 1)), Orchestrator: {} },
      /exactly one of Eks and Slurm/,
    ],
    'both orchestrators': [
      {
        ...eks(group('a', 1)),
        Orchestrator: { Eks: { ClusterArn: 'arn:aws:eks:us-west-2:111122223333:cluster/x' }, Slurm: {} },
      },
      /exactly one of Eks and Slurm/,
    ],
    'restricted groups with continuous provisioning': [
      {
        ...eks(),
        InstanceGroups: undefined,
        RestrictedInstanceGroups: [{ ...group('a', 1), InstanceType: 'ml.p5.48xlarge' }],
      },
      /^Found RestrictedInstanceGroups in the cluster input\./,
    ],
    'a type and requirements': [
      eks(group('a', 1, { ...flexible, InstanceType: 'ml.c5.large' })),
      /exactly one of InstanceType and InstanceRequirements, and has both/,
    ],
    'neither type nor requirements': [eks(group('a', 1, { InstanceType: undefined })), /and has neither/],
    'flexible types in the default mode': [
      onEks(group('a', 1, flexible)),
      /InstanceRequirements of instance group 'a' needs/,
    ],
    'a minimum in the default mode': [
      onEks(group('a', 2, { MinInstanceCount: 1 })),
      /MinInstanceCount of instance group 'a' needs/,
    ],
    'a minimum above the count': [
      eks(group('a', 2, { MinInstanceCount: 3 })),
      /is 3, which is more than its InstanceCount of 2/,
    ],
    'SlurmConfig on EKS': [
      eks(worker(1)),
      /SlurmConfig of instance group 'w' is for clusters orchestrated by Slurm/,
    ],
    'KubernetesConfig on Slurm': [
      classic(group('a', 1, { KubernetesConfig: {} })),
      /KubernetesConfig of instance group 'a' is for clusters orchestrated by EKS/,
    ],
    'Spot and on demand': [
      eks(group('a', 1, { CapacityRequirements: { Spot: {}, OnDemand: {} } })),
      /at most one of Spot and OnDemand/,
    ],
    'continuous Slurm without roles': [
      slurm(group('a', 1)),
      /Cluster ml has no InstanceGroup with SlurmConfig/,
    ],
    'continuous Slurm without a controller': [
      slurm(worker(1)),
      /exactly one instance group .* Controller, and 0 are given/,
    ],
    'autoscaling without a role': [
      { ...eks(group('a', 1)), AutoScaling: { Mode: 'Enable', AutoScalerType: 'Karpenter' } },
      /ClusterRole is required/,
    ],
    'autoscaling in the default mode': [
      {
        ...onEks(group('a', 1)),
        ClusterRole: 'arn:aws:iam::111122223333:role/x',
        AutoScaling: { Mode: 'Enable', AutoScalerType: 'Karpenter' },
      },
      /AutoScaling needs/,
    ],
    'a script without its place': [
      eks(group('a', 1, { LifeCycleConfig: { OnCreate: 'x.sh' } })),
      /SourceS3Uri is missing/,
    ],
    'a release that is still to come': [
      eks(group('a', 1, { ImageReleaseVersion: '1.999.0' })),
      /'1\.999\.0' of instance group 'a' has not been published/,
    ],
    'a custom AMI with a release': [
      eks(group('a', 1, { ImageId: 'ami-00000001', ImageReleaseVersion: '1.0.0' })),
      /both a custom ImageId and an ImageReleaseVersion/,
    ],
  };
  for (const [sentence, [input, text]] of Object.entries(table)) {
    await t.test(sentence, () => fleet().refused('CreateCluster', named(input), 'ValidationException', text));
  }
});

test('an autoscaler comes with the cluster, says so, and goes with it', async () => {
  const AutoScaling = { Mode: 'Enable', AutoScalerType: 'Karpenter' } as const;
  const ClusterRole = 'arn:aws:iam::111122223333:role/scaler';
  const f = await fleet().create('ml', { ...eks(group('a', 1)), AutoScaling, ClusterRole });
  assert.deepEqual((await f.describe()).AutoScaling, { ...AutoScaling, Status: 'Creating' });
  await f.settle();
  assert.deepEqual((await f.describe()).AutoScaling, { ...AutoScaling, Status: 'InService' });
  assert.ok(f.events().includes('AutoScaling enablement completed successfully in Cluster ml'));
  await f.call('DeleteCluster', { ClusterName: 'ml' });
  assert.deepEqual((await f.describe()).AutoScaling, { ...AutoScaling, Status: 'Deleting' });
});
