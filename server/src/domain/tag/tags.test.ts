import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tag } from '../../shapes/tag.ts';
import { clusterArn } from '../cluster/cluster.ts';
import { Stage, testWorld } from '../cluster/testing.ts';
import { TAGS_MAX } from '../limits.ts';
import { addTags } from './add-tags.ts';
import { deleteTags } from './delete-tags.ts';
import { listTags } from './list-tags.ts';
import { dropTags } from './write-tags.ts';

function stageOf(): { stage: Stage; ResourceArn: string } {
  const stage = new Stage();
  return { stage, ResourceArn: clusterArn(stage.cluster([])) };
}

const tag = (Key: string, Value = ''): Tag => ({ Key, Value });
const many = (count: number, prefix = 'k'): Tag[] =>
  Array.from({ length: count }, (_, i) => tag(`${prefix}${i}`));

test('tags are added, overwritten in place, listed and deleted', () => {
  const { stage, ResourceArn } = stageOf();
  const list = () => listTags(stage.draft.state, { ResourceArn }, stage.context).Tags;
  assert.deepEqual(list(), []);
  stage.call(addTags, { ResourceArn, Tags: [tag('team', 'a'), tag('Team', 'b')] });
  const reply = stage.call(addTags, { ResourceArn, Tags: [tag('team', 'c'), tag('stage', 'test')] });
  const all = [tag('team', 'c'), tag('Team', 'b'), tag('stage', 'test')];
  assert.deepEqual(reply.Tags, all);
  assert.deepEqual(list(), all);
  stage.call(deleteTags, { ResourceArn, TagKeys: ['team', 'absent'] });
  assert.deepEqual(list(), all.slice(1));
});

test('a resource without tags keeps no set', async (t) => {
  const empty: Record<string, (stage: Stage, ResourceArn: string) => void> = {
    'after deleting the last': (stage, ResourceArn) =>
      stage.call(deleteTags, { ResourceArn, TagKeys: ['k0'] }),
    'after its deletion': (stage, ResourceArn) => dropTags(stage.draft, ResourceArn),
  };
  for (const [sentence, act] of Object.entries(empty)) {
    await t.test(sentence, () => {
      const { stage, ResourceArn } = stageOf();
      stage.call(addTags, { ResourceArn, Tags: many(1) });
      act(stage, ResourceArn);
      assert.equal(stage.draft.state.all('tags').size, 0);
    });
  }
});

test('50 tags are the limit', () => {
  const { stage, ResourceArn } = stageOf();
  stage.call(addTags, { ResourceArn, Tags: many(TAGS_MAX) });
  stage.call(addTags, { ResourceArn, Tags: [tag('k0', 'overwritten')] });
  assert.throws(() => stage.call(addTags, { ResourceArn, Tags: many(2, 'x') }), {
    code: 'ValidationException',
    message: /at most 50 tags: it has 50, and would have 52/,
  });
});

test('a token of another request is refused', () => {
  const { stage, ResourceArn } = stageOf();
  assert.throws(() => listTags(stage.draft.state, { ResourceArn, NextToken: 'x' }, stage.context), {
    code: 'ValidationException',
  });
});

test('keys that are refused', async (t) => {
  const table: Record<string, [Tag[], RegExp]> = {
    'a key twice': [[tag('a'), tag('a', 'b')], /'a' more than once/],
    'a reserved key': [[tag('aws:cloudformation')], /reserved/],
    'a reserved key in other letters': [[tag('AWS:x')], /reserved/],
  };
  for (const [sentence, [Tags, message]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const { stage, ResourceArn } = stageOf();
      assert.throws(() => stage.call(addTags, { ResourceArn, Tags }), {
        code: 'ValidationException',
        message,
      });
    });
  }
});

test('what is no resource of the caller', async (t) => {
  const arn = (change: object, resource: string): string => {
    const { account, region } = { ...testWorld, ...change };
    return `arn:aws:sagemaker:${region}:${account}:${resource}`;
  };
  const table: Record<string, string> = {
    'a cluster that does not exist': arn({}, 'cluster/nosuchcluste'),
    'a cluster of another account': arn({ account: '444455556666' }, 'cluster/c00000000001'),
    'a cluster of another region': arn({ region: 'eu-west-1' }, 'cluster/c00000000001'),
    'another partition': arn({}, 'cluster/c00000000001').replace('arn:aws:', 'arn:aws-cn:'),
    'a quota that does not exist': arn({}, 'compute-quota/nosuchquota0'),
    'a policy that does not exist': arn({}, 'cluster-scheduler-config/nosuchpolicy'),
    'a kind that is not taggable here': arn({}, 'endpoint/x'),
    'a word that every object knows': arn({}, 'constructor/c00000000001'),
    'nothing after the account': arn({}, ''),
  };
  for (const [sentence, ResourceArn] of Object.entries(table)) {
    await t.test(sentence, () => {
      const { stage } = stageOf();
      const refused = { code: 'ResourceNotFound', message: new RegExp(ResourceArn) };
      assert.throws(() => stage.call(addTags, { ResourceArn, Tags: [] }), refused);
      assert.throws(() => stage.call(deleteTags, { ResourceArn, TagKeys: ['a'] }), refused);
      assert.throws(() => listTags(stage.draft.state, { ResourceArn }, stage.context), refused);
    });
  }
  await t.test("another account's cluster under the caller's own prefix", () => {
    const { stage } = stageOf();
    stage.cluster([], { id: 'c00000000002', name: 'theirs', account: '444455556666' });
    const ResourceArn = arn({}, 'cluster/c00000000002');
    assert.throws(() => stage.call(addTags, { ResourceArn, Tags: [] }), { code: 'ResourceNotFound' });
  });
});
