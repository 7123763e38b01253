import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arnOf, partitionOf, privateDnsSuffix } from './world.ts';

test('a region lies in a partition', () => {
  const partitions = ['us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1'].map(
    partitionOf,
  );
  assert.deepEqual(partitions, ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b']);
});

test('an ARN carries partition, region and account', () => {
  const arn = arnOf({ account: '123456789012', region: 'us-gov-west-1' }, 'cluster/abcdefghijkl');
  assert.equal(arn, 'arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:cluster/abcdefghijkl');
});

test('private host names end in the region, but for the oldest one', () => {
  assert.equal(privateDnsSuffix('us-west-2'), 'us-west-2.compute.internal');
  assert.equal(privateDnsSuffix('us-east-1'), 'ec2.internal');
});
