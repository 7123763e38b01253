import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { dropGovernance } from '../governance/drop-governance.ts';
import { dropTags } from '../tag/write-tags.ts';
import { clientTokenKey } from './client-token.ts';
import { type Cluster, clusterArn, type InstanceGroup } from './cluster.ts';
import { eventKey } from './cluster-event.ts';
import { clusterEvents, setupEvents } from './event-text/cluster-events.ts';
import { groupEvents } from './event-text/group-events.ts';
import { missMinimum } from './minimum.ts';
import { placementsOf } from './placement.ts';
import { reconcile } from './reconcile.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';
import { startScheduledUpdates } from './scheduled-update.ts';

/** What happens to a cluster when its time comes: phases of its creation and deletion, deadlines, schedules. */
export function clusterDue(draft: Draft, cluster: Cluster, context: Context): void {
  const { operation } = cluster;
  if (operation?.dueAt !== undefined && operation.dueAt <= context.now) {
    switch (operation.phase) {
      case 'Setup':
        return finishSetup(draft, cluster, context);
      case 'CreateGroups':
        return createGroups(draft, cluster, context);
      default:
        return remove(draft, cluster, context);
    }
  }
  let due = cluster;
  for (const group of cluster.groups) {
    if (group.minimumDueAt !== undefined && group.minimumDueAt <= context.now)
      due = missMinimum(draft, due, group, context);
  }
  due = startScheduledUpdates(draft, due, context);
  if (due !== cluster) saveCluster(draft, due, context);
  reconcile(draft, cluster.id, context);
}

/** The cluster itself stands. With continuous provisioning and no minimum that is all InService asks (observed). */
function finishSetup(draft: Draft, cluster: Cluster, context: Context): void {
  for (const content of setupEvents(cluster)) recordEvent(draft, cluster, content, context);
  const ready = cluster.continuous && cluster.groups.every((group) => !group.minCount);
  const next = saveCluster(
    draft,
    {
      ...cluster,
      status: ready ? 'InService' : cluster.status,
      operation: {
        ...cluster.operation!,
        phase: 'CreateGroups',
        dueAt: context.now + waitMs('groupCreation', context.pace),
      },
    },
    context,
  );
  if (ready) recordEvent(draft, next, clusterEvents.creationCompleted(next), context);
}

function createGroups(draft: Draft, cluster: Cluster, context: Context): void {
  for (const group of cluster.groups) announceGroup(draft, cluster, group, context);
  recordEvent(draft, cluster, clusterEvents.operationStarted(cluster), context);
  saveCluster(
    draft,
    { ...cluster, operation: { ...cluster.operation!, phase: 'Scale', dueAt: undefined } },
    context,
  );
  reconcile(draft, cluster.id, context);
}

/** The events of a group that comes into being (observed). */
export function announceGroup(draft: Draft, cluster: Cluster, group: InstanceGroup, context: Context): void {
  recordEvent(draft, cluster, groupEvents.creationStarted(cluster, group), context);
  for (const placement of placementsOf(cluster, group)) {
    recordEvent(draft, cluster, groupEvents.subnetFound(cluster, group, placement), context);
  }
  recordEvent(draft, cluster, groupEvents.imageChosen(cluster, group), context);
  recordEvent(draft, cluster, groupEvents.creationCompleted(cluster, group), context);
}

/** The cluster is no more, and nothing that belonged to it either. */
function remove(draft: Draft, cluster: Cluster, context: Context): void {
  const { events } = draft.state.clusters.get(cluster.id)!;
  recordEvent(draft, cluster, { ...clusterEvents.deletionCompleted(cluster) }, context);
  for (const event of [...events.entries]) draft.delete('event', eventKey(cluster.id, event.sequence));
  for (const token of [...draft.state.all('token').values()]) {
    if (token.clusterId === cluster.id) draft.delete('token', clientTokenKey(cluster.id, token.token));
  }
  dropGovernance(draft, cluster.id);
  dropTags(draft, clusterArn(cluster));
  draft.delete('cluster', cluster.id);
}
