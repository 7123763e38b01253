import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placementsOf } from './placement.ts';
import { Stage, testSpec } from './testing.ts';

test('the zone of a subnet follows from its id', async (t) => {
  const stage = new Stage();
  const { groups, ...cluster } = stage.cluster([{ name: 'a', nodes: 0 }]);
  const table: Record<string, [region: string, subnet: string, zone: string | RegExp, zoneId?: string]> = {
    'that ends in a zone of the region': ['us-west-2', 'subnet-ml-us-west-2b', 'us-west-2b', 'usw2-az2'],
    'that ends in a Local Zone, which has no id that the API could name': [
      'us-east-1',
      'subnet-us-east-1-dfw-2a',
      'us-east-1-dfw-2a',
      undefined,
    ],
    'that ends in a zone of another region': ['us-west-2', 'subnet-us-east-1b', /^us-west-2[abc]$/],
    'that goes on after the zone': ['us-west-2', 'subnet-us-west-2b1', /^us-west-2[abc]$/],
    'as AWS makes them': ['us-west-2', 'subnet-0123456789abcdef0', /^us-west-2[abc]$/],
  };
  for (const [sentence, [region, subnet, zone, zoneId]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const vpcConfig = { Subnets: [subnet], SecurityGroupIds: ['sg-1'] };
      const [placement] = placementsOf({ ...cluster, groups, region, vpcConfig }, groups[0]!);
      if (typeof zone === 'string') assert.deepEqual([placement!.zone, placement!.zoneId], [zone, zoneId]);
      else assert.match(placement!.zone, zone);
    });
  }
});

test("the service's own VPC has one subnet, and for a group on a plan one in each zone", () => {
  const cluster = new Stage().cluster([{ name: 'a', nodes: 0 }], { region: 'us-east-1' });
  const [group] = cluster.groups;
  assert.equal(placementsOf(cluster, group!).length, 1);
  const spec = { ...testSpec('a'), TrainingPlanArn: 'arn' };
  assert.deepEqual(
    placementsOf(cluster, { ...group!, spec }).map(({ zone }) => zone),
    ['us-east-1a', 'us-east-1b', 'us-east-1c', 'us-east-1-dfw-2a'],
  );
});
