import type { UpdateClusterRequest, UpdateClusterResponse } from '../../shapes/cluster.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { GROUPS_PER_CLUSTER_MAX } from '../limits.ts';
import {
  type Cluster,
  clusterArn,
  groupOf,
  type InstanceGroup,
  isEks,
  isSlurmController,
  type Settings,
} from './cluster.ts';
import { announceGroup } from './cluster-steps.ts';
import { checkNodeLimit, checkSlurmRoles } from './create-cluster.ts';
import { clusterEvents } from './event-text/cluster-events.ts';
import { groupEvents } from './event-text/group-events.ts';
import { findCluster } from './find-cluster.ts';
import { type AskedGroup, askedGroups, checkGroup, type GroupSetting, newGroup } from './group-rules.ts';
import { recoverWaiting } from './health.ts';
import { refusals } from './messages.ts';
import { minimumAnew, noMinimum } from './minimum.ts';
import { checkPlans } from './plan-check.ts';
import { tellOfPlans } from './plan-news.ts';
import { reconcile } from './reconcile.ts';
import { recordEvent } from './record-event.ts';
import { imageOf } from './release.ts';
import { saveCluster } from './save-cluster.ts';
import { nextScheduledUpdateAt } from './schedule.ts';

/**
 * UpdateCluster: changes settings, scales, adds and removes groups. A group that the request leaves out stays
 * as it is (observed: scalers send only their own group); an optional member that it leaves out keeps its
 * value, so that a described group can be sent back with another count. TrainingPlanArn alone is removed by leaving
 * it out: that it can be removed is documented, and no value of it means none (our choice).
 */
export function updateCluster(
  draft: Draft,
  input: UpdateClusterRequest,
  context: OperationContext,
): UpdateClusterResponse {
  const cluster = findCluster(draft.state, input.ClusterName, context.world);
  checkStatus(cluster);
  checkImmutable(cluster, input);
  const asked = askedGroups(input.InstanceGroups, input.RestrictedInstanceGroups);
  const doomed = checkDeletions(cluster, input.InstanceGroupsToDelete ?? [], asked);
  const setting: GroupSetting = { eks: isEks(cluster), continuous: cluster.continuous, world: context.world };
  for (const group of asked) checkChange(cluster, group, setting, context.now);
  const groups = changedGroups(cluster, asked, doomed, setting, context);
  if (groups.length > GROUPS_PER_CLUSTER_MAX)
    throw refusals.tooManyGroups(GROUPS_PER_CLUSTER_MAX, groups.length);
  if (cluster.continuous && !isEks(cluster)) checkSlurmRoles(cluster.name, groups);
  checkNodeLimit(draft.state, growth(cluster, groups));
  const changed = withSettings(cluster, input, groups, context);
  checkPlans(draft.state, changed, cluster, asked);
  const updated = saveCluster(draft, changed, context);
  announce(draft, cluster, updated, context);
  tellOfPlans(draft, cluster, updated, context);
  if (cluster.nodeRecovery === 'None' && updated.nodeRecovery === 'Automatic') {
    recoverWaiting(draft, updated, draft.state.clusters.get(cluster.id)!.nodes.all(), context);
  }
  reconcile(draft, cluster.id, context);
  return { ClusterArn: clusterArn(cluster) };
}

/** InService; with continuous provisioning also while it scales (documented). */
function checkStatus(cluster: Cluster): void {
  if (cluster.status === 'Failed') throw refusals.failedCluster(cluster, 'UpdateCluster');
  const open = cluster.status === 'InService' || (cluster.continuous && cluster.status === 'Updating');
  if (!open) throw refusals.inOperation(cluster, 'UpdateCluster');
  if (cluster.healthCheck !== undefined) throw refusals.healthCheckUnderWay(cluster);
}

function checkImmutable(cluster: Cluster, input: UpdateClusterRequest): void {
  if (input.NodeProvisioningMode !== undefined && !cluster.continuous) throw refusals.notContinuousYet();
  const { Orchestrator } = input;
  if (Orchestrator !== undefined) {
    if (Orchestrator.Eks !== undefined && Orchestrator.Slurm !== undefined)
      throw refusals.orchestrator('both');
    if (Orchestrator.Eks === undefined && Orchestrator.Slurm === undefined)
      throw refusals.orchestrator('neither');
    if (Orchestrator.Eks?.ClusterArn !== cluster.orchestrator?.Eks?.ClusterArn)
      throw refusals.immutableOf('The orchestrator');
  }
  if (input.AutoScaling?.Mode === 'Enable') {
    if (!isEks(cluster) || !cluster.continuous) throw refusals.autoscalingNeeds();
    if ((input.ClusterRole ?? cluster.clusterRole) === undefined) throw refusals.roleNeeded();
  }
  const restricted =
    input.RestrictedInstanceGroups !== undefined || input.RestrictedInstanceGroupsConfig !== undefined;
  if (restricted && cluster.continuous) throw refusals.restrictedNotAllowed();
}

function checkDeletions(
  cluster: Cluster,
  names: readonly string[],
  asked: readonly AskedGroup[],
): ReadonlySet<string> {
  const doomed = new Set(names);
  for (const name of doomed) {
    const group = groupOf(cluster, name);
    if (group === undefined)
      throw refusals.noSuchGroup(
        name,
        cluster.groups.map((other) => other.name),
      );
    if (asked.some((other) => other.name === name)) throw refusals.deleteAndUpdate(name);
    if (isSlurmController(cluster, group)) throw refusals.controllerStays(name);
  }
  const staying = cluster.groups.filter((group) => group.deleting !== true && !doomed.has(group.name)).length;
  const added = asked.filter((group) => groupOf(cluster, group.name) === undefined).length;
  if (doomed.size > 0 && staying + added === 0) throw refusals.lastGroup();
  return doomed;
}

/** An existing group may not become another kind of group (documented). */
function checkChange(cluster: Cluster, asked: AskedGroup, setting: GroupSetting, now: number): void {
  const group = groupOf(cluster, asked.name);
  if (group === undefined) return checkGroup(asked, setting, now);
  if (group.deleting === true)
    throw refusals.inOperation(cluster, `changing instance group '${asked.name}', which is being deleted,`);
  const { spec } = asked;
  const fixed: string[] = [];
  if (asked.restricted !== group.restricted) fixed.push('RestrictedInstanceGroups');
  for (const member of [
    'InstanceType',
    'OverrideVpcConfig',
    'SlurmConfig',
    'CapacityRequirements',
    'NetworkInterface',
  ] as const) {
    if (spec[member] !== undefined && !same(spec[member], group.spec[member])) fixed.push(member);
  }
  if (spec.InstanceRequirements !== undefined && group.spec.InstanceRequirements === undefined)
    fixed.push('InstanceRequirements');
  if (fixed.length > 0) throw refusals.immutable(fixed.join(', '));
  if (isSlurmController(cluster, group) && asked.count < group.targetCount)
    throw refusals.controllerStays(asked.name);
  checkGroup({ ...asked, spec: { ...group.spec, ...spec } }, setting, now);
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** JSON with the members of every structure in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

function changedGroups(
  cluster: Cluster,
  asked: readonly AskedGroup[],
  doomed: ReadonlySet<string>,
  setting: GroupSetting,
  context: OperationContext,
): InstanceGroup[] {
  const kept = cluster.groups.map((group) => {
    if (doomed.has(group.name)) return { ...group, ...noMinimum, deleting: true, targetCount: 0 };
    const change = asked.find(({ name }) => name === group.name);
    return change === undefined ? group : changedGroup(cluster, group, change, context);
  });
  const added = asked.filter(({ name }) => groupOf(cluster, name) === undefined);
  return [...kept, ...added.map((group) => newGroup(group, setting, context))];
}

function changedGroup(
  cluster: Cluster,
  group: InstanceGroup,
  asked: AskedGroup,
  context: OperationContext,
): InstanceGroup {
  const { TrainingPlanArn } = asked.spec;
  const spec = { ...group.spec, ...asked.spec, TrainingPlanArn };
  const minCount =
    asked.min ?? (group.minCount === undefined ? undefined : Math.min(group.minCount, asked.count));
  const imageAsked =
    !same(spec.ImageId, group.spec.ImageId) ||
    !same(spec.ImageReleaseVersion, group.spec.ImageReleaseVersion);
  const rescheduled =
    !same(spec.ScheduledUpdateConfig, group.spec.ScheduledUpdateConfig) ||
    !same(spec.AutoPatchConfig, group.spec.AutoPatchConfig);
  return {
    ...group,
    spec,
    targetCount: asked.count,
    minCount,
    ...(asked.min === undefined || minCount === group.minCount ? {} : minimumAnew(group, minCount, context)),
    image: imageAsked ? imageOf(spec, cluster.region, context.now) : group.image,
    scheduledUpdateAt: rescheduled ? nextScheduledUpdateAt(spec, context.now) : group.scheduledUpdateAt,
  };
}

const growth = (cluster: Cluster, groups: readonly InstanceGroup[]): number =>
  groups.reduce(
    (sum, group) => sum + Math.max(0, group.targetCount - (groupOf(cluster, group.name)?.targetCount ?? 0)),
    0,
  );

/** What a rollback would restore. */
const settingsOf = (cluster: Cluster): Settings => ({
  groups: cluster.groups,
  nodeRecovery: cluster.nodeRecovery,
  tieredStorageConfig: cluster.tieredStorageConfig,
  clusterRole: cluster.clusterRole,
  autoScaling: cluster.autoScaling,
  orchestrator: cluster.orchestrator,
  restrictedInstanceGroupsConfig: cluster.restrictedInstanceGroupsConfig,
});

function withSettings(
  cluster: Cluster,
  input: UpdateClusterRequest,
  groups: InstanceGroup[],
  context: OperationContext,
): Cluster {
  const restricted = input.RestrictedInstanceGroupsConfig;
  const autoScaling =
    input.AutoScaling?.Mode === 'Disable' ? undefined : (input.AutoScaling ?? cluster.autoScaling);
  return {
    ...cluster,
    groups,
    nodeRecovery: input.NodeRecovery ?? cluster.nodeRecovery,
    tieredStorageConfig: input.TieredStorageConfig ?? cluster.tieredStorageConfig,
    clusterRole: input.ClusterRole ?? cluster.clusterRole,
    autoScaling,
    orchestrator: input.Orchestrator ?? cluster.orchestrator,
    restrictedInstanceGroupsConfig: restricted ?? cluster.restrictedInstanceGroupsConfig,
    failureMessage: undefined,
    operation: cluster.continuous
      ? cluster.operation
      : { kind: 'Update', phase: 'Scale', startedAt: context.now, previous: settingsOf(cluster) },
  };
}

/**
 * The events of what begins: the update, new groups, groups that go. While a new cluster's groups are still to
 * be announced, the update's are announced with them.
 */
function announce(draft: Draft, before: Cluster, cluster: Cluster, context: OperationContext): void {
  const settingUp = cluster.operation?.phase === 'CreateGroups';
  const started = cluster.continuous ? clusterEvents.operationStarted : clusterEvents.updateStarted;
  recordEvent(draft, cluster, started(cluster), context);
  for (const group of cluster.groups) {
    const former = groupOf(before, group.name);
    if (former === undefined && !settingUp) announceGroup(draft, cluster, group, context);
    else if (group.deleting === true && former?.deleting !== true) {
      recordEvent(draft, cluster, groupEvents.deletionStarted(cluster, group), context);
    }
  }
}
