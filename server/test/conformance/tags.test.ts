import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsCommand,
  CreateClusterCommand,
  DeleteTagsCommand,
  ListTagsCommand,
  paginateListTags,
  type Tag,
} from '@aws-sdk/client-sagemaker';
import { classicSlurm } from './requests.ts';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();
const { ClusterArn: ResourceArn } = await client.send(
  new CreateClusterCommand(classicSlurm('tagged', undefined, { Tags: [{ Key: 'team', Value: 'a' }] })),
);
const add = (...Tags: Tag[]) => client.send(new AddTagsCommand({ ResourceArn, Tags }));
const list = async () => (await client.send(new ListTagsCommand({ ResourceArn }))).Tags;

test('tags of CreateCluster are there; others are added, overwritten and deleted', async () => {
  assert.deepEqual(await list(), [{ Key: 'team', Value: 'a' }]);
  const { Tags } = await add({ Key: 'team', Value: 'b' }, { Key: 'ünï code/+-=._:@', Value: '' });
  assert.deepEqual(Tags, [
    { Key: 'team', Value: 'b' },
    { Key: 'ünï code/+-=._:@', Value: '' },
  ]);
  assert.deepEqual(await list(), Tags);
  await client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['team', 'absent'] }));
  assert.deepEqual(await list(), Tags!.slice(1));
});

test('the paginator finds each once; 50 are the most', async () => {
  const many = Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: String(i) }));
  await add(...many);
  const seen: Tag[] = [];
  for await (const page of paginateListTags({ client, pageSize: 50 }, { ResourceArn }))
    seen.push(...page.Tags!);
  assert.deepEqual(seen.slice(1), many);
  await assert.rejects(add({ Key: 'one-more', Value: '' }), {
    name: 'ValidationException',
    message: /at most 50 tags/,
  });
});

test('what is refused', async (t) => {
  const table: Record<string, [Tag[], RegExp]> = {
    'a reserved key': [[{ Key: 'aws:x', Value: '' }], /'aws:x'/],
    'a key twice': [
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      /more than once/,
    ],
    'an empty key': [
      [{ Key: '', Value: '' }],
      /'tags.1.member.key' failed.*length greater than or equal to 1/,
    ],
    'a letter that is not allowed': [[{ Key: 'a!', Value: '' }], /regular expression/],
    'a value too long': [[{ Key: 'a', Value: 'x'.repeat(257) }], /length less than or equal to 256/],
  };
  for (const [sentence, [tags, message]] of Object.entries(table)) {
    await t.test(sentence, () => assert.rejects(add(...tags), { name: 'ValidationException', message }));
  }
  const foreign = { ResourceArn: `arn:aws:sagemaker:${region}:${account}:cluster/000000000000` };
  for (const command of [
    new AddTagsCommand({ ...foreign, Tags: [] }),
    new ListTagsCommand(foreign),
    new DeleteTagsCommand({ ...foreign, TagKeys: ['a'] }),
  ]) {
    await t.test(`${command.constructor.name} on what is no resource`, () =>
      // biome-ignore lint/suspicious/noExplicitAny: three commands of three types
      assert.rejects(client.send(command as any), { name: 'ResourceNotFound' }),
    );
  }
});
