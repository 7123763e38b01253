import type { DescribeClusterRequest, DescribeClusterResponse } from '../../shapes/cluster.ts';
import type { ClusterInstanceGroupDetails } from '../../shapes/instance-group.ts';
import type { ClusterRestrictedInstanceGroupDetails } from '../../shapes/restricted-instance-group.ts';
import type { OperationContext } from '../context.ts';
import type { ClusterEntry, State } from '../state.ts';
import { type Cluster, clusterArn, type InstanceGroup } from './cluster.ts';
import { findEntry } from './find-cluster.ts';
import type { GroupIndex } from './nodes-index.ts';
import { wantedCount } from './plan-holds.ts';
import { planOf } from './plan-of-group.ts';
import { imageVersionStatus } from './release.ts';

/** DescribeCluster: a cluster with its groups, as asked for and as it is. */
export function describeCluster(
  state: State,
  input: DescribeClusterRequest,
  context: OperationContext,
): DescribeClusterResponse {
  return describe(state, findEntry(state, input.ClusterName, context.world), context.now);
}

/** The cluster as the API shows it. Members that were not given are absent, as with the real service (observed). */
export function describe(
  state: State,
  { cluster, nodes }: ClusterEntry,
  now: number,
): DescribeClusterResponse {
  const ordinary = cluster.groups.filter((group) => !group.restricted);
  const restricted = cluster.groups.filter((group) => group.restricted);
  return {
    ClusterArn: clusterArn(cluster),
    ClusterName: cluster.name,
    ClusterStatus: cluster.status,
    CreationTime: cluster.createdAt,
    FailureMessage: cluster.failureMessage,
    InstanceGroups: ordinary.map((group) =>
      groupDetails(state, cluster, group, nodes.group(group.name), now),
    ),
    RestrictedInstanceGroups:
      restricted.length === 0
        ? undefined
        : restricted.map((group) => restrictedDetails(state, cluster, group, nodes.group(group.name))),
    RestrictedInstanceGroupsConfig: sharedEnvironment(cluster),
    VpcConfig: cluster.vpcConfig,
    Orchestrator: cluster.orchestrator,
    TieredStorageConfig: cluster.tieredStorageConfig,
    NodeRecovery: cluster.nodeRecovery,
    NodeProvisioningMode: cluster.continuous ? 'Continuous' : undefined,
    ClusterRole: cluster.clusterRole,
    AutoScaling: cluster.autoScaling && { ...cluster.autoScaling, Status: autoScalingStatus(cluster) },
  };
}

/** The autoscaler comes with the cluster's own parts and goes with the cluster (names documented, times our choice). */
function autoScalingStatus({ status, operation }: Cluster): 'Creating' | 'Deleting' | 'InService' {
  if (status === 'Deleting') return 'Deleting';
  return operation?.kind === 'Create' && operation.phase === 'Setup' ? 'Creating' : 'InService';
}

/** What both kinds of groups have. ThreadsPerCore is filled in (observed), with 1 (documented default). */
const sharedDetails = (state: State, cluster: Cluster, group: InstanceGroup, index: GroupIndex) => ({
  CurrentCount: index.joined,
  TargetCount: group.targetCount,
  InstanceGroupName: group.name,
  InstanceType: group.spec.InstanceType,
  ExecutionRole: group.spec.ExecutionRole,
  ThreadsPerCore: group.spec.ThreadsPerCore ?? 1,
  InstanceStorageConfigs: group.spec.InstanceStorageConfigs,
  OnStartDeepHealthChecks: group.spec.OnStartDeepHealthChecks,
  Status: group.status,
  TrainingPlanArn: group.spec.TrainingPlanArn,
  TrainingPlanStatus: planOf(state, cluster, group)?.status,
  OverrideVpcConfig: group.spec.OverrideVpcConfig,
  ScheduledUpdateConfig: group.spec.ScheduledUpdateConfig,
});

function groupDetails(
  state: State,
  cluster: Cluster,
  group: InstanceGroup,
  index: GroupIndex,
  now: number,
): ClusterInstanceGroupDetails {
  const { spec } = group;
  const types = spec.InstanceRequirements?.InstanceTypes;
  return {
    ...sharedDetails(state, cluster, group, index),
    MinCount: group.minCount,
    InstanceRequirements: types && { CurrentInstanceTypes: types, DesiredInstanceTypes: types },
    InstanceTypeDetails: types?.map((type) => ({
      InstanceType: type,
      CurrentCount: index.joinedByType.get(type) ?? 0,
      ThreadsPerCore: spec.ThreadsPerCore ?? 1,
    })),
    LifeCycleConfig: spec.LifeCycleConfig,
    AutoPatchConfig: autoPatch(group),
    ActiveOperations:
      cluster.continuous && isScaling(state, cluster, group, index) ? { Scaling: 1 } : undefined,
    KubernetesConfig: spec.KubernetesConfig && {
      CurrentLabels: spec.KubernetesConfig.Labels,
      DesiredLabels: spec.KubernetesConfig.Labels,
      CurrentTaints: spec.KubernetesConfig.Taints,
      DesiredTaints: spec.KubernetesConfig.Taints,
    },
    CapacityRequirements: spec.CapacityRequirements,
    SlurmConfig: spec.SlurmConfig,
    NetworkInterface: spec.NetworkInterface,
    ...imageDetails(group, index, now),
  };
}

/** Images and the rolling update. While one is at work, the current image is the one before. */
function imageDetails(group: InstanceGroup, index: GroupIndex, now: number) {
  const update = group.softwareUpdate;
  const active =
    update !== undefined && ['Pending', 'InProgress', 'RollbackInProgress'].includes(update.status);
  const current = active ? update.previousImage : group.image;
  return {
    CurrentImageId: current.imageId,
    DesiredImageId: group.image.imageId,
    CurrentImageReleaseVersion: current.release,
    DesiredImageReleaseVersion: group.image.release,
    ImageVersionStatus: imageVersionStatus(current, now),
    TargetStateCount: index.joinedByImage.get(group.image.imageId) ?? 0,
    SoftwareUpdateStatus: update?.status,
    ActiveSoftwareUpdateConfig: active ? update.deploymentConfig : undefined,
  };
}

/** On a training plan there may be nothing to scale to: no block is open, or it has no more instances. */
function isScaling(state: State, cluster: Cluster, group: InstanceGroup, index: GroupIndex): boolean {
  const wanted = wantedCount(state, cluster, group);
  return index.joined !== wanted || index.size !== wanted;
}

function autoPatch({ spec, scheduledUpdateAt }: InstanceGroup) {
  const config = spec.AutoPatchConfig;
  if (config === undefined) return undefined;
  const schedule = config.PatchSchedule ?? (scheduledUpdateAt && { NextPatchDate: scheduledUpdateAt });
  return {
    PatchingStrategy: config.PatchingStrategy,
    CurrentPatchSchedule: schedule,
    DesiredPatchSchedule: schedule,
    DeploymentConfig: config.DeploymentConfig,
  };
}

const restrictedDetails = (
  state: State,
  cluster: Cluster,
  group: InstanceGroup,
  index: GroupIndex,
): ClusterRestrictedInstanceGroupDetails => ({
  ...sharedDetails(state, cluster, group, index),
  EnvironmentConfig: group.spec.EnvironmentConfig,
});

function sharedEnvironment(cluster: Cluster) {
  const shared = cluster.restrictedInstanceGroupsConfig?.SharedEnvironmentConfig;
  if (shared === undefined) return undefined;
  return {
    SharedEnvironmentConfig: {
      CurrentFSxLustreConfig: shared.FSxLustreConfig,
      DesiredFSxLustreConfig: shared.FSxLustreConfig,
      CurrentFSxLustreDeletionPolicy: shared.FSxLustreDeletionPolicy,
      DesiredFSxLustreDeletionPolicy: shared.FSxLustreDeletionPolicy,
    },
  };
}
