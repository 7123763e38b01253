import { privateDnsSuffix } from '../world.ts';
import type { Cluster, InstanceGroup } from './cluster.ts';
import type { Node } from './node.ts';

/**
 * Where nodes stand: subnet, zone, address and host name. All of it follows from the cluster's settings and
 * the node's numbers, so none of it is stored.
 */
export interface Placement {
  readonly subnetId: string;
  readonly zone: string;
  /** Absent in a Local Zone. */
  readonly zoneId?: string;
  readonly securityGroupIds: readonly string[];
}

/** The prefix of a region's zone ids: `us-west-2` → `usw2`, `ap-northeast-1` → `apne1` (documented). */
function zoneIdPrefix(region: string): string {
  const [area = 'us', ...rest] = region.split('-');
  const number = rest.pop() ?? '1';
  const direction = rest
    .join('')
    .replace('gov', 'g')
    .replace('north', 'n')
    .replace('south', 's')
    .replace('east', 'e')
    .replace('west', 'w')
    .replace('central', 'c');
  return `${area}${direction}${number}`;
}

/** The id of a zone: `us-west-2a` → `usw2-az1`; undefined for a Local Zone, whose ids the API cannot name. */
export function zoneIdOf(region: string, zone: string): string | undefined {
  const letter = zone.slice(region.length);
  return /^[a-z]$/.test(letter)
    ? `${zoneIdPrefix(region)}-az${letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1}`
    : undefined;
}

/** A small number from a text: gives a subnet its zone. */
const digest = (text: string): number => {
  let h = 0;
  for (let i = 0; i < text.length; i += 1) h = (Math.imul(h, 31) + text.charCodeAt(i)) >>> 0;
  return h;
};

const zoneLetters = ['a', 'b', 'c'] as const;

/** The zones of a region: a, b and c, with ids az1 to az3 (our choice: the same for every account). */
export const zonesOf = (region: string): string[] => zoneLetters.map((letter) => `${region}${letter}`);

/** The Local Zones of a region: UltraServers stand in one of us-east-1 (documented). */
export const localZonesOf = (region: string): readonly string[] =>
  region === 'us-east-1' ? ['us-east-1-dfw-2a'] : [];

/**
 * The zone of a subnet follows from its id (our choice): one that ends in a zone of the region, as in
 * `subnet-ml-us-west-2a`, is in that zone, any other in a, b or c.
 */
export function zoneOfSubnet(region: string, subnetId: string): string {
  const start = subnetId.lastIndexOf(region);
  return start >= 0 && /^(-[a-z]{3}-\d)?[a-z]$/.test(subnetId.slice(start + region.length))
    ? subnetId.slice(start)
    : `${region}${zoneLetters[digest(subnetId) % zoneLetters.length]}`;
}

/** The service's own VPC, for clusters that name none; on a training plan it has a subnet in each zone (our choice). */
const ownSubnets = ({ id, region }: Cluster, { spec }: InstanceGroup): string[] =>
  spec.TrainingPlanArn === undefined
    ? [`subnet-${digest(id).toString(16).padStart(17, '0')}`]
    : [...zonesOf(region), ...localZonesOf(region)].map((zone) => `subnet-${zone}`);

const vpcOf = (cluster: Cluster, group: InstanceGroup) => group.spec.OverrideVpcConfig ?? cluster.vpcConfig;

/** Subnets of a group: its own, or the cluster's, or those of the service's own VPC. */
const subnetsOf = (cluster: Cluster, group: InstanceGroup): readonly string[] =>
  vpcOf(cluster, group)?.Subnets ?? ownSubnets(cluster, group);

/** The zone of each of a group's subnets: all that is asked for with every node. */
export const subnetZonesOf = (cluster: Cluster, group: InstanceGroup): string[] =>
  subnetsOf(cluster, group).map((subnetId) => zoneOfSubnet(cluster.region, subnetId));

/** A group's subnets, and where they are. */
export function placementsOf(cluster: Cluster, group: InstanceGroup): Placement[] {
  const securityGroupIds = vpcOf(cluster, group)?.SecurityGroupIds ?? [
    `sg-${digest(`${cluster.id}-sg`).toString(16).padStart(17, '0')}`,
  ];
  return subnetsOf(cluster, group).map((subnetId) => {
    const zone = zoneOfSubnet(cluster.region, subnetId);
    return { subnetId, zone, zoneId: zoneIdOf(cluster.region, zone), securityGroupIds };
  });
}

/** Where one node stands. */
export function placementOf(cluster: Cluster, group: InstanceGroup, node: Node): Placement {
  const placements = placementsOf(cluster, group);
  return placements[node.subnetIndex % placements.length]!;
}

const ADDRESSES = 2 ** 24;

/**
 * The node's private IP in 10.0.0.0/8. Each node owns two addresses, used in turn where a replacement brings
 * a new one, so that no two nodes of a cluster ever share one.
 */
export function ipOf(node: Node): string | undefined {
  if (node.address === undefined) return undefined;
  const offset = (digest(node.clusterId) + node.address) % ADDRESSES;
  return `10.${offset >>> 16}.${(offset >>> 8) & 255}.${offset & 255}`;
}

/** The address of the node's next instance: Slurm keeps host name and address, EKS does not (observed). */
export const nextAddress = (node: Node, keep: boolean): number =>
  keep && node.address !== undefined ? node.address : node.sequence * 2 + (node.generation % 2);

/** `ip-10-0-0-1.us-west-2.compute.internal`; known as soon as there is an instance. */
export function hostnameOf(cluster: Cluster, node: Node): string | undefined {
  const ip = ipOf(node);
  if (ip === undefined || node.instanceId === undefined) return undefined;
  return `ip-${ip.replaceAll('.', '-')}.${privateDnsSuffix(cluster.region)}`;
}

/** The network interface in the customer's subnet, one a launch. */
export const eniOf = (node: Node): string =>
  `eni-${(digest(node.logicalId) ^ node.generation).toString(16).replace('-', '').padStart(17, '0')}`;

/** `<group>-<index>`: the node's internal name, by which lists are sorted (observed). */
export const nameOf = (node: Node): string => `${node.group}-${node.sequence}`;
