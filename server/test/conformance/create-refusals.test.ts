import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClusterInstanceGroupSpecification,
  CreateClusterCommand,
  type CreateClusterCommandInput,
  ListClustersCommand,
} from '@aws-sdk/client-sagemaker';
import {
  allOrNothing,
  classicSlurm,
  continuous,
  continuousSlurm,
  eks,
  group,
  roleArn,
  slurmGroups,
  vpc,
} from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const create = (input: CreateClusterCommandInput) => client.send(new CreateClusterCommand(input));

test('what CreateCluster refuses', async (t) => {
  await create(continuous('taken'));
  const one = (change: Partial<ClusterInstanceGroupSpecification>) => [group('g', 1, change)];
  const restricted = {
    InstanceGroupName: 'r',
    InstanceCount: 1,
    InstanceType: 'ml.p5.48xlarge',
    ExecutionRole: roleArn,
    EnvironmentConfig: {},
  } as const;
  const table: Record<string, [CreateClusterCommandInput, RegExp]> = {
    'no groups': [{ ClusterName: 'x' }, /At least one instance group is required/],
    'two groups of one name': [
      classicSlurm('x', [group('g', 1), group('g', 1)]),
      /'g' is given more than once/,
    ],
    'a group of none': [classicSlurm('x', [group('g', 0)]), /must be at least 1/],
    'both orchestrators': [
      allOrNothing('x', undefined, { Orchestrator: { ...eks(), Slurm: {} } }),
      /exactly one of Eks and Slurm, and names both/,
    ],
    'neither orchestrator': [allOrNothing('x', undefined, { Orchestrator: {} }), /names neither/],
    'EKS without a network': [
      allOrNothing('x', undefined, { VpcConfig: undefined }),
      /VpcConfig is required/,
    ],
    'an EKS cluster that another cluster has': [
      continuous('x', undefined, { Orchestrator: eks('taken') }),
      /Specified cluster external resource id .*taken already in use/,
    ],
    'restricted groups with continuous provisioning': [
      continuous('x', undefined, { RestrictedInstanceGroups: [restricted] }),
      /Found RestrictedInstanceGroups in the cluster input/,
    ],
    'autoscaling without continuous provisioning': [
      allOrNothing('x', undefined, { ClusterRole: roleArn, AutoScaling: { Mode: 'Enable' } }),
      /AutoScaling needs/,
    ],
    'autoscaling without a role': [
      continuous('x', undefined, { AutoScaling: { Mode: 'Enable' } }),
      /ClusterRole is required/,
    ],
    'continuous Slurm that does not say what its groups are for': [
      continuousSlurm('x', one({})),
      /has no InstanceGroup with SlurmConfig which is required/,
    ],
    'continuous Slurm with two controllers': [
      continuousSlurm('x', [
        ...slurmGroups(),
        group('second', 1, { SlurmConfig: { NodeType: 'Controller' } }),
      ]),
      /exactly one instance group with SlurmConfig.NodeType Controller, and 2/,
    ],
    'neither type nor requirements': [
      continuous('x', one({ InstanceType: undefined })),
      /exactly one of InstanceType and InstanceRequirements, and has neither/,
    ],
    'both type and requirements': [
      continuous('x', one({ InstanceRequirements: { InstanceTypes: ['ml.c5.large'] } })),
      /has both/,
    ],
    'a type named twice': [
      continuous(
        'x',
        one({
          InstanceType: undefined,
          InstanceRequirements: { InstanceTypes: ['ml.c5.large', 'ml.c5.large'] },
        }),
      ),
      /more than once/,
    ],
    'a flexible group without continuous provisioning': [
      allOrNothing(
        'x',
        one({ InstanceType: undefined, InstanceRequirements: { InstanceTypes: ['ml.c5.large'] } }),
      ),
      /InstanceRequirements .* needs a cluster with NodeProvisioningMode Continuous/,
    ],
    'a minimum without continuous provisioning': [
      allOrNothing('x', one({ MinInstanceCount: 1 })),
      /MinInstanceCount .* Continuous/,
    ],
    'a minimum above the count': [
      continuous('x', one({ MinInstanceCount: 2 })),
      /MinInstanceCount .* is 2, which is more than its InstanceCount of 1/,
    ],
    'Slurm settings for EKS': [
      continuous('x', one({ SlurmConfig: { NodeType: 'Compute' } })),
      /SlurmConfig .* is for clusters orchestrated by Slurm/,
    ],
    'Kubernetes settings for Slurm': [
      classicSlurm('x', one({ KubernetesConfig: { Labels: {} } })),
      /KubernetesConfig .* is for clusters orchestrated by EKS/,
    ],
    'spot and on demand at once': [
      continuous('x', one({ CapacityRequirements: { Spot: {}, OnDemand: {} } })),
      /at most one of Spot and OnDemand/,
    ],
    'a script without its place': [
      classicSlurm('x', one({ LifeCycleConfig: { OnCreate: 'x.sh' } })),
      /SourceS3Uri is missing/,
    ],
    'two root volumes': [
      classicSlurm(
        'x',
        one({
          InstanceStorageConfigs: [
            { EbsVolumeConfig: { RootVolume: true, VolumeKmsKeyId: 'k' } },
            { EbsVolumeConfig: { RootVolume: true, VolumeKmsKeyId: 'k' } },
          ],
        }),
      ),
      /more than one root EbsVolumeConfig/,
    ],
    'a release that has not come out': [
      classicSlurm('x', one({ ImageReleaseVersion: '9.9.9' })),
      /'9.9.9' .* has not been published/,
    ],
    'a release of a custom image': [
      classicSlurm('x', one({ ImageId: 'ami-00000000', ImageReleaseVersion: '1.0.0' })),
      /give one of them/,
    ],
    'a schedule that is none': [
      classicSlurm('x', one({ ScheduledUpdateConfig: { ScheduleExpression: 'rate(1 day)' } })),
      /must be a cron expression/,
    ],
    'a network of too many subnets': [
      classicSlurm('x', undefined, { VpcConfig: { ...vpc, Subnets: Array(17).fill('subnet-00000000') } }),
      /'vpcConfig.subnets'.*less than or equal to 16/,
    ],
  };
  for (const [sentence, [input, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(create(input), { name: 'ValidationException', message }));
  }
  await t.test('and nothing of what was refused is there', async () => {
    const { ClusterSummaries } = await client.send(new ListClustersCommand({}));
    assert.deepEqual(
      ClusterSummaries!.map((cluster) => cluster.ClusterName),
      ['taken'],
    );
  });
});
