import type { DeleteClusterRequest, DeleteClusterResponse } from '../../shapes/cluster.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { GovernanceIndex } from '../governance/governance-index.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import { clusterEvents } from './event-text/cluster-events.ts';
import { findEntry } from './find-cluster.ts';
import { refusals } from './messages.ts';
import { terminate } from './node-work.ts';
import { reconcile } from './reconcile.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';

/** DeleteCluster: lets every node go, without draining, and then the cluster. */
export function deleteCluster(
  draft: Draft,
  input: DeleteClusterRequest,
  context: OperationContext,
): DeleteClusterResponse {
  const { cluster, nodes, governance } = findEntry(draft.state, input.ClusterName, context.world);
  checkStatus(cluster);
  checkGovernance(cluster, governance);
  const deleting = saveCluster(
    draft,
    {
      ...cluster,
      status: 'Deleting',
      failureMessage: undefined,
      healthCheck: undefined,
      groups: cluster.groups.map((group) => ({
        ...group,
        minimumDueAt: undefined,
        beforeMinimum: undefined,
        scheduledUpdateAt: undefined,
        softwareUpdate: group.softwareUpdate && { ...group.softwareUpdate, dueAt: undefined },
      })),
      operation: { kind: 'Delete', phase: 'Scale', startedAt: context.now },
    },
    context,
  );
  recordEvent(draft, deleting, clusterEvents.deletionStarted(deleting), context);
  for (const node of [...nodes.all()]) terminate(draft, deleting, node, context);
  reconcile(draft, cluster.id, context);
  return { ClusterArn: clusterArn(cluster) };
}

/**
 * Refused in mid-operation (observed), with continuous provisioning only while the cluster itself is being
 * set up or its software updated: missing nodes never stand in the way of a deletion (documented).
 */
function checkStatus(cluster: Cluster): void {
  if (cluster.status === 'Deleting') throw refusals.deletionUnderWay(cluster);
  if (cluster.status === 'InService' || cluster.status === 'Failed') return;
  const waitsForNodes = cluster.continuous && (cluster.operation?.phase ?? 'Scale') === 'Scale';
  if (waitsForNodes && cluster.status !== 'SystemUpdating') return;
  throw refusals.inOperation(cluster, 'DeleteCluster');
}

/** Quotas and policy go before their cluster (documented: the deletion fails while policies are attached). */
function checkGovernance(cluster: Cluster, { quotas, schedulerConfig }: GovernanceIndex): void {
  const holders = [
    ...[...quotas.values()].map(({ name, id }) => `compute quota '${name}' (${id})`),
    ...(schedulerConfig === undefined
      ? []
      : [`cluster scheduler config '${schedulerConfig.name}' (${schedulerConfig.id})`]),
  ];
  if (holders.length > 0) throw refusals.governed(cluster, holders);
}
