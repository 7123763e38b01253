import type { ClusterStatus } from '../../shapes/cluster.ts';
import type { InstanceGroupStatus } from '../../shapes/instance-group.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import type { State } from '../state.ts';
import { type Cluster, type ClusterOperation, type InstanceGroup, withGroup } from './cluster.ts';
import { clusterEvents } from './event-text/cluster-events.ts';
import { groupEvents } from './event-text/group-events.ts';
import { meetMinimums } from './minimum.ts';
import type { Node } from './node.ts';
import { terminate } from './node-work.ts';
import type { GroupIndex, NodesIndex } from './nodes-index.ts';
import { settleHolds, wantedCount } from './plan-holds.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';
import { scaleGroup } from './scale.ts';
import { progressSoftwareUpdates } from './software-update.ts';

/**
 * Makes a cluster agree with its nodes. Called whenever either changed; takes no input but what is: it reads
 * targets and counts, moves what lacks, and settles statuses. It does not matter what happened or how often
 * it is called, so the happy case and every recovery take this one path.
 *
 * Its cost depends on the number of groups, never on the number of nodes.
 */
export function reconcile(draft: Draft, clusterId: string, context: Context): void {
  const entry = draft.state.clusters.get(clusterId);
  if (entry === undefined) return;
  const before = entry.cluster;
  let cluster = before;
  if (cluster.status === 'Deleting') {
    cluster = settleHolds(draft, cluster, context);
    cluster = reconcileDeletion(cluster, entry.nodes, context);
  } else {
    cluster = failedOperation(draft, cluster, entry.nodes, context);
    cluster = settleHolds(draft, cluster, context);
    if (isScaling(cluster)) {
      for (const { name } of cluster.groups) cluster = scaleGroup(draft, cluster, name, context);
    }
    cluster = dropDeletedGroups(draft, cluster, entry.nodes, context);
    cluster = meetMinimums(draft.state, cluster, entry.nodes);
    cluster = progressSoftwareUpdates(draft, cluster, context);
    cluster = endHealthCheck(draft, cluster, entry.nodes, context);
    cluster = settleOperation(draft, cluster, entry.nodes, context);
  }
  cluster = settleStatuses(draft.state, cluster, entry.nodes);
  if (cluster !== entry.cluster) saveCluster(draft, cluster, context);
}

/** Before its groups exist a new cluster asks for no nodes, and a failed one asks for none any more. */
const isScaling = (cluster: Cluster): boolean =>
  cluster.status !== 'Failed' &&
  (cluster.operation?.phase === undefined || cluster.operation.phase === 'Scale');

/** The default mode is all or nothing: a launch that failed takes the whole operation with it (documented). */
function failedOperation(draft: Draft, cluster: Cluster, nodes: NodesIndex, context: Context): Cluster {
  const { operation } = cluster;
  if (cluster.continuous || operation?.phase !== 'Scale' || operation.kind === 'Rollback') return cluster;
  let failureMessage: string | undefined;
  for (const group of cluster.groups) {
    const index = nodes.group(group.name);
    if ((index.byStatus.get('Failure') ?? 0) === 0) continue;
    failureMessage ??= index.entries.find(({ node }) => isFailedLaunch(node, operation))?.node.message;
  }
  if (failureMessage === undefined) return cluster;
  return operation.kind === 'Create'
    ? failCreation(draft, cluster, nodes, failureMessage, context)
    : rollBack(draft, cluster, failureMessage, context);
}

const isFailedLaunch = (node: Node, operation: ClusterOperation): boolean =>
  node.status === 'Failure' &&
  node.awaitsPlan !== true &&
  !node.joined &&
  node.createdAt >= operation.startedAt;

function failCreation(
  draft: Draft,
  cluster: Cluster,
  nodes: NodesIndex,
  why: string,
  context: Context,
): Cluster {
  recordEvent(draft, cluster, clusterEvents.creationFailed(cluster, why), context);
  const failed: Cluster = { ...cluster, status: 'Failed', failureMessage: why, operation: undefined };
  saveCluster(draft, failed, context);
  for (const node of [...nodes.all()]) terminate(draft, failed, node, context);
  return draft.get('cluster', cluster.id)!;
}

function rollBack(draft: Draft, cluster: Cluster, why: string, context: Context): Cluster {
  recordEvent(draft, cluster, clusterEvents.updateFailed(cluster, why), context);
  const { groups = [], ...settings } = cluster.operation?.previous ?? {};
  const added = cluster.groups
    .filter((group) => !groups.some((other) => other.name === group.name))
    .map((group) => ({ ...group, deleting: true, targetCount: 0 }));
  return {
    ...cluster,
    ...settings,
    status: 'RollingBack',
    failureMessage: why,
    groups: [...groups, ...added],
    operation: { kind: 'Rollback', phase: 'Scale', startedAt: context.now, failureMessage: why },
  };
}

/** A group that was asked to go leaves the cluster with its last node. */
function dropDeletedGroups(draft: Draft, cluster: Cluster, nodes: NodesIndex, context: Context): Cluster {
  const gone = cluster.groups.filter(
    (group) => group.deleting === true && nodes.group(group.name).size === 0,
  );
  if (gone.length === 0) return cluster;
  for (const group of gone)
    recordEvent(draft, cluster, groupEvents.deletionCompleted(cluster, group), context);
  return { ...cluster, groups: cluster.groups.filter((group) => !gone.includes(group)) };
}

function endHealthCheck(draft: Draft, cluster: Cluster, nodes: NodesIndex, context: Context): Cluster {
  if (cluster.healthCheck === undefined || nodes.at('HealthCheck') > 0) return cluster;
  recordEvent(draft, cluster, clusterEvents.healthCheckCompleted(cluster), context);
  return { ...cluster, healthCheck: undefined };
}

/** An operation whose nodes have all arrived or gone is over. */
function settleOperation(draft: Draft, cluster: Cluster, nodes: NodesIndex, context: Context): Cluster {
  const { operation } = cluster;
  if (operation?.phase !== 'Scale') return cluster;
  const settled = cluster.continuous
    ? cluster.groups.every((group) => group.minimumDueAt === undefined)
    : cluster.groups.every((group) => isSettled(draft.state, cluster, group, nodes.group(group.name)));
  if (!settled) return cluster;
  const done: Cluster = { ...cluster, operation: undefined, status: 'InService' };
  const content = {
    Create: clusterEvents.creationCompleted,
    Update: clusterEvents.updateCompleted,
    Rollback: clusterEvents.rollbackCompleted,
    Delete: clusterEvents.operationStarted,
  }[operation.kind](done);
  if (operation.kind !== 'Create' || cluster.status !== 'InService')
    recordEvent(draft, done, content, context);
  return done;
}

const isSettled = (state: State, cluster: Cluster, group: InstanceGroup, index: GroupIndex): boolean =>
  group.deleting !== true &&
  index.size === wantedCount(state, cluster, group) &&
  index.at('Provision') === 0 &&
  index.at('Terminate') === 0;

/** With the last node gone, what remains of a cluster is taken down, and then the cluster is no more. */
function reconcileDeletion(cluster: Cluster, nodes: NodesIndex, context: Context): Cluster {
  if (nodes.size > 0 || cluster.operation?.dueAt !== undefined) return cluster;
  const dueAt = context.now + waitMs('clusterTearDown', context.pace);
  return { ...cluster, operation: { kind: 'Delete', phase: 'TearDown', startedAt: context.now, dueAt } };
}

function settleStatuses(state: State, cluster: Cluster, nodes: NodesIndex): Cluster {
  let settled = cluster;
  for (const group of cluster.groups) {
    const status = groupStatus(state, cluster, group, nodes.group(group.name));
    if (status !== group.status) settled = withGroup(settled, group.name, { status });
  }
  const status = clusterStatus(settled);
  return status === settled.status ? settled : { ...settled, status };
}

const isUpdating = (group: InstanceGroup): boolean =>
  ['Pending', 'InProgress', 'RollbackInProgress'].includes(group.softwareUpdate?.status ?? '');

/** A group's status follows from its cluster's operation and its own nodes. */
function groupStatus(
  state: State,
  cluster: Cluster,
  group: InstanceGroup,
  index: GroupIndex,
): InstanceGroupStatus {
  const { operation } = cluster;
  if (cluster.status === 'Deleting' || group.deleting === true) return 'Deleting';
  if (cluster.status === 'Failed') return 'Failed';
  if (isUpdating(group)) return 'SystemUpdating';
  if (operation?.phase === 'Setup' || operation?.phase === 'CreateGroups') return 'Creating';
  if (cluster.continuous) {
    if (group.minimumDueAt !== undefined) return group.beforeMinimum === undefined ? 'Creating' : 'Updating';
    return (index.byStatus.get('Failure') ?? 0) > 0 ? 'Degraded' : 'InService';
  }
  if (operation !== undefined && !isSettled(state, cluster, group, index))
    return operation.kind === 'Create' ? 'Creating' : 'Updating';
  return 'InService';
}

/** A cluster's status follows from its operation, save the two that are final. */
function clusterStatus(cluster: Cluster): ClusterStatus {
  if (cluster.status === 'Deleting' || cluster.status === 'Failed') return cluster.status;
  if (cluster.groups.some(isUpdating)) return 'SystemUpdating';
  switch (cluster.operation?.kind) {
    case 'Create':
      return cluster.status;
    case 'Update':
      return 'Updating';
    case 'Rollback':
      return 'RollingBack';
    default:
      if (cluster.continuous && cluster.groups.some((group) => group.minimumDueAt !== undefined))
        return 'Updating';
      return 'InService';
  }
}
