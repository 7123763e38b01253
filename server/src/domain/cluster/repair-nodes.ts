import type {
  BatchRebootClusterNodesRequest,
  BatchRebootClusterNodesResponse,
} from '../../shapes/batch-nodes.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { hitFault, matching } from '../fleet/outcome.ts';
import type { ClusterEntry } from '../state.ts';
import type { Cluster } from './cluster.ts';
import { findEntry } from './find-cluster.ts';
import { nodeRefusals, refusals } from './messages.ts';
import { type Node, nodeKey } from './node.ts';
import { reconcile } from './reconcile.ts';

/**
 * What rebooting and replacing have in common: nodes named by instance id, by logical id or both ways, each
 * taken or refused by itself, and only what was taken changed. "Successful" means begun, not done
 * (documented).
 *
 * Where the service is silent (our choice): 25 of each may be given in one request; a name given twice is
 * answered once; a node given by both of its names is worked on once and reported under both.
 */
export interface Repair {
  /** Why the node is left alone; undefined: it is taken. */
  refuse(cluster: Cluster, node: Node, id: string): NodeRefusal | undefined;
  begin(draft: Draft, cluster: Cluster, node: Node, context: OperationContext): void;
}

export interface NodeRefusal {
  readonly code: 'InstanceIdNotFound' | 'InvalidInstanceStatus' | 'InstanceIdInUse' | 'InternalServerError';
  readonly message: string;
}

export function repairNodes(
  draft: Draft,
  input: BatchRebootClusterNodesRequest,
  repair: Repair,
  context: OperationContext,
): BatchRebootClusterNodesResponse {
  const entry = findEntry(draft.state, input.ClusterName, context.world);
  const { cluster, nodes } = entry;
  const { NodeIds, NodeLogicalIds } = input;
  if (NodeIds === undefined && NodeLogicalIds === undefined) throw refusals.noNodesNamed();
  if (NodeLogicalIds !== undefined && !cluster.continuous) throw refusals.logicalIdsNeedContinuous(cluster);
  const met: Met = { taken: new Set(), failing: new Set() };
  const attempt = (id: string, find: (id: string) => Node | undefined): NodeRefusal | undefined =>
    take(draft, entry, id, find(id), met, repair, context);
  const byId = each(NodeIds, (id) => attempt(id, (name) => nodes.byInstanceId(name)));
  const byLogicalId = each(NodeLogicalIds, (id) => attempt(id, (name) => nodes.get(name)));
  reconcile(draft, cluster.id, context);
  return {
    Successful: byId.done.length > 0 ? byId.done : undefined,
    Failed: byId.refused.map(({ id, code, message }) => ({ NodeId: id, ErrorCode: code, Message: message })),
    FailedNodeLogicalIds:
      NodeLogicalIds === undefined
        ? undefined
        : byLogicalId.refused.map(({ id, code, message }) => ({
            NodeLogicalId: id,
            ErrorCode: code,
            Message: message,
          })),
    SuccessfulNodeLogicalIds: NodeLogicalIds === undefined ? undefined : byLogicalId.done,
  };
}

/** The nodes of a request that were begun with, and those that the fleet refused: the same under both names. */
interface Met {
  readonly taken: Set<string>;
  readonly failing: Set<string>;
}

/** Sorts names, each once, into those done and those refused. */
function each(ids: readonly string[] = [], attempt: (id: string) => NodeRefusal | undefined) {
  const done: string[] = [];
  const refused: (NodeRefusal & { id: string })[] = [];
  for (const id of new Set(ids)) {
    const refusal = attempt(id);
    if (refusal === undefined) done.push(id);
    else refused.push({ id, ...refusal });
  }
  return { done, refused };
}

function take(
  draft: Draft,
  { cluster }: ClusterEntry,
  id: string,
  node: Node | undefined,
  met: Met,
  repair: Repair,
  context: OperationContext,
): NodeRefusal | undefined {
  if (node === undefined) return nodeRefusals.noSuchNode(id, cluster);
  if (met.taken.has(node.logicalId)) return undefined;
  const refusal =
    busy(cluster, node, id) ??
    repair.refuse(cluster, node, id) ??
    internalError(draft, cluster, node, id, met, context);
  if (refusal !== undefined) return refusal;
  repair.begin(draft, cluster, node, context);
  met.taken.add(node.logicalId);
  return undefined;
}

/** What is being done to the node already, in a word. */
const participles = {
  Reboot: 'rebooted',
  Replace: 'replaced',
  UpdateSoftware: 'updated',
  HealthCheck: 'checked',
} as const;

function busy(cluster: Cluster, node: Node, id: string): NodeRefusal | undefined {
  if (cluster.status === 'Creating' || cluster.status === 'Deleting' || cluster.status === 'Failed') {
    return nodeRefusals.clusterBusy(id, cluster);
  }
  const kind = node.work?.kind;
  if (kind === 'Provision' || kind === 'Terminate') {
    return nodeRefusals.invalidStatus(id, node.status, 'Running');
  }
  return kind === undefined || kind === 'Retry' ? undefined : nodeRefusals.inUse(id, participles[kind]);
}

/** The fleet did not take the call: happens where a fault asks for it. */
function internalError(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  id: string,
  met: Met,
  context: OperationContext,
): NodeRefusal | undefined {
  if (met.failing.has(node.logicalId)) return nodeRefusals.internal(id);
  const fault = matching(
    draft,
    cluster,
    (spec) =>
      spec.type === 'internal-error' && (spec.node === node.instanceId || spec.node === node.logicalId),
  );
  if (fault === undefined) return undefined;
  met.failing.add(node.logicalId);
  hitFault(draft, fault, `request for ${nodeKey(node)}`, context.now);
  return nodeRefusals.internal(id);
}
