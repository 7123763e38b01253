import type { Node } from '../../src/domain/cluster/node.ts';
import { placementsOf } from '../../src/domain/cluster/placement.ts';
import type { Input, Output } from '../fleet.ts';
import { additionsAreListed, deletionsHaveBegun, repairsHaveBegun } from './checkers/effects.ts';
import { alone, type Call, groupAt } from './choices.ts';
import { clusterNames } from './requests.ts';
import type { Simulation } from './simulation.ts';
import type { Command, Pick } from './steps.ts';

/** Calls of the four Batch operations, each followed by a look at what its reply promises. */
export async function addNodes(
  simulation: Simulation,
  { cluster, entries, token }: Extract<Command, { do: 'add nodes' }>,
  call: Call,
): Promise<void> {
  const entry = simulation.entry(cluster);
  const group = entry?.cluster.groups[0];
  const zone = group && placementsOf(entry.cluster, group)[0]!.zone;
  const input: Input<'BatchAddClusterNodes'> = {
    ClusterName: clusterNames[cluster]!,
    ClientToken: token,
    NodesToAdd: entries.map((asked) => ({
      InstanceGroupName: groupAt(entry, asked.group),
      IncrementTargetCountBy: asked.count,
      AvailabilityZones: asked.zone && zone !== undefined ? [zone] : undefined,
    })),
  };
  const before = nodesBefore(simulation, cluster);
  const targets = targetsOf(simulation, cluster);
  const { reply } = await call(simulation, 'BatchAddClusterNodes', input, cluster);
  if (reply === undefined || call !== alone) return;
  additionsAreListed(simulation, entry!.cluster.id, before, targets, reply as Output<'BatchAddClusterNodes'>);
}

const nodesBefore = (simulation: Simulation, cluster: number): Map<string, Node> =>
  new Map([...(simulation.entry(cluster)?.nodes.all() ?? [])].map((node) => [node.logicalId, node]));

const targetsOf = (simulation: Simulation, cluster: number): Map<string, number> =>
  new Map(
    (simulation.entry(cluster)?.cluster.groups ?? []).map(({ name, targetCount }) => [name, targetCount]),
  );

const operations = {
  reboot: 'BatchRebootClusterNodes',
  replace: 'BatchReplaceClusterNodes',
  'delete nodes': 'BatchDeleteClusterNodes',
} as const;

export async function workOnNodes(
  simulation: Simulation,
  command: Extract<Command, { picks: readonly Pick[] }>,
  nodes: readonly Node[],
  call: Call,
): Promise<void> {
  const { cluster } = command;
  const entry = simulation.entry(cluster);
  const { ids, logicalIds } = names(simulation, command.picks, nodes, entry?.cluster.continuous === true);
  const input = {
    ClusterName: clusterNames[cluster]!,
    NodeIds: ids.length > 0 ? ids : undefined,
    NodeLogicalIds: logicalIds.length > 0 ? logicalIds : undefined,
  };
  const before = nodesBefore(simulation, cluster);
  const targets = targetsOf(simulation, cluster);
  const { reply } = await call(simulation, operations[command.do], input, cluster);
  if (reply === undefined || call !== alone) return;
  const { id } = entry!.cluster;
  if (command.do === 'delete nodes') {
    deletionsHaveBegun(simulation, id, before, targets, reply as Output<'BatchDeleteClusterNodes'>);
  } else repairsHaveBegun(simulation, id, command.do, before, reply as Output<'BatchRebootClusterNodes'>);
}

/** Clusters of the default mode take no logical ids; those are asked for rarely. */
function names(simulation: Simulation, picks: readonly Pick[], nodes: readonly Node[], continuous: boolean) {
  const ids: string[] = [];
  const logicalIds: string[] = [];
  for (const { node: number, by: wish } of picks) {
    const by = wish === 'logical id' && !continuous ? 'id' : wish;
    const node = nodes[number % Math.max(1, nodes.length)];
    const { formerIds } = simulation;
    const former = formerIds[number % Math.max(1, formerIds.length)];
    const id = node?.instanceId ?? 'i-00000000000000000';
    if (by === 'id' || by === 'both' || by === 'twice') ids.push(id);
    if (by === 'twice') ids.push(id);
    if (by === 'logical id' || by === 'both') logicalIds.push(node?.logicalId ?? 'nobody');
    if (by === 'former id') ids.push(former ?? 'i-11111111111111111');
    if (by === 'unknown') ids.push('i-00000000000000000');
  }
  return { ids, logicalIds };
}
