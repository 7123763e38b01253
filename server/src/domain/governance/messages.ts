import type { Cluster } from '../cluster/cluster.ts';
import { nearest } from '../nearest.ts';
import { conflict, invalid, notFound, Refusal } from '../refusal.ts';
import type { ComputeQuota } from './compute-quota.ts';
import { type GovernanceKind, type GovernanceResource, governedClusterArn } from './governance-resource.ts';
import type { OperationKind } from './operation-status.ts';

const listed = (names: readonly string[]): string => names.join(', ');

function meant(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near === undefined ? '' : `Did you mean '${near}'? `;
}

/**
 * What is wrong with the resources or the sharing of a compute quota. `where` names the list and the place in it,
 * counted from 1. The service's own texts are not published (our choice).
 */
export const quotaRefusals = {
  twoWays: (where: string, one: string, others: readonly string[]) =>
    invalid(
      `${where} gives ${one} together with ${listed(others)}, and an entry is sized in exactly one way: by Count; by any of Accelerators, VCpu and MemoryInGiB; or by AcceleratorPartition with or without VCpu and MemoryInGiB. Leave ${one} or ${listed(others)} out.`,
    ),
  noSize: (where: string) =>
    invalid(
      `${where} gives no amount. Give Count; any of Accelerators, VCpu and MemoryInGiB; or AcceleratorPartition.`,
    ),
  noPartitions: (where: string, type: string) =>
    invalid(
      `${where}: the accelerators of ${type} cannot be partitioned. Leave AcceleratorPartition out, and give Accelerators or Count.`,
    ),
  noSuchPartition: (where: string, type: string, profile: string, offered: readonly string[]) =>
    invalid(
      `${where}: ${type} does not offer the AcceleratorPartition.Type '${profile}'. ${
        offered.length === 0
          ? 'None of its partitions can be named in this API yet.'
          : `${meant(profile, offered)}It offers ${listed(offered)}.`
      }`,
    ),
  noAccelerators: (where: string, type: string, count: number) =>
    invalid(
      `${where}: Accelerators is ${count}, and ${type} has none. Give VCpu, MemoryInGiB or Count instead.`,
    ),
  ratioTooLarge: (where: string, member: string, value: number, limit: number) =>
    invalid(
      `${where} amounts to a ${member} of ${value} by the ratio of the instance type, and ${limit} is the most. Give less, or give ${member} as well.`,
    ),
  sizedTwice: (where: string, first: string, what: string) =>
    invalid(
      `${where} sizes the ${what} of an instance type that ${first} sizes already. Make one entry of the two: an instance type may stand twice only where the entries size different things, such as whole accelerators and partitions, or two partition types.`,
    ),
  borrowsUnknownType: (where: string, type: string, known: readonly string[]) =>
    invalid(
      `${where} limits the borrowing of ${type}, which ComputeQuotaResources does not name. ${
        known.length === 0 ? 'It names no instance type.' : `It names ${listed(known)}.`
      }`,
    ),
  borrowsWithout: (member: string, strategy: string) =>
    invalid(
      `ResourceSharingConfig.${member} is given with Strategy ${strategy}, which does not borrow. Leave ${member} out, or choose Strategy LendAndBorrow.`,
    ),
};

/** How each kind of resource is spoken of. */
const words = {
  computeQuota: { noun: 'compute quota', api: 'ComputeQuota', list: 'ListComputeQuotas' },
  schedulerConfig: {
    noun: 'cluster scheduler config',
    api: 'ClusterSchedulerConfig',
    list: 'ListClusterSchedulerConfigs',
  },
} as const satisfies Record<GovernanceKind, object>;

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const named = (kind: GovernanceKind, { name, id }: GovernanceResource): string =>
  `${words[kind].noun} '${name}' (${id})`;

/**
 * The wording of every refusal about compute quotas and cluster scheduler configs as resources. The service's own
 * texts are not published: all of them are our choice.
 */
export const governanceRefusals = {
  noSuchResource: (kind: GovernanceKind, id: string) =>
    notFound(
      `${capital(words[kind].noun)} '${id}' does not exist in this account and region. List them with ${words[kind].list}.`,
    ),
  noSuchVersion: (kind: GovernanceKind, resource: GovernanceResource, version: number, oldest: number) =>
    notFound(
      `Version ${version} of ${named(kind, resource)} does not exist: its versions are ${oldest} to ${resource.version}.`,
    ),
  noSuchCluster: (arn: string) =>
    invalid(
      `ClusterArn '${arn}' is no cluster of this account and region. List them, with their ARNs, with ListClusters.`,
    ),
  notOnEks: (cluster: Cluster) =>
    invalid(
      `ClusterArn is that of cluster '${cluster.name}', which is orchestrated by Slurm. Task governance needs a cluster with Orchestrator.Eks.`,
    ),
  clusterGoes: (cluster: Cluster) =>
    conflict(`Cluster '${cluster.name}' is being deleted. Name another one in ClusterArn.`),
  nameInUse: (kind: GovernanceKind, holder: GovernanceResource) =>
    conflict(
      `Name '${holder.name}' is already in use by ${words[kind].noun} ${holder.id} of ${governedClusterArn(holder)}. Names are unique in an account and region: choose another, or delete that one first.`,
    ),
  tooManyOfCluster: (limit: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `A cluster has at most ${limit} compute quotas, and this one has them. Delete one with DeleteComputeQuota first.`,
    ),
  tooMany: (kind: GovernanceKind, limit: number) =>
    new Refusal(
      'ResourceLimitExceeded',
      `The account-level service limit 'Total number of ${words[kind].noun}s' is ${limit}, with current utilization of ${limit} and a request delta of 1. Delete one first.`,
    ),
  teamHasQuota: (holder: ComputeQuota) =>
    conflict(
      `Team '${holder.target.TeamName}' already has ${named('computeQuota', holder)} in this cluster, and a team has one in each. Change that one with UpdateComputeQuota.`,
    ),
  clusterHasPolicy: (holder: GovernanceResource) =>
    conflict(
      `The cluster already has ${named('schedulerConfig', holder)}, and a cluster has one. Change that one with UpdateClusterSchedulerConfig.`,
    ),
  teamNameTooLong: (team: string, limit: number) =>
    invalid(
      `ComputeQuotaTarget.TeamName '${team.slice(0, 64)}' is ${team.length} characters long, and may have ${limit}: its queue's name, 'hyperpod-ns-<team>-localqueue', is a Kubernetes label value of at most 63. Choose a shorter name.`,
    ),
  className: (name: string, limit: number) =>
    invalid(
      `Name '${name.slice(0, 64)}' in SchedulerConfig.PriorityClasses is ${name.length} characters long, and may have ${limit}: with '-priority' behind it, it becomes a Kubernetes label value. Choose a shorter name.`,
    ),
  duplicateClass: (name: string) =>
    invalid(
      `SchedulerConfig.PriorityClasses gives Name '${name}' more than once. Names of priority classes are unique within a cluster: give each once, with one Weight.`,
    ),
  nothingToUpdate: (members: readonly string[]) =>
    invalid(`The request changes nothing. Give at least one of ${members.join(', ')}.`),
  teamNameReserved: (team: string) =>
    invalid(
      `ComputeQuotaTarget.TeamName is '${team}', the name under which IdleResourceSharing lends what no team was given. Choose another name.`,
    ),
  staleVersion: (kind: GovernanceKind, resource: GovernanceResource, given: number) =>
    conflict(
      `TargetVersion is ${given}, and ${named(kind, resource)} is at version ${resource.version}. Look at it with Describe${words[kind].api}, and give TargetVersion ${resource.version}.`,
    ),
  teamStays: (quota: ComputeQuota, given: string) =>
    invalid(
      `ComputeQuotaTarget.TeamName is '${given}', and ${named('computeQuota', quota)} belongs to team '${quota.target.TeamName}': namespace and queue are named after the team, so it cannot change. Create another quota for team '${given}'.`,
    ),
  notNow: (kind: GovernanceKind, resource: GovernanceResource, operation: OperationKind) =>
    conflict(
      `${capital(named(kind, resource))} is ${resource.status}${because(resource)}: ${operation}${words[kind].api} ${wayOut(kind, resource)}`,
    ),
};

const because = ({ failureReason }: GovernanceResource): string =>
  failureReason === undefined ? '' : ` (${failureReason})`;

function wayOut(kind: GovernanceKind, { operation, status }: GovernanceResource): string {
  if (operation?.kind === 'Delete') return 'comes too late. Wait until it is gone, and create another.';
  if (operation !== undefined) return 'has to wait for the operation under way. Try again when it has ended.';
  const again = `Delete${words[kind].api}`;
  return status.startsWith('Delete')
    ? `is not possible any more. Try ${again} again.`
    : `is not possible. Delete it with ${again}, and create it anew.`;
}

/** Why an operation failed: FailureReason of the resource. */
export const failureReasons = {
  clusterNotReady: (cluster: Cluster) =>
    `Cluster '${cluster.name}' is ${cluster.status}: the task governance add-on is installed once it is InService. Delete this, wait for the cluster, and create it anew.`,
  fault: (kind: GovernanceKind, operation: OperationKind, rollbackFailed: boolean) =>
    `The Kubernetes objects of the ${words[kind].noun} could not be ${past[operation]}${rollbackFailed ? ', and what had been changed by then could not be rolled back' : ''}.`,
};

const past = { Create: 'created', Update: 'updated', Delete: 'deleted' } as const;
