import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateClusterCommand, ListClustersCommand, paginateListClusters } from '@aws-sdk/client-sagemaker';
import { continuous } from './requests.ts';
import { account, startService } from './service.ts';

const service = await startService();

test('clusters are listed by name or age, filtered, and page by page', async (t) => {
  const here = service.client({ region: 'eu-north-1' });
  const names = ['b-one', 'a-two', 'c-three'];
  for (const name of names) {
    await here.send(
      new CreateClusterCommand({
        ...continuous(name),
        Orchestrator: undefined,
        NodeProvisioningMode: undefined,
        Tags: [],
      }),
    );
    await service.advance(1);
  }
  const list = async (input: object) =>
    (await here.send(new ListClustersCommand(input))).ClusterSummaries!.map((c) => c.ClusterName);
  const [first, second] = (await here.send(new ListClustersCommand({}))).ClusterSummaries!;
  const table: Record<string, [object, string[]]> = {
    'by age, without being asked': [{}, names],
    'newest first': [{ SortOrder: 'Descending' }, [...names].reverse()],
    'by name': [{ SortBy: 'NAME' }, [...names].sort()],
    'by name, from the end': [{ SortBy: 'NAME', SortOrder: 'Descending' }, [...names].sort().reverse()],
    'whose name contains': [{ NameContains: 'two' }, ['a-two']],
    'created after': [{ CreationTimeAfter: first!.CreationTime }, names.slice(1)],
    'created before': [{ CreationTimeBefore: second!.CreationTime }, names.slice(0, 1)],
    'of a training plan that none has': [
      { TrainingPlanArn: `arn:aws:sagemaker:eu-north-1:${account}:training-plan/p` },
      [],
    ],
  };
  for (const [sentence, [input, expected]] of Object.entries(table)) {
    await t.test(sentence, async () => assert.deepEqual(await list(input), expected));
  }
  await t.test('the paginator finds each once', async () => {
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListClusters({ client: here, pageSize: 1 }, { SortBy: 'NAME' })) {
      pages.push(page.ClusterSummaries!.map((c) => c.ClusterName));
    }
    assert.deepEqual(
      pages,
      [...names].sort().map((name) => [name]),
    );
  });
});
