import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsCommand,
  type ComputeQuotaConfig,
  CreateClusterCommand,
  CreateComputeQuotaCommand,
  type CreateComputeQuotaCommandInput,
  DeleteClusterCommand,
  DeleteComputeQuotaCommand,
  DeleteTagsCommand,
  ListTagsCommand,
  UpdateComputeQuotaCommand,
} from '@aws-sdk/client-sagemaker';
import { describeQuota, governing, quotaInput, twoNodes } from './governance.ts';
import { classicSlurm, continuous, group, standing } from './requests.ts';
import { account, region, startedAt, startService } from './service.ts';

const service = await startService();
const client = service.client();
const { ClusterArn } = (await client.send(new CreateClusterCommand(continuous('main', [group('a', 1)])))) as {
  ClusterArn: string;
};

const create = (input: CreateComputeQuotaCommandInput) => client.send(new CreateComputeQuotaCommand(input));
const quota = (team: string, change: Partial<CreateComputeQuotaCommandInput> = {}) =>
  quotaInput(ClusterArn, team, change);

test('a quota created before its cluster stands fails, and can be deleted and created anew', async () => {
  const { ComputeQuotaId } = await create(quota('early'));
  await service.settle();
  const failed = await describeQuota(client, ComputeQuotaId!);
  assert.equal(failed.Status, 'CreateFailed');
  assert.match(failed.FailureReason!, /Cluster 'main' is Creating: the task governance add-on/);
  await assert.rejects(
    client.send(
      new UpdateComputeQuotaCommand({ ComputeQuotaId, TargetVersion: 1, ActivationState: 'Disabled' }),
    ),
    { name: 'ConflictException', message: /Delete it with DeleteComputeQuota, and create it anew/ },
  );
  await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId }));
  await service.settle();
  const again = await governing(service, client, quota('early'));
  assert.notEqual(again, ComputeQuotaId);
  assert.equal((await describeQuota(client, again)).Status, 'Created');
});

test('a quota from creation to deletion', async () => {
  const reply = await create(
    quota('life', { Description: 'Größe: ½', Tags: [{ Key: 'team', Value: 'life' }] }),
  );
  const { ComputeQuotaId, ComputeQuotaArn } = reply as { ComputeQuotaId: string; ComputeQuotaArn: string };
  assert.match(ComputeQuotaId, /^[a-z0-9]{12}$/);
  assert.equal(ComputeQuotaArn, `arn:aws:sagemaker:${region}:${account}:compute-quota/${ComputeQuotaId}`);
  const { $metadata: _, CreationTime, ...creating } = await describeQuota(client, ComputeQuotaId);
  assert.ok(CreationTime! > new Date(startedAt));
  const caller = { Arn: `arn:aws:iam::${account}:root`, PrincipalId: account };
  assert.deepEqual(creating, {
    ComputeQuotaArn,
    ComputeQuotaId,
    Name: 'life-quota',
    Description: 'Größe: ½',
    ComputeQuotaVersion: 1,
    Status: 'Creating',
    ClusterArn,
    ComputeQuotaConfig: {
      ...twoNodes,
      ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
      PreemptTeamTasks: 'LowerPriority',
    },
    ComputeQuotaTarget: { TeamName: 'life', FairShareWeight: 0 },
    ActivationState: 'Enabled',
    CreatedBy: { IamIdentity: caller },
  });
  await service.advance(9);
  assert.equal((await describeQuota(client, ComputeQuotaId)).Status, 'Creating');
  await service.advance(1);
  assert.equal((await describeQuota(client, ComputeQuotaId)).Status, 'Created');

  const updated = await client.send(
    new UpdateComputeQuotaCommand({
      ComputeQuotaId,
      TargetVersion: 1,
      ComputeQuotaTarget: { TeamName: 'life', FairShareWeight: 7 },
      ActivationState: 'Disabled',
    }),
  );
  assert.deepEqual([updated.ComputeQuotaArn, updated.ComputeQuotaVersion], [ComputeQuotaArn, 2]);
  const updating = await describeQuota(client, ComputeQuotaId);
  assert.deepEqual(
    [updating.Status, updating.ComputeQuotaVersion, updating.ComputeQuotaTarget!.FairShareWeight],
    ['Updating', 2, 7],
  );
  assert.ok(updating.LastModifiedTime! > CreationTime!);
  assert.deepEqual(updating.LastModifiedBy, { IamIdentity: caller });
  assert.deepEqual(updating.ComputeQuotaConfig, creating.ComputeQuotaConfig, 'what is not given stays');
  assert.equal(updating.Description, 'Größe: ½');
  await service.settle();
  assert.equal((await describeQuota(client, ComputeQuotaId)).Status, 'Updated');

  const ResourceArn = ComputeQuotaArn;
  await client.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'stage', Value: 'test' }] }));
  await client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['team'] }));
  assert.deepEqual((await client.send(new ListTagsCommand({ ResourceArn }))).Tags, [
    { Key: 'stage', Value: 'test' },
  ]);

  await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId }));
  assert.equal((await describeQuota(client, ComputeQuotaId)).Status, 'Deleting');
  await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId }));
  await service.settle();
  const gone = { name: 'ResourceNotFound', message: /does not exist.*ListComputeQuotas/ };
  await assert.rejects(describeQuota(client, ComputeQuotaId), gone);
  await assert.rejects(describeQuota(client, ComputeQuotaId, 1), gone);
  await assert.rejects(client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId })), gone);
  await assert.rejects(client.send(new ListTagsCommand({ ResourceArn })), { name: 'ResourceNotFound' });
});

test('Describe shows what was asked for with the defaults filled in', async (t) => {
  const type = 'ml.g5.24xlarge';
  const table: Record<string, [asked: ComputeQuotaConfig, shown: ComputeQuotaConfig]> = {
    'nothing at all': [
      {},
      {
        ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
        PreemptTeamTasks: 'LowerPriority',
      },
    ],
    'accelerators: vCPU and memory by their ratio': [
      { ComputeQuotaResources: [{ InstanceType: type, Accelerators: 16 }], PreemptTeamTasks: 'Never' },
      {
        ComputeQuotaResources: [{ InstanceType: type, Accelerators: 16, VCpu: 384, MemoryInGiB: 1536 }],
        ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
        PreemptTeamTasks: 'Never',
      },
    ],
    'lending alone has no limit of borrowing': [
      { ResourceSharingConfig: { Strategy: 'Lend' } },
      { ResourceSharingConfig: { Strategy: 'Lend' }, PreemptTeamTasks: 'LowerPriority' },
    ],
    'a strategy that borrows, without a limit': [
      { ResourceSharingConfig: { Strategy: 'LendAndBorrow' } },
      {
        ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
        PreemptTeamTasks: 'LowerPriority',
      },
    ],
    'a slice of a GPU, and an absolute limit': [
      {
        ComputeQuotaResources: [
          { InstanceType: 'ml.p4d.24xlarge', AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 } },
        ],
        ResourceSharingConfig: {
          Strategy: 'LendAndBorrow',
          BorrowLimit: 100,
          AbsoluteBorrowLimits: [{ InstanceType: 'ml.p4d.24xlarge', Accelerators: 1 }],
        },
      },
      {
        ComputeQuotaResources: [
          {
            InstanceType: 'ml.p4d.24xlarge',
            AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 },
            VCpu: 6,
            MemoryInGiB: 82,
          },
        ],
        ResourceSharingConfig: {
          Strategy: 'LendAndBorrow',
          BorrowLimit: 100,
          AbsoluteBorrowLimits: [
            { InstanceType: 'ml.p4d.24xlarge', Accelerators: 1, VCpu: 12, MemoryInGiB: 144 },
          ],
        },
        PreemptTeamTasks: 'LowerPriority',
      },
    ],
  };
  for (const [i, [sentence, [asked, shown]]] of Object.entries(table).entries()) {
    await t.test(sentence, async () => {
      const { ComputeQuotaId } = await create(quota(`filled-${i}`, { ComputeQuotaConfig: asked }));
      const { ComputeQuotaConfig } = await describeQuota(client, ComputeQuotaId!);
      assert.deepEqual(ComputeQuotaConfig, shown);
    });
  }
});

test('what is refused', async (t) => {
  await governing(service, client, quota('held'));
  const slurm = await standing(service, client, classicSlurm('slurm'));
  const other = await standing(service, client, continuous('other'));
  const foreign = service.client({ region: 'eu-west-1' });
  const elsewhere = await standing(service, foreign, continuous('elsewhere'));
  const long = 'x'.repeat(41);
  const table: Record<string, [CreateComputeQuotaCommandInput, name: string, message: RegExp]> = {
    'a name in use, even by another cluster': [
      quota('new', { Name: 'held-quota', ClusterArn: other }),
      'ConflictException',
      /Name 'held-quota' is already in use by compute quota [a-z0-9]{12} of arn:.*:cluster\//,
    ],
    'a second quota of a team in its cluster': [
      quota('held', { Name: 'second' }),
      'ConflictException',
      /Team 'held' already has compute quota 'held-quota' \([a-z0-9]{12}\) in this cluster/,
    ],
    'a cluster that does not exist': [
      quota('new', { ClusterArn: ClusterArn.replace(/.{12}$/, 'aaaaaaaaaaaa') }),
      'ValidationException',
      /is no cluster of this account and region/,
    ],
    "another region's cluster": [
      quota('new', { ClusterArn: elsewhere }),
      'ValidationException',
      /is no cluster/,
    ],
    'a cluster orchestrated by Slurm': [
      quota('new', { ClusterArn: slurm }),
      'ValidationException',
      /orchestrated by Slurm. Task governance needs/,
    ],
    'a team name that no label value holds': [
      quota('new', { ComputeQuotaTarget: { TeamName: long } }),
      'ValidationException',
      /is 41 characters long, and may have 40/,
    ],
    'the name of what no team was given': [
      quota('new', { ComputeQuotaTarget: { TeamName: 'idle-resource-sharing' } }),
      'ValidationException',
      /is 'idle-resource-sharing', the name under which IdleResourceSharing lends/,
    ],
    'a team name beyond the pattern': [
      quota('new', { ComputeQuotaTarget: { TeamName: '-a' } }),
      'ValidationException',
      /'computeQuotaTarget.teamName' failed to satisfy constraint/,
    ],
    'two ways of sizing an entry': [
      quota('new', {
        ComputeQuotaConfig: {
          ComputeQuotaResources: [{ InstanceType: 'ml.g5.8xlarge', Count: 1, Accelerators: 1 }],
        },
      }),
      'ValidationException',
      /exactly one way/,
    ],
    'a reserved tag': [
      quota('new', { Tags: [{ Key: 'aws:x', Value: '' }] }),
      'ValidationException',
      /reserved/,
    ],
  };
  for (const [sentence, [input, name, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(create(input), { name, message }));
  }
  await t.test('nothing of what was refused is left: the team can have its quota', async () => {
    await governing(service, client, quota('new', { ComputeQuotaTarget: { TeamName: 'x'.repeat(40) } }));
  });
  await t.test('a team of that name in another cluster is another team', async () => {
    await governing(service, client, quota('held', { Name: 'held-there', ClusterArn: other }));
  });
  await t.test('a quota of another region is as unknown as any', async () => {
    const id = await governing(service, client, quota('mine'));
    await assert.rejects(describeQuota(foreign, id), { name: 'ResourceNotFound' });
    await assert.rejects(foreign.send(new DeleteComputeQuotaCommand({ ComputeQuotaId: id })), {
      name: 'ResourceNotFound',
    });
  });
});

test('a cluster that is governed cannot be deleted: what governs it is listed', async () => {
  const { ClusterArn: arn } = await client.send(new CreateClusterCommand(continuous('many')));
  await service.settle();
  const ids: string[] = [];
  for (let i = 0; i < 12; i += 1) ids.push(await governing(service, client, quotaInput(arn!, `many-${i}`)));
  const remove = () => client.send(new DeleteClusterCommand({ ClusterName: 'many' }));
  await assert.rejects(remove(), {
    name: 'ConflictException',
    message: new RegExp(
      `compute quota 'many-0-quota' \\(${ids[0]}\\), .*'many-9-quota'.* and 2 more\\. Delete`,
    ),
  });
  for (const ComputeQuotaId of ids) await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId }));
  await assert.rejects(remove(), { name: 'ConflictException' }, 'they are still there');
  await service.settle();
  await remove();
  await assert.rejects(create(quotaInput(arn!, 'late')), {
    name: 'ConflictException',
    message: /is being deleted/,
  });
  await service.settle();
});
