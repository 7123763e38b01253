import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterSchedulerConfigCommand,
  type CreateClusterSchedulerConfigCommandInput,
  DeleteClusterCommand,
  DeleteClusterSchedulerConfigCommand,
  ListTagsCommand,
  UpdateClusterSchedulerConfigCommand,
} from '@aws-sdk/client-sagemaker';
import { describePolicy, policyInput } from './governance.ts';
import { classicSlurm, continuous, standing } from './requests.ts';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();
const ClusterArn = await standing(service, client, continuous('main'));
const create = (input: CreateClusterSchedulerConfigCommandInput) =>
  client.send(new CreateClusterSchedulerConfigCommand(input));

test('a policy from creation to deletion', async () => {
  const asked = policyInput(ClusterArn, 'policy', { Tags: [{ Key: 'a', Value: 'b' }] });
  const reply = await create(asked);
  const id = reply.ClusterSchedulerConfigId!;
  const arn = `arn:aws:sagemaker:${region}:${account}:cluster-scheduler-config/${id}`;
  assert.equal(reply.ClusterSchedulerConfigArn, arn);
  const { $metadata: _, CreationTime, ...creating } = await describePolicy(client, id);
  assert.ok(CreationTime instanceof Date);
  assert.deepEqual(creating, {
    ClusterSchedulerConfigArn: arn,
    ClusterSchedulerConfigId: id,
    Name: 'policy',
    ClusterSchedulerConfigVersion: 1,
    Status: 'Creating',
    StatusDetails: { PriorityClasses: 'Creating', FairShare: 'Creating', IdleResourceSharing: 'Creating' },
    ClusterArn,
    SchedulerConfig: { ...asked.SchedulerConfig, FairShare: 'Enabled', IdleResourceSharing: 'Disabled' },
    CreatedBy: { IamIdentity: { Arn: `arn:aws:iam::${account}:root`, PrincipalId: account } },
  });
  await service.settle();
  assert.equal((await describePolicy(client, id)).Status, 'Created');
  assert.deepEqual((await client.send(new ListTagsCommand({ ResourceArn: arn }))).Tags, asked.Tags);

  const update = new UpdateClusterSchedulerConfigCommand({
    ClusterSchedulerConfigId: id,
    TargetVersion: 1,
    SchedulerConfig: { ...asked.SchedulerConfig, FairShare: 'Disabled' },
  });
  assert.equal((await client.send(update)).ClusterSchedulerConfigVersion, 2);
  const updating = await describePolicy(client, id);
  assert.ok(updating.LastModifiedTime! >= CreationTime);
  assert.deepEqual(updating.LastModifiedBy, creating.CreatedBy);
  assert.deepEqual(
    updating.StatusDetails,
    { PriorityClasses: 'Updated', FairShare: 'Updating', IdleResourceSharing: 'Updated' },
    'components that stay as they govern are done already',
  );
  assert.equal(updating.SchedulerConfig!.IdleResourceSharing, 'Disabled');
  await service.settle();
  assert.equal((await describePolicy(client, id)).StatusDetails!.FairShare, 'Updated');

  await assert.rejects(client.send(new DeleteClusterCommand({ ClusterName: 'main' })), {
    name: 'ConflictException',
    message: new RegExp(`cluster scheduler config 'policy' \\(${id}\\)\\. Delete them first`),
  });
  await client.send(new DeleteClusterSchedulerConfigCommand({ ClusterSchedulerConfigId: id }));
  await service.settle();
  await assert.rejects(describePolicy(client, id), { name: 'ResourceNotFound' });
  await assert.rejects(client.send(new ListTagsCommand({ ResourceArn: arn })), { name: 'ResourceNotFound' });
});

test('what is refused', async (t) => {
  const holder = await create(policyInput(ClusterArn, 'held'));
  const id = holder.ClusterSchedulerConfigId!;
  const slurm = await standing(service, client, classicSlurm('slurm'));
  const other = await standing(service, client, continuous('other'));
  const classes = (...names: string[]) => ({
    SchedulerConfig: { PriorityClasses: names.map((Name) => ({ Name, Weight: 1 })) },
  });
  const table: Record<string, [CreateClusterSchedulerConfigCommandInput, name: string, message: RegExp]> = {
    'a second policy of a cluster': [
      policyInput(ClusterArn, 'second'),
      'ConflictException',
      new RegExp(`already has cluster scheduler config 'held' \\(${id}\\), and a cluster has one`),
    ],
    'a name in use': [
      policyInput(other, 'held'),
      'ConflictException',
      new RegExp(`in use by .* ${id} of ${ClusterArn}`),
    ],
    'a cluster that does not exist': [
      policyInput(ClusterArn.replace(/.{12}$/, 'aaaaaaaaaaaa'), 'new'),
      'ValidationException',
      /is no cluster of this account and region/,
    ],
    'a cluster orchestrated by Slurm': [policyInput(slurm, 'new'), 'ValidationException', /by Slurm/],
    'a priority class twice': [
      policyInput(other, 'new', classes('a', 'b', 'a')),
      'ValidationException',
      /PriorityClasses gives Name 'a' more than once/,
    ],
    'a priority class that no label value holds': [
      policyInput(other, 'new', classes('x'.repeat(41))),
      'ValidationException',
      /is 41 characters long, and may have 40/,
    ],
    'eleven priority classes': [
      policyInput(other, 'new', classes(...'abcdefghijk')),
      'ValidationException',
      /'schedulerConfig.priorityClasses' failed to satisfy constraint/,
    ],
  };
  for (const [sentence, [input, name, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(create(input), { name, message }));
  }
  await t.test('an update with a class twice, or with nothing in it', async () => {
    await service.settle();
    const update = (change: object) =>
      client.send(
        new UpdateClusterSchedulerConfigCommand({
          ClusterSchedulerConfigId: id,
          TargetVersion: 1,
          ...change,
        }),
      );
    await assert.rejects(update(classes('a', 'a')), { name: 'ValidationException' });
    await assert.rejects(update({}), {
      name: 'ValidationException',
      message: /changes nothing\. Give at least one of SchedulerConfig, Description/,
    });
    assert.equal((await describePolicy(client, id)).ClusterSchedulerConfigVersion, 1);
  });
  await t.test('what was refused left nothing: the other cluster can have its policy', async () => {
    await create(policyInput(other, 'new', classes('a', 'x'.repeat(40))));
  });
});
