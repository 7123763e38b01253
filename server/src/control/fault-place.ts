import type { World } from '../domain/world.ts';
import { ClusterInstanceType } from '../shapes/instance-types.ts';
import { TrainingInstanceType } from '../shapes/training-instance-types.ts';
import { invalidRequest } from './control-error.ts';
import { type Members, required, type TextRule, text } from './members.ts';

/** Where a fault strikes: the members that several types of faults have. */
const rules = {
  cluster: {
    pattern:
      /^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:cluster\/[a-z0-9]{12}|[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62})$/,
    rule: "a cluster's name, id or ARN",
  },
  instanceGroup: { pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, rule: "an instance group's name" },
  node: {
    pattern: /^(i-[a-f0-9]{8}([a-f0-9]{9})?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    rule: 'an instance id (i-…) or a node logical id (a UUID)',
  },
  availabilityZone: {
    pattern: /^[a-z]{2,}(-[a-z]+)+-\d[a-z]$/,
    rule: 'an availability zone such as us-west-2a',
  },
  account: { pattern: /^\d{12}$/, rule: '12 digits' },
  region: { pattern: /^[a-z]{2,}(-[a-z]+)+-\d$/, rule: 'a region such as us-west-2' },
} as const satisfies Record<string, TextRule>;

/** The node that a fault is about. */
export const nodeOf = (body: Members): string =>
  required(text(body, 'node', rules.node), 'node', '"node": "i-0123456789abcdef0"');

/** What a fault of a step is narrowed down to. */
export const placeOf = (body: Members) => ({
  cluster: clusterOf(body),
  instanceGroup: text(body, 'instanceGroup', rules.instanceGroup),
  node: text(body, 'node', rules.node),
});

/** Faults know a cluster by name or id; an ARN ends in the id. */
export const clusterOf = (body: Members): string | undefined =>
  text(body, 'cluster', rules.cluster)?.replace(/^arn:.*\//, '');

const instanceTypes: readonly string[] = [...ClusterInstanceType.values, ...TrainingInstanceType.values];

/** An instance type that clusters can be made of, or training jobs run on. */
export function instanceTypeOf(body: Members): string | undefined {
  const value = text(body, 'instanceType');
  if (value === undefined || instanceTypes.includes(value)) return value;
  throw invalidRequest(
    `'instanceType' is '${value.slice(0, 64)}', and must be a type that clusters are made of or training jobs run on, such as ml.p5.48xlarge.`,
  );
}

/** Account and region, both or neither. */
export function worldOf(body: Members): World | undefined {
  const [account, region] = [text(body, 'account', rules.account), text(body, 'region', rules.region)];
  if (account === undefined && region === undefined) return undefined;
  if (account !== undefined && region !== undefined) return { account, region };
  throw invalidRequest(
    `'${account === undefined ? 'account' : 'region'}' is missing: a fault is confined to an account and a region together, or stands everywhere.`,
  );
}

/** An availability zone. */
export const zoneOf = (body: Members): string | undefined =>
  text(body, 'availabilityZone', rules.availabilityZone);
