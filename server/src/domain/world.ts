/**
 * A world is one account in one region. Nothing is shared between two of them: names are unique within a
 * world, and a request sees only the world that its signature names.
 */
export interface World {
  readonly account: string;
  readonly region: string;
}

/** The key of a world in maps and in the store. */
export const worldKey = (world: World): string => `${world.account}/${world.region}`;

/** The ARN partition of a region (documented). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  return 'aws';
}

/** `arn:<partition>:sagemaker:<region>:<account>:<resource>` */
export const arnOf = (world: World, resource: string): string =>
  `arn:${partitionOf(world.region)}:sagemaker:${world.region}:${world.account}:${resource}`;

/** The DNS suffix of private host names: us-east-1 has its own (observed). */
export const privateDnsSuffix = (region: string): string =>
  region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
