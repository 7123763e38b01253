import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  StartClusterHealthCheckCommand,
  UpdateClusterCommand,
  type UpdateClusterCommandInput,
} from '@aws-sdk/client-sagemaker';
import {
  allOrNothing,
  continuous,
  continuousSlurm,
  eks,
  group,
  roleArn,
  slurmGroups,
  standing,
} from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const update = (input: UpdateClusterCommandInput) => client.send(new UpdateClusterCommand(input));

test('what UpdateCluster refuses', async (t) => {
  await standing(service, client, allOrNothing('fixed', [group('a', 1)]));
  await standing(service, client, continuous('free', [group('a', 1), group('b', 1)]));
  await standing(service, client, continuousSlurm('slurm'));
  const table: Record<string, [Omit<UpdateClusterCommandInput, 'ClusterName'>, string, RegExp, string?]> = {
    'no such cluster': [{}, 'ResourceNotFound', /does not exist/, 'nowhere'],
    'another instance type': [
      { InstanceGroups: [group('a', 1, { InstanceType: 'ml.c5.large' })] },
      'ValidationException',
      /Updating fields InstanceType on an InstanceGroup not supported/,
    ],
    'another network': [
      {
        InstanceGroups: [
          group('a', 1, {
            OverrideVpcConfig: { SecurityGroupIds: ['sg-00000000'], Subnets: ['subnet-00000000'] },
          }),
        ],
      },
      'ValidationException',
      /Updating fields OverrideVpcConfig on an InstanceGroup not supported/,
    ],
    'another EKS cluster': [
      { Orchestrator: eks('other') },
      'ValidationException',
      /orchestrator of a cluster cannot be changed/,
    ],
    'another mode': [
      { NodeProvisioningMode: 'Continuous' },
      'ValidationException',
      /NodeProvisioningMode/,
      'fixed',
    ],
    'a group named twice': [
      { InstanceGroups: [group('a', 1), group('a', 2)] },
      'ValidationException',
      /'a' is given more than once/,
    ],
    'a group changed and deleted': [
      { InstanceGroups: [group('a', 1)], InstanceGroupsToDelete: ['a'] },
      'ValidationException',
      /both in InstanceGroupsToDelete and in InstanceGroups/,
    ],
    'a group deleted that is none': [
      { InstanceGroupsToDelete: ['c'] },
      'ValidationException',
      /'c' does not exist. The cluster has 'a', 'b'/,
    ],
    'all groups deleted': [
      { InstanceGroupsToDelete: ['a', 'b'] },
      'ValidationException',
      /at least one instance group/,
    ],
    'a new group of none': [{ InstanceGroups: [group('c', 0)] }, 'ValidationException', /must be at least 1/],
    'no controller': [
      { InstanceGroupsToDelete: ['controller'] },
      'ValidationException',
      /Slurm controller/,
      'slurm',
    ],
    'a smaller controller': [
      { InstanceGroups: [{ ...slurmGroups()[0]!, InstanceCount: 0 }] },
      'ValidationException',
      /Slurm controller|MinInstanceCount/,
      'slurm',
    ],
    'restricted groups with continuous provisioning': [
      {
        RestrictedInstanceGroups: [
          {
            InstanceGroupName: 'r',
            InstanceCount: 1,
            InstanceType: 'ml.p5.48xlarge',
            ExecutionRole: roleArn,
            EnvironmentConfig: {},
          },
        ],
      },
      'ValidationException',
      /Found RestrictedInstanceGroups in the cluster input/,
    ],
    'autoscaling without a role': [
      { AutoScaling: { Mode: 'Enable' } },
      'ValidationException',
      /ClusterRole is required/,
    ],
  };
  for (const [sentence, [change, name, message, cluster = 'free']] of Object.entries(table)) {
    await t.test(sentence, () =>
      assert.rejects(update({ ClusterName: cluster, ...change }), { name, message }),
    );
  }
  await t.test('while it is being created, deleted, or changed', async () => {
    await client.send(new CreateClusterCommand(allOrNothing('busy')));
    await assert.rejects(update({ ClusterName: 'busy', NodeRecovery: 'None' }), {
      name: 'ConflictException',
      message: /is Creating/,
    });
    await assert.rejects(client.send(new DeleteClusterCommand({ ClusterName: 'busy' })), {
      name: 'ConflictException',
    });
    await update({ ClusterName: 'fixed', InstanceGroups: [group('a', 2)] });
    await assert.rejects(update({ ClusterName: 'fixed', NodeRecovery: 'None' }), {
      name: 'ConflictException',
      message: /is Updating/,
    });
    await assert.rejects(client.send(new DeleteClusterCommand({ ClusterName: 'fixed' })), {
      name: 'ConflictException',
    });
    await client.send(new DeleteClusterCommand({ ClusterName: 'free' }));
    await assert.rejects(client.send(new DeleteClusterCommand({ ClusterName: 'free' })), {
      name: 'ConflictException',
      message: /already being deleted/,
    });
  });
  await t.test('while deep health checks run', async () => {
    await standing(service, client, continuous('checked'));
    await client.send(
      new StartClusterHealthCheckCommand({
        ClusterName: 'checked',
        DeepHealthCheckConfigurations: [
          { InstanceGroupName: 'workers', DeepHealthChecks: ['InstanceStress'] },
        ],
      }),
    );
    await assert.rejects(update({ ClusterName: 'checked', NodeRecovery: 'None' }), {
      name: 'ConflictException',
      message: /Deep health checks are running/,
    });
  });
});
