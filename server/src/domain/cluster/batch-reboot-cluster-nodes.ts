import type {
  BatchRebootClusterNodesRequest,
  BatchRebootClusterNodesResponse,
} from '../../shapes/batch-nodes.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { nodeRefusals } from './messages.ts';
import { beginWork } from './node-work.ts';
import { type Repair, repairNodes } from './repair-nodes.ts';

/**
 * BatchRebootClusterNodes: restarts the operating system. Instance id, address, host name and volumes stay,
 * and the lifecycle script does not run again (documented). Slurm controllers can be rebooted too.
 */
export const batchRebootClusterNodes = (
  draft: Draft,
  input: BatchRebootClusterNodesRequest,
  context: OperationContext,
): BatchRebootClusterNodesResponse => repairNodes(draft, input, reboot, context);

const reboot: Repair = {
  refuse: (_cluster, node, id) =>
    node.joined && node.instanceId !== undefined ? undefined : nodeRefusals.neverLaunched(id),
  begin: (draft, cluster, node, context) => {
    beginWork(draft, cluster, node, { kind: 'Reboot', cause: 'Request' }, context);
  },
};
