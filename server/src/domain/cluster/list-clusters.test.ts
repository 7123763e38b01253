import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classic,
  type Fleet,
  fleet,
  group,
  type Input,
  ms,
  testStart,
  testWorld,
} from '../../../test/fleet.ts';

/** A plan is paid for two minutes after its purchase. */
const start = testStart + ms('2m');
const plan = 'arn:aws:sagemaker:us-west-2:111122223333:training-plan/tp';

/** Created in this order, an hour apart from `start` on: beta, alpha, gamma; alpha by a training plan. */
async function three(): Promise<Fleet> {
  const f = fleet();
  await f.buy('tp', { InstanceType: 'ml.p5.48xlarge' });
  await f.settle();
  for (const name of ['beta', 'alpha', 'gamma']) {
    await f.create(
      name,
      classic(
        group('a', 1, name === 'alpha' ? { TrainingPlanArn: plan, InstanceType: 'ml.p5.48xlarge' } : {}),
      ),
    );
    await f.advance('1h');
  }
  return f;
}

const names = async (f: Fleet, ask: Input<'ListClusters'> = {}): Promise<string> =>
  (await f.call('ListClusters', ask)).ClusterSummaries!.map(({ ClusterName }) => ClusterName).join(' ');

test('orders and filters', async (t) => {
  const f = await three();
  const table: Record<string, [ask: Input<'ListClusters'>, expected: string]> = {
    'by creation, ascending, unless asked otherwise (documented)': [{}, 'beta alpha gamma'],
    'by creation, descending': [{ SortOrder: 'Descending' }, 'gamma alpha beta'],
    'by name': [{ SortBy: 'NAME' }, 'alpha beta gamma'],
    'by name, descending': [{ SortBy: 'NAME', SortOrder: 'Descending' }, 'gamma beta alpha'],
    'part of a name': [{ NameContains: 'a' }, 'beta alpha gamma'],
    'another part of a name': [{ NameContains: 'et' }, 'beta'],
    'created after, not at': [{ CreationTimeAfter: start + ms('1h') }, 'gamma'],
    'created before, not at': [{ CreationTimeBefore: start + ms('1h') }, 'beta'],
    'a training plan': [{ TrainingPlanArn: plan }, 'alpha'],
  };
  for (const [sentence, [ask, expected]] of Object.entries(table)) {
    await t.test(sentence, async () => assert.equal(await names(f, ask), expected));
  }
});

test('pages go on where they were, whatever comes and goes between them', async () => {
  for (const SortBy of ['NAME', 'CREATION_TIME'] as const) {
    const f = await three();
    const first = await f.call('ListClusters', { SortBy, MaxResults: 1 });
    const shown = first.ClusterSummaries![0]!.ClusterName!;
    await f.call('DeleteCluster', { ClusterName: shown });
    await f.settle();
    await f.create('zeta', classic(group('a', 1)));
    const rest = await names(f, { SortBy, NextToken: first.NextToken });
    assert.equal(rest, SortBy === 'NAME' ? 'beta gamma zeta' : 'alpha gamma zeta');
  }
});

test('an account sees its own clusters of one region', async () => {
  const f = await three();
  const other = { ...testWorld, account: '444455556666' };
  const region = { ...testWorld, region: 'us-east-1' };
  for (const world of [other, region]) {
    assert.deepEqual((await f.call('ListClusters', {}, world)).ClusterSummaries, []);
    const { ClusterArn } = await f.describe('alpha');
    for (const ClusterName of ['alpha', ClusterArn]) {
      await assert.rejects(
        f.call('DescribeCluster', { ClusterName }, world),
        /does not exist in this account and region/,
      );
    }
  }
});
