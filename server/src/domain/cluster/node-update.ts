import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { durationMs } from '../fleet/outcome.ts';
import { type Cluster, groupOf, withGroup } from './cluster.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import { healthAfterWork } from './health.ts';
import { type Node, type NodeWork, nodeKey } from './node.ts';
import { beginWork, rested, saveNode } from './node-work.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';
import { updateFailures } from './update-messages.ts';

/**
 * A node whose software update failed. It is tried again, showing Failure in between, with a message that
 * stays (observed); after the last try the group's update is told, which turns back once its batch has ended.
 */

/** Tries of one node's update, the first included (observed: up to 4, within 18 minutes). */
export const UPDATE_ATTEMPTS_MAX = 4;

export function nodeUpdateFailed(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  failure: string,
  context: Context,
): void {
  const work = node.work!;
  const failed: Node = { ...node, status: 'Failure', message: failure };
  recordEvent(draft, cluster, instanceEvents.updateFailed(cluster, failed, failure), context);
  if (work.attempt < UPDATE_ATTEMPTS_MAX) pause(draft, cluster, failed, context);
  else tell(draft, cluster, failed, failure, context);
}

function pause(draft: Draft, cluster: Cluster, failed: Node, context: Context): void {
  const work: NodeWork = { ...failed.work!, step: 'BackOff', startedAt: context.now, dueAt: context.now };
  const dueAt = context.now + durationMs(draft, cluster, failed, work, context);
  saveNode(draft, { ...failed, work: { ...work, dueAt } }, context);
}

/** The pause after a failed try is over. The message of the failure stays (observed). */
export function tryUpdateAgain(draft: Draft, cluster: Cluster, node: Node, context: Context): void {
  const { attempt, cause } = node.work!;
  beginWork(draft, cluster, node, { kind: 'UpdateSoftware', attempt: attempt + 1, cause }, context);
}

/**
 * The last try failed. The root volume is no longer what it was, so the node counts as having the group's
 * image: the rollback then takes it along.
 */
function tell(draft: Draft, cluster: Cluster, node: Node, failure: string, context: Context): void {
  const group = groupOf(cluster, node.group)!;
  saveNode(draft, { ...rested(node, 'Failure'), image: group.image }, context);
  healthAfterWork(draft, cluster, draft.get('node', nodeKey(node))!, 'UpdateSoftware', context);
  const update = group.softwareUpdate;
  if (update === undefined) return;
  const why = updateFailures.node(node.instanceId ?? node.logicalId, UPDATE_ATTEMPTS_MAX, failure);
  const told = update.status === 'RollbackInProgress' ? { rollbackFailure: why } : { failureMessage: why };
  saveCluster(draft, withGroup(cluster, group.name, { softwareUpdate: { ...update, ...told } }), context);
}
