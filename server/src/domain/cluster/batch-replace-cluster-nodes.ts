import type {
  BatchReplaceClusterNodesRequest,
  BatchReplaceClusterNodesResponse,
} from '../../shapes/batch-nodes.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { groupOf, isSlurmController } from './cluster.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import { nodeRefusals } from './messages.ts';
import { beginWork } from './node-work.ts';
import { recordEvent } from './record-event.ts';
import { type Repair, repairNodes } from './repair-nodes.ts';

/**
 * BatchReplaceClusterNodes: ends the instance and launches another in its place. The logical id, the group
 * and the target count stay; instance id and volumes are new, the lifecycle script runs again, and on Slurm
 * the host name stays (documented). Slurm controllers are refused (documented); a node whose launch failed
 * can be replaced at once instead of waiting for its next try (our choice).
 */
export const batchReplaceClusterNodes = (
  draft: Draft,
  input: BatchReplaceClusterNodesRequest,
  context: OperationContext,
): BatchReplaceClusterNodesResponse => repairNodes(draft, input, replace, context);

const replace: Repair = {
  refuse: (cluster, node, id) => {
    if (node.awaitsPlan === true) return nodeRefusals.awaitsPlan(id);
    return isSlurmController(cluster, groupOf(cluster, node.group)!)
      ? nodeRefusals.controller(id, 'replaced')
      : undefined;
  },
  begin: (draft, cluster, node, context) => {
    recordEvent(draft, cluster, instanceEvents.replacementRequested(cluster, node, 'requested'), context);
    beginWork(draft, cluster, node, { kind: 'Replace', cause: 'Request' }, context);
  },
};
