import assert from 'node:assert/strict';
import type { Node } from '../../../src/domain/cluster/node.ts';
import type { Output } from '../../fleet.ts';
import type { Simulation } from '../simulation.ts';

/**
 * What a reply promises is there at the next look. At the instant pace the consequences of a call have come
 * by then as well, so only their end can be seen.
 */
type Before = ReadonlyMap<string, Node>;

/** A repair begun shows as Pending; a refused node is the very same as before. */
export function repairsHaveBegun(
  simulation: Simulation,
  clusterId: string,
  verb: 'reboot' | 'replace',
  before: Before,
  reply: Output<'BatchRebootClusterNodes'>,
): void {
  const { nodes } = simulation.state.clusters.get(clusterId)!;
  const done = namedBefore(before, reply.Successful, reply.SuccessfulNodeLogicalIds);
  for (const former of done) {
    const node = nodes.get(former.logicalId)!;
    assert.equal(node.logicalId, former.logicalId);
    if (simulation.story.pace !== 'instant') {
      assert.equal(node.status, 'Pending', `${verb} of ${former.logicalId}`);
      assert.equal(node.instanceId, former.instanceId, 'the id of an instance that is still there');
      assert.equal(node.work?.kind, verb === 'reboot' ? 'Reboot' : 'Replace');
    } else if (verb === 'reboot') assert.equal(node.instanceId, former.instanceId);
    if (verb === 'replace' && former.instanceId !== undefined) {
      simulation.replacing.set(`${clusterId}/${former.logicalId}`, former.instanceId);
    }
  }
  const failedIds = (reply.Failed ?? []).map(({ NodeId }) => NodeId);
  const failedLogicalIds = (reply.FailedNodeLogicalIds ?? []).map(({ NodeLogicalId }) => NodeLogicalId);
  const untouched = namedBefore(before, failedIds, failedLogicalIds).filter((node) => !done.includes(node));
  for (const former of untouched)
    assert.equal(nodes.get(former.logicalId), former, 'a refused node was changed');
}

/** Nodes deleted go, and their groups want that many fewer. */
export function deletionsHaveBegun(
  simulation: Simulation,
  clusterId: string,
  before: Before,
  targetsBefore: ReadonlyMap<string, number>,
  reply: Output<'BatchDeleteClusterNodes'>,
): void {
  const { nodes, cluster } = simulation.state.clusters.get(clusterId)!;
  const done = namedBefore(before, reply.Successful, reply.SuccessfulNodeLogicalIds);
  for (const { logicalId } of done) {
    const node = nodes.get(logicalId);
    if (simulation.story.pace === 'instant') assert.equal(node, undefined);
    else assert.equal(node?.status, 'ShuttingDown', `deletion of ${logicalId}`);
  }
  for (const group of cluster.groups) {
    const fewer = new Set(done.filter((node) => node.group === group.name)).size;
    assert.equal(group.targetCount, targetsBefore.get(group.name)! - fewer, `target of ${group.name}`);
  }
  const failedIds = (reply.Failed ?? []).map(({ NodeId }) => NodeId);
  const failedLogicalIds = (reply.FailedNodeLogicalIds ?? []).map(({ NodeLogicalId }) => NodeLogicalId);
  for (const former of namedBefore(before, failedIds, failedLogicalIds)) {
    if (!done.includes(former))
      assert.equal(nodes.get(former.logicalId), former, 'a refused node was changed');
  }
}

/** Nodes added are in the list, and their groups want that many more; a replay adds none. */
export function additionsAreListed(
  simulation: Simulation,
  clusterId: string,
  before: Before,
  targetsBefore: ReadonlyMap<string, number>,
  reply: Output<'BatchAddClusterNodes'>,
): void {
  const { nodes, cluster } = simulation.state.clusters.get(clusterId)!;
  const rows = reply.Successful ?? [];
  const isReplay = rows.some(
    ({ NodeLogicalId, Status }) => before.has(NodeLogicalId) || Status === 'NotFound',
  );
  for (const { NodeLogicalId, InstanceGroupName, Status } of rows) {
    const node = nodes.get(NodeLogicalId);
    if (simulation.story.pace !== 'instant') assert.equal(Status, node?.status ?? 'NotFound');
    if (node !== undefined) assert.equal(node.group, InstanceGroupName);
  }
  for (const { name, targetCount } of cluster.groups) {
    const added = isReplay ? 0 : rows.filter(({ InstanceGroupName }) => InstanceGroupName === name).length;
    assert.equal(targetCount, targetsBefore.get(name)! + added, `target of ${name}`);
  }
}

/** The nodes, as they were, that a reply names by either name. */
function namedBefore(
  before: Before,
  ids: readonly string[] = [],
  logicalIds: readonly string[] = [],
): Node[] {
  const named = new Set<Node>();
  for (const node of before.values()) {
    const byId = node.instanceId !== undefined && ids.includes(node.instanceId);
    if (byId || logicalIds.includes(node.logicalId)) named.add(node);
  }
  return [...named];
}
