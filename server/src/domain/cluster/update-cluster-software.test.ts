import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpdateClusterSoftwareRequest } from '../../shapes/software-update.ts';
import type { Cluster } from './cluster.ts';
import { imageOfRelease, latestRelease } from './release.ts';
import { Stage, type TestGroup, testStart, testWorld } from './testing.ts';
import { updateClusterSoftware } from './update-cluster-software.ts';

const custom = { imageId: 'ami-0123456789abcdef0' };
const newest = imageOfRelease(latestRelease(testStart), testWorld.region);

function call(
  input: Partial<UpdateClusterSoftwareRequest>,
  groups: TestGroup[] = [],
  change: Partial<Cluster> = {},
): Stage {
  const stage = new Stage();
  stage.cluster([{ name: 'a', nodes: 1 }, ...groups], change);
  stage.call(updateClusterSoftware, { ClusterName: 'main', ...input });
  return stage;
}

test('which groups get which image', async (t) => {
  const b: TestGroup = { name: 'b', nodes: 1 };
  const table: Record<string, [input: Partial<UpdateClusterSoftwareRequest>, images: object]> = {
    'nothing named: all groups, the newest release': [{}, { a: newest, b: newest }],
    'one group named: only that one': [{ InstanceGroups: [{ InstanceGroupName: 'b' }] }, { b: newest }],
    'a release of its own': [
      { InstanceGroups: [{ InstanceGroupName: 'a', ImageReleaseVersion: '1.3.0' }] },
      { a: imageOfRelease('1.3.0', testWorld.region) },
    ],
    'a custom AMI for all': [{ ImageId: custom.imageId }, { a: custom, b: custom }],
  };
  for (const [sentence, [input, images]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = call(input, [b]);
      const updated = stage.present().groups.filter((group) => group.softwareUpdate !== undefined);
      assert.deepEqual(Object.fromEntries(updated.map((group) => [group.name, group.image])), images);
    });
  }
  await t.test('default brings a group with a custom AMI back to the newest release', () => {
    const stage = call({ ImageId: 'default' }, [{ name: 'b', nodes: 1, image: custom }]);
    assert.deepEqual(stage.group('b').image, newest);
  });
});

test('what is refused', async (t) => {
  const table: Record<
    string,
    [Partial<UpdateClusterSoftwareRequest>, string, RegExp, TestGroup[]?, Partial<Cluster>?]
  > = {
    'an unknown cluster': [{ ClusterName: 'other' }, 'ResourceNotFound', /'other'/],
    'an unknown group': [{ InstanceGroups: [{ InstanceGroupName: 'x' }] }, 'ValidationException', /'x'.*'a'/],
    'a group twice': [
      { InstanceGroups: [{ InstanceGroupName: 'a' }, { InstanceGroupName: 'a' }] },
      'ValidationException',
      /more than once/,
    ],
    'a release that is not out': [
      { InstanceGroups: [{ InstanceGroupName: 'a', ImageReleaseVersion: '9.0.0' }] },
      'ValidationException',
      /'9.0.0'/,
    ],
    'a release of a custom AMI': [
      { ImageId: custom.imageId, InstanceGroups: [{ InstanceGroupName: 'a', ImageReleaseVersion: '1.3.0' }] },
      'ValidationException',
      /cannot be combined/,
    ],
    'no image for a group with a custom AMI': [
      {},
      'ValidationException',
      /'b' uses the custom AMI.*ImageId must be given/,
      [{ name: 'b', nodes: 1, image: custom }],
    ],
    'a custom AMI for a restricted group': [
      { ImageId: custom.imageId },
      'ValidationException',
      /restricted instance groups.*'b'/,
      [{ name: 'b', nodes: 1, restricted: true }],
    ],
    'more than all of a group at a time': [
      {
        DeploymentConfig: {
          RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENTAGE', Value: 101 } },
        },
      },
      'ValidationException',
      /at most 100, and is 101/,
    ],
    'a cluster that is being updated': [
      {},
      'ConflictException',
      /SystemUpdating.*InService/,
      [],
      { status: 'SystemUpdating' },
    ],
    'a failed cluster': [{}, 'ConflictException', /Failed/, [], { status: 'Failed' }],
    'a group below its minimum': [
      {},
      'ConflictException',
      /'b' has not reached its MinInstanceCount of 1/,
      [{ name: 'b', nodes: 0, minCount: 1, minimumDueAt: testStart + 1 }],
      { status: 'Updating' },
    ],
  };
  for (const [sentence, [input, code, message, groups, change]] of Object.entries(table)) {
    await t.test(sentence, () => assert.throws(() => call(input, groups, change), { code, message }));
  }
});
