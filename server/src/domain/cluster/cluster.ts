import type { ClusterAutoScalingConfig, ClusterOrchestrator, ClusterStatus } from '../../shapes/cluster.ts';
import type { DeploymentConfiguration } from '../../shapes/deployment.ts';
import type { ClusterInstanceGroupSpecification, InstanceGroupStatus } from '../../shapes/instance-group.ts';
import type {
  ClusterRestrictedInstanceGroupSpecification,
  ClusterRestrictedInstanceGroupsConfig,
} from '../../shapes/restricted-instance-group.ts';
import type { SoftwareUpdateStatus } from '../../shapes/software-update.ts';
import type { ClusterTieredStorageConfig } from '../../shapes/storage.ts';
import type { VpcConfig } from '../../shapes/vpc.ts';
import type { Hold } from '../capacity/consumers.ts';
import type { Due } from '../due.ts';
import { arnOf, type World } from '../world.ts';

/**
 * A cluster as it is remembered: what was asked for (`spec` of each group, target counts) and what is (its
 * status, the operation under way). Counts of nodes are not kept here: they follow from the nodes.
 */
export interface Cluster extends World {
  /** 12 characters of [a-z0-9]: the tail of the ARN, never the name (observed). */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly status: ClusterStatus;
  readonly failureMessage?: string;
  /** As given; absent: classic Slurm. */
  readonly orchestrator?: ClusterOrchestrator;
  readonly continuous: boolean;
  readonly nodeRecovery: 'Automatic' | 'None';
  readonly vpcConfig?: VpcConfig;
  readonly tieredStorageConfig?: ClusterTieredStorageConfig;
  readonly clusterRole?: string;
  readonly autoScaling?: ClusterAutoScalingConfig;
  readonly restrictedInstanceGroupsConfig?: ClusterRestrictedInstanceGroupsConfig;
  readonly groups: readonly InstanceGroup[];
  /** What the groups have of their training plans; `plan-holds.ts` has the rules. */
  readonly planHolds?: readonly GroupHold[];
  /** Nodes ever created here: the next node's sequence number, never used twice. */
  readonly nodesCreated: number;
  /** Writes of this document: names the streams of what happens to the cluster as a whole. */
  readonly generation: number;
  readonly operation?: ClusterOperation;
  /** The run of StartClusterHealthCheck under way; one at a time (documented). */
  readonly healthCheck?: { readonly startedAt: number };
}

/** Work on the cluster as a whole. `phase` says what ends at `dueAt`; without one, nodes end it. */
export interface ClusterOperation {
  readonly kind: 'Create' | 'Update' | 'Rollback' | 'Delete';
  readonly phase: 'Setup' | 'CreateGroups' | 'Scale' | 'TearDown';
  readonly startedAt: number;
  readonly dueAt?: number;
  /** What an update changed, as it was before: where a rollback leads. */
  readonly previous?: Settings;
  readonly failureMessage?: string;
}

/** What UpdateCluster can change. */
export type Settings = Pick<
  Cluster,
  | 'groups'
  | 'nodeRecovery'
  | 'tieredStorageConfig'
  | 'clusterRole'
  | 'autoScaling'
  | 'orchestrator'
  | 'restrictedInstanceGroupsConfig'
>;

/** What was asked for a group: the request's own members; ordinary and restricted groups share most. */
export type GroupSpec = Omit<ClusterInstanceGroupSpecification, 'InstanceCount' | 'MinInstanceCount'> &
  Pick<ClusterRestrictedInstanceGroupSpecification, 'EnvironmentConfig'>;

/** Instances of one block of a training plan that a group has for its nodes, those to come among them. */
export interface GroupHold extends Hold {
  readonly group: string;
  /** The plan's ARN. */
  readonly plan: string;
}

export interface InstanceGroup {
  readonly name: string;
  readonly restricted: boolean;
  readonly spec: GroupSpec;
  readonly status: InstanceGroupStatus;
  readonly targetCount: number;
  readonly minCount?: number;
  /** Until when the minimum must be met; absent once it was. */
  readonly minimumDueAt?: number;
  /** Where the group returns to when its minimum is not met in time; absent for a new group: to nothing. */
  readonly beforeMinimum?: { readonly targetCount: number; readonly minCount?: number };
  /** The image that the group's nodes should have. */
  readonly image: Image;
  readonly softwareUpdate?: SoftwareUpdate;
  /** The next start of the group's scheduled update. */
  readonly scheduledUpdateAt?: number;
  /** Asked to go, with all its nodes. */
  readonly deleting?: boolean;
}

/** An AMI with its release: what a node runs, or should. */
export interface Image {
  readonly imageId: string;
  /** `N.N.N`; a custom AMI has none. */
  readonly release?: string;
}

/** A rolling update of one group's nodes to the group's image. Stays after its end, to be described. */
export interface SoftwareUpdate {
  readonly status: SoftwareUpdateStatus;
  readonly startedAt: number;
  readonly deploymentConfig?: DeploymentConfiguration;
  /** The image before, to roll back to. */
  readonly previousImage: Image;
  /** A batch starts only when no node of the group has other work (AutoPatchConfig: WhenAllIdle). */
  readonly whenAllIdle?: boolean;
  /** When the latest batch began; absent before the first, and while nodes with other work are waited for. */
  readonly batchStartedAt?: number;
  /** The next batch starts then; absent while a batch is at work. */
  readonly dueAt?: number;
  readonly failureMessage?: string;
  /** Why the rollback cannot succeed; its present batch ends first. */
  readonly rollbackFailure?: string;
}

export const clusterArn = (cluster: Cluster): string => arnOf(cluster, `cluster/${cluster.id}`);
export const isEks = (cluster: Cluster): boolean => cluster.orchestrator?.Eks !== undefined;
export const isSlurmController = (cluster: Cluster, group: InstanceGroup): boolean =>
  !isEks(cluster) && group.spec.SlurmConfig?.NodeType === 'Controller';

/** The group of that name. */
export const groupOf = (cluster: Cluster, name: string): InstanceGroup | undefined =>
  cluster.groups.find((group) => group.name === name);

/** The cluster with one group changed. */
export function withGroup(cluster: Cluster, name: string, change: Partial<InstanceGroup>): Cluster {
  return {
    ...cluster,
    groups: cluster.groups.map((group) => (group.name === name ? { ...group, ...change } : group)),
  };
}

/** When the cluster next moves by itself: the earliest of its operation, its groups' updates and deadlines. */
export function clusterDue(cluster: Cluster): Due | undefined {
  let at = cluster.operation?.dueAt;
  let inFlight = at !== undefined;
  const consider = (other: number | undefined, otherInFlight: boolean): void => {
    if (other === undefined) return;
    inFlight ||= otherInFlight;
    if (at === undefined || other < at) at = other;
  };
  for (const group of cluster.groups) {
    consider(group.softwareUpdate?.dueAt, true);
    consider(group.minimumDueAt, false);
    consider(group.scheduledUpdateAt, false);
  }
  return at === undefined ? undefined : { at, inFlight };
}
