import type { Node } from '../cluster/node.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { EvictionCause } from './evict-task.ts';
import { cameFromOutside } from './from-outside.ts';
import { addToRoom, liveScheduler } from './live-scheduler.ts';
import { loseReplicas } from './lose-replicas.ts';
import { leavingReason, takesWork } from './node-capacity.ts';
import { recordNode } from './record-node.ts';
import type { EvictionReason } from './task.ts';

/** What happened to the node, for the tasks that had replicas on it. */
const words = {
  NodeFailure: 'has failed',
  NodeReboot: 'is being rebooted',
  NodeReplacement: 'is being replaced',
  NodeUpdate: 'has its software updated',
  NodeHealthCheck: 'is under deep health checks',
  NodeRemoved: 'is being removed',
} as const satisfies Partial<Record<EvictionReason, string>>;

/**
 * A node was written. Where it takes work no more, every task with a replica on it stops, all of its replicas; where
 * it takes work again, what waits is tried again. A cluster that governs nothing takes no notice, and forgets the
 * scheduler that somebody may have looked at.
 */
export function nodeChanged(draft: Draft, before: Node | undefined, node: Node, context: Context): void {
  const [took, takes] = [takesWork(before), takesWork(node)];
  if (took === takes) return;
  const entry = draft.state.clusters.get(node.clusterId)!;
  if (draft.get('governance', node.clusterId) === undefined) {
    entry.governance.live = undefined;
    return;
  }
  recordNode(draft, node, context);
  const live = entry.governance.live ?? liveScheduler(entry);
  if (takes) {
    if (!live.room.has(node.logicalId)) addToRoom(live.room, entry.cluster, node);
  } else {
    const tasks = [...live.room.tasksOn(node.logicalId)].map((id) => entry.governance.tasks.byId(id)!);
    for (const task of tasks.sort((a, b) => a.sequence - b.sequence)) {
      loseReplicas(draft, task, node.logicalId, causeOf(before, node), context);
      live.scheduler.evict(task.id);
    }
    live.room.removeNode(node.logicalId);
  }
  live.nodesChanged = true;
  cameFromOutside(draft, node.clusterId, context);
}

/** Why it stops, in words. */
function causeOf(before: Node | undefined, node: Node): EvictionCause {
  const reason = leavingReason(node) as keyof typeof words;
  const name = before?.instanceId ?? node.instanceId ?? node.logicalId;
  return {
    reason,
    message: `Node ${name} ${words[reason]}: all replicas stop, and the task waits again.`,
  };
}
