import type {
  BatchDeleteClusterNodesRequest,
  BatchDeleteClusterNodesResponse,
} from '../../shapes/batch-nodes.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Cluster, groupOf, isSlurmController, withGroup } from './cluster.ts';
import { findEntry } from './find-cluster.ts';
import { nodeRefusals, refusals } from './messages.ts';
import type { Node } from './node.ts';
import { terminate } from './node-work.ts';
import { reconcile } from './reconcile.ts';
import { saveCluster } from './save-cluster.ts';

/** Nodes in one request, instance ids and logical ids together: the guide's figure; the shapes contradict each other. */
const NODES_PER_REQUEST_MAX = 99;

type Code = 'NodeIdNotFound' | 'InvalidNodeStatus' | 'NodeIdInUse';
interface Row {
  readonly id: string;
  readonly code: Code;
  readonly message: string;
}

/**
 * BatchDeleteClusterNodes: takes nodes out of the cluster and lowers their groups' targets. Partial success is
 * answered with 200; where every node is refused the whole call fails (documented: 400).
 */
export function batchDeleteClusterNodes(
  draft: Draft,
  input: BatchDeleteClusterNodesRequest,
  context: OperationContext,
): BatchDeleteClusterNodesResponse {
  const { cluster, nodes } = findEntry(draft.state, input.ClusterName, context.world);
  const ids = new Set(input.NodeIds);
  const logicalIds = new Set(input.NodeLogicalIds);
  if (ids.size + logicalIds.size === 0) throw refusals.noNodesNamed();
  if (ids.size + logicalIds.size > NODES_PER_REQUEST_MAX) {
    throw refusals.tooManyToDelete(ids.size + logicalIds.size, NODES_PER_REQUEST_MAX);
  }
  if (logicalIds.size > 0 && !cluster.continuous) throw refusals.logicalIdsNeedContinuous(cluster);
  const taken = new Map<string, Node>();
  const byId = sort(cluster, ids, (id) => nodes.byInstanceId(id), taken);
  const byLogicalId = sort(cluster, logicalIds, (id) => nodes.get(id), taken);
  if (taken.size === 0) {
    const rows = [...byId.refused, ...byLogicalId.refused];
    throw refusals.nothingDeleted(
      rows.map(({ id, code, message }) => `${id}: ${code}: ${message}`).join(' '),
    );
  }
  let changed = cluster;
  for (const node of taken.values()) {
    const group = groupOf(changed, node.group)!;
    changed = withGroup(changed, group.name, {
      targetCount: group.targetCount - 1,
      minCount: group.minCount && Math.min(group.minCount, group.targetCount - 1),
    });
  }
  changed = saveCluster(draft, changed, context);
  for (const node of taken.values()) terminate(draft, changed, node, context);
  reconcile(draft, cluster.id, context);
  return {
    Failed: orAbsent(
      byId.refused.map(({ id, code, message }) => ({ NodeId: id, Code: code, Message: message })),
    ),
    Successful: orAbsent(byId.done),
    FailedNodeLogicalIds: orAbsent(
      byLogicalId.refused.map(({ id, code, message }) => ({
        NodeLogicalId: id,
        Code: code,
        Message: message,
      })),
    ),
    SuccessfulNodeLogicalIds: orAbsent(byLogicalId.done),
  };
}

/** These lists have at least one member or are absent (documented, observed). */
const orAbsent = <T>(rows: T[]): T[] | undefined => (rows.length === 0 ? undefined : rows);

function sort(
  cluster: Cluster,
  ids: Iterable<string>,
  find: (id: string) => Node | undefined,
  taken: Map<string, Node>,
) {
  const done: string[] = [];
  const refused: Row[] = [];
  for (const id of ids) {
    const node = find(id);
    const row = refuse(cluster, node, id);
    if (row !== undefined) refused.push(row);
    else {
      taken.set(node!.logicalId, node!);
      done.push(id);
    }
  }
  return { done, refused };
}

function refuse(cluster: Cluster, node: Node | undefined, id: string): Row | undefined {
  if (node === undefined)
    return { id, code: 'NodeIdNotFound', message: nodeRefusals.noSuchNode(id, cluster).message };
  const group = groupOf(cluster, node.group)!;
  if (cluster.status !== 'InService' || cluster.operation !== undefined) {
    return { id, code: 'InvalidNodeStatus', message: nodeRefusals.clusterBusy(id, cluster).message };
  }
  if (isSlurmController(cluster, group)) {
    return { id, code: 'InvalidNodeStatus', message: nodeRefusals.controller(id, 'deleted').message };
  }
  const kind = node.work?.kind;
  if (kind === 'Terminate') {
    return { id, code: 'NodeIdInUse', message: nodeRefusals.inUse(id, 'deleted').message };
  }
  if (kind === 'Reboot' || kind === 'Replace' || kind === 'UpdateSoftware' || kind === 'HealthCheck') {
    return { id, code: 'NodeIdInUse', message: nodeRefusals.inUse(id, 'worked on').message };
  }
  return undefined;
}
