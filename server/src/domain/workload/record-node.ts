import type { Node } from '../cluster/node.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { takesWork } from './node-capacity.ts';
import { recordTask } from './record-task.ts';

/** Writes into the task history that a node takes work from now on, or takes none any more. */
export function recordNode(draft: Draft, node: Node, context: Context): void {
  const { clusterId, logicalId, instanceType, group } = node;
  const content = { node: logicalId, instanceType, group, takesWork: takesWork(node) };
  recordTask(draft, clusterId, { type: 'NodeChanged', ...content }, context);
}

/** A history begins with the nodes that are there, so that who replays it knows where tasks could run. */
export function beginHistory(draft: Draft, clusterId: string, context: Context): void {
  const { governance, nodes } = draft.state.clusters.get(clusterId)!;
  if (governance.records.size > 0) return;
  for (const node of [...nodes.all()]) {
    if (takesWork(node)) recordNode(draft, node, context);
  }
}
