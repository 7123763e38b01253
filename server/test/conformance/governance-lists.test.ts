import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterSchedulerConfigCommand,
  CreateComputeQuotaCommand,
  DeleteComputeQuotaCommand,
  ListClusterSchedulerConfigsCommand,
  type ListClusterSchedulerConfigsCommandInput,
  ListComputeQuotasCommand,
  type ListComputeQuotasCommandInput,
  paginateListClusterSchedulerConfigs,
  paginateListComputeQuotas,
} from '@aws-sdk/client-sagemaker';
import { policyInput, quotaInput } from './governance.ts';
import { continuous, standing } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const names = ['b-one', 'a-two', 'c-three'];
const arns: string[] = [];
const quotaIds: string[] = [];
/** Of each name a cluster, a policy and a quota, one second apart; `c-three` is still being created. */
for (const name of names) {
  arns.push(await standing(service, client, continuous(name)));
  const [ClusterArn] = arns.slice(-1) as [string];
  await client.send(new CreateClusterSchedulerConfigCommand(policyInput(ClusterArn, name)));
  const quota = await client.send(
    new CreateComputeQuotaCommand(quotaInput(ClusterArn, name, { Name: name })),
  );
  quotaIds.push(quota.ComputeQuotaId!);
  if (name !== 'c-three') await service.settle();
}

const listQuotas = async (input: ListComputeQuotasCommandInput) =>
  (await client.send(new ListComputeQuotasCommand(input))).ComputeQuotaSummaries!;
const listPolicies = async (input: ListClusterSchedulerConfigsCommandInput) =>
  (await client.send(new ListClusterSchedulerConfigsCommand(input))).ClusterSchedulerConfigSummaries!;

test('quotas and policies are filtered and sorted alike', async (t) => {
  const all = await listQuotas({ SortOrder: 'Ascending' });
  const at = (index: number) => all[index]!.CreationTime!;
  const foreign = arns[0]!.replace('us-west-2', 'eu-west-1');
  const table: Record<string, [ListClusterSchedulerConfigsCommandInput, expected: string]> = {
    'the newest first, without being asked': [{}, 'c-three a-two b-one'],
    'the oldest first': [{ SortOrder: 'Ascending' }, 'b-one a-two c-three'],
    'by name, from the end': [{ SortBy: 'Name' }, 'c-three b-one a-two'],
    'by name': [{ SortBy: 'Name', SortOrder: 'Ascending' }, 'a-two b-one c-three'],
    'by status: Created comes before Creating': [
      { SortBy: 'Status', SortOrder: 'Ascending', MaxResults: 100, NameContains: 't' },
      'a-two c-three',
    ],
    'part of a name': [{ NameContains: 'two' }, 'a-two'],
    'a part that none has': [{ NameContains: 'four' }, ''],
    'a status': [{ Status: 'Creating' }, 'c-three'],
    'a status that none has': [{ Status: 'DeleteRollbackFailed' }, ''],
    'created after, not at': [{ CreatedAfter: at(0) }, 'c-three a-two'],
    'created before, not at': [{ CreatedBefore: at(2) }, 'a-two b-one'],
    'a cluster': [{ ClusterArn: arns[1]! }, 'a-two'],
    "another region's cluster": [{ ClusterArn: foreign }, ''],
  };
  for (const [sentence, [input, expected]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      assert.equal((await listQuotas(input)).map(({ Name }) => Name).join(' '), expected);
      assert.equal((await listPolicies(input)).map(({ Name }) => Name).join(' '), expected);
    });
  }
  await t.test('quotas by cluster', async () => {
    const shown = await listQuotas({ SortBy: 'ClusterArn', SortOrder: 'Ascending' });
    assert.deepEqual(
      shown.map(({ ClusterArn }) => ClusterArn),
      [...arns].sort(),
    );
  });
  await t.test('a summary says what Describe says', () => {
    const { CreationTime, ...summary } = all[0]!;
    assert.ok(CreationTime instanceof Date);
    assert.deepEqual(
      { ...summary, ComputeQuotaArn: undefined },
      {
        ComputeQuotaArn: undefined,
        ComputeQuotaId: quotaIds[0],
        Name: 'b-one',
        ComputeQuotaVersion: 1,
        Status: 'Created',
        ClusterArn: arns[0],
        ComputeQuotaConfig: {
          ComputeQuotaResources: [{ InstanceType: 'ml.g5.8xlarge', Count: 2 }],
          ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
          PreemptTeamTasks: 'LowerPriority',
        },
        ComputeQuotaTarget: { TeamName: 'b-one', FairShareWeight: 0 },
        ActivationState: 'Enabled',
      },
    );
  });
  await t.test('another account and another region see none of it', async () => {
    const credentials = { accessKeyId: '444455556666', secretAccessKey: 'secret' };
    for (const other of [service.client({ region: 'eu-west-1' }), service.client({ credentials })]) {
      const reply = await other.send(new ListComputeQuotasCommand({}));
      assert.deepEqual([reply.ComputeQuotaSummaries, reply.NextToken], [[], undefined]);
    }
  });
});

test('the paginators find each once', async () => {
  const pages: string[] = [];
  for await (const page of paginateListComputeQuotas({ client, pageSize: 1 }, { SortBy: 'Name' }))
    pages.push(...page.ComputeQuotaSummaries!.map(({ Name }) => Name!));
  for await (const page of paginateListClusterSchedulerConfigs({ client, pageSize: 2 }, {}))
    pages.push(page.ClusterSchedulerConfigSummaries!.map(({ Name }) => Name).join('+'));
  assert.deepEqual(pages, ['c-three', 'b-one', 'a-two', 'c-three+a-two', 'b-one']);
});

test('a token goes on where its page ended, and with its own request alone', async () => {
  const first = await client.send(new ListComputeQuotasCommand({ MaxResults: 1, SortBy: 'Name' }));
  await client.send(new DeleteComputeQuotaCommand({ ComputeQuotaId: quotaIds[0]! }));
  await service.settle();
  const rest = await listQuotas({ SortBy: 'Name', NextToken: first.NextToken });
  assert.deepEqual(
    rest.map(({ Name }) => Name),
    ['a-two'],
  );
  const { NextToken } = first;
  for (const wrong of [
    new ListComputeQuotasCommand({ NextToken }),
    new ListComputeQuotasCommand({ NextToken, SortBy: 'Name', SortOrder: 'Ascending' }),
  ]) {
    await assert.rejects(client.send(wrong), {
      name: 'ValidationException',
      message: /belongs to a request with other parameters/,
    });
  }
  await assert.rejects(client.send(new ListClusterSchedulerConfigsCommand({ NextToken, SortBy: 'Name' })), {
    name: 'ValidationException',
  });
});
