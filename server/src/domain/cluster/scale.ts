import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Cluster, groupOf, type InstanceGroup, isSlurmController } from './cluster.ts';
import { groupEvents } from './event-text/group-events.ts';
import { planEvents } from './event-text/plan-events.ts';
import type { Node } from './node.ts';
import { beginWork, terminate } from './node-work.ts';
import type { GroupIndex } from './nodes-index.ts';
import { subnetZonesOf } from './placement.ts';
import { wantedCount } from './plan-holds.ts';
import { dismissMisplaced, placeAwaiting, standingAtVacancy } from './plan-nodes.ts';
import { blockOpenToClusters, planOf } from './plan-of-group.ts';
import { recordEvent } from './record-event.ts';
import { saveCluster } from './save-cluster.ts';

/** Bringing a group's nodes to its target count: more of them, or fewer. */

export interface NodePlan {
  readonly availabilityZones?: readonly string[];
  readonly instanceTypes?: readonly string[];
}

/** Adds nodes to a group and sets them to work. Answers the cluster as written, and the new nodes. */
export function addNodes(
  draft: Draft,
  cluster: Cluster,
  groupName: string,
  count: number,
  context: Context,
  plan: NodePlan = {},
): { cluster: Cluster; nodes: Node[] } {
  const group = groupOf(cluster, groupName)!;
  const saved = saveCluster(draft, { ...cluster, nodesCreated: cluster.nodesCreated + count }, context);
  const nodes: Node[] = [];
  for (let i = 0; i < count; i += 1) {
    const node = newNode(draft, saved, group, cluster.nodesCreated + i, plan, context);
    nodes.push(beginWork(draft, saved, node, { kind: 'Provision' }, context));
  }
  return { cluster: saved, nodes };
}

function newNode(
  draft: Draft,
  cluster: Cluster,
  group: InstanceGroup,
  sequence: number,
  plan: NodePlan,
  context: Context,
): Node {
  const standing = standingAtVacancy(draft.state, cluster, group);
  const types = plan.instanceTypes ?? group.spec.InstanceRequirements?.InstanceTypes;
  const zones = subnetZonesOf(cluster, group);
  const wanted = zones.findIndex((zone) => plan.availabilityZones?.includes(zone));
  return {
    clusterId: cluster.id,
    logicalId: context.random('node', cluster.id, sequence).uuid(),
    group: group.name,
    sequence,
    generation: 0,
    instanceType: group.spec.InstanceType ?? types![0]!,
    createdAt: context.now,
    subnetIndex: wanted >= 0 ? wanted : sequence % zones.length,
    ...plan,
    status: 'Pending',
    joined: false,
    image: group.image,
    capacityType: group.spec.CapacityRequirements?.Spot === undefined ? 'OnDemand' : 'Spot',
    ...(standing ?? { ultraServer: ultraServerOf(draft, cluster, group, context) }),
  };
}

/** GB200 instances come in UltraServers of 18 (documented); on demand a node takes the first free place (our choice). */
const INSTANCES_PER_ULTRA_SERVER = 18;

function ultraServerOf(
  draft: Draft,
  cluster: Cluster,
  group: InstanceGroup,
  context: Context,
): Node['ultraServer'] {
  if (group.spec.InstanceType !== 'ml.p6e-gb200.36xlarge') return undefined;
  const taken = new Map<string, number>();
  for (const { node } of draft.state.clusters.get(cluster.id)!.nodes.group(group.name).entries) {
    if (node.ultraServer !== undefined)
      taken.set(node.ultraServer.id, (taken.get(node.ultraServer.id) ?? 0) + 1);
  }
  for (let ordinal = 0; ; ordinal += 1) {
    const id = `us-${context.random('ultra-server', cluster.id, group.name, ordinal).hex(17)}`;
    if ((taken.get(id) ?? 0) < INSTANCES_PER_ULTRA_SERVER) return { id, type: 'ml.u-p6e-gb200x72' };
  }
}

/** Brings a group to its target, with the events that the service records around it. */
export function scaleGroup(draft: Draft, cluster: Cluster, groupName: string, context: Context): Cluster {
  const { nodes } = draft.state.clusters.get(cluster.id)!;
  const group = groupOf(cluster, groupName)!;
  dismissMisplaced(draft, cluster, group, context);
  placeAwaiting(draft, cluster, group, context);
  const index = nodes.group(groupName);
  const target = wantedCount(draft.state, cluster, group);
  const missing = target - index.staying;
  if (missing === 0 || (missing > 0 && !mayGrow(draft, cluster, group))) return cluster;
  sayWhy(draft, cluster, group, missing, context);
  recordEvent(draft, cluster, groupEvents.scalingStarted(cluster, group, index.joined), context);
  let scaled = cluster;
  if (missing > 0) scaled = addNodes(draft, cluster, groupName, missing, context).cluster;
  else
    for (const node of surplus(cluster, group, index, -missing, context))
      terminate(draft, cluster, node, context);
  recordEvent(draft, scaled, groupEvents.scalingCompleted(scaled, group, index.joined), context);
  return scaled;
}

/** On a training plan instances also come and go with its blocks. */
function sayWhy(
  draft: Draft,
  cluster: Cluster,
  group: InstanceGroup,
  missing: number,
  context: Context,
): void {
  const plan = planOf(draft.state, cluster, group);
  if (plan === undefined) return;
  const block = blockOpenToClusters(plan);
  if (missing > 0)
    recordEvent(draft, cluster, planEvents.arriving(cluster, group, plan, missing, block!), context);
  else if (block === undefined && plan.status === 'Active' && group.deleting !== true)
    recordEvent(draft, cluster, planEvents.leaving(cluster, group, plan, -missing), context);
}

/** On Slurm with continuous provisioning the controller comes up first (documented). */
function mayGrow(draft: Draft, cluster: Cluster, group: InstanceGroup): boolean {
  if (cluster.status === 'Failed' || cluster.status === 'Deleting') return false;
  if (!cluster.continuous || isSlurmController(cluster, group)) return true;
  const { nodes } = draft.state.clusters.get(cluster.id)!;
  return cluster.groups.every(
    (other) => !isSlurmController(cluster, other) || nodes.group(other.name).joined >= other.targetCount,
  );
}

/**
 * Which nodes go. Continuous: the unhealthy first, then for flexible groups the least preferred type, then
 * the newest (documented). Default mode: at random (documented), save in a rollback, which takes the newest.
 */
function surplus(
  cluster: Cluster,
  group: InstanceGroup,
  index: GroupIndex,
  count: number,
  context: Context,
): Node[] {
  const staying = index.entries.map((entry) => entry.node).filter((node) => node.work?.kind !== 'Terminate');
  if (!cluster.continuous && cluster.operation?.kind === 'Update') {
    const draw = context.random('scale-down', cluster.id, cluster.generation);
    const keyed = staying.map((node) => ({ node, key: draw.next() }));
    return keyed
      .sort((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ node }) => node);
  }
  const types: readonly string[] = group.spec.InstanceRequirements?.InstanceTypes ?? [];
  /** A type that the group no longer takes is the least preferred of all. */
  const preference = ({ instanceType }: Node): number =>
    types.includes(instanceType) ? types.indexOf(instanceType) : types.length;
  return staying
    .sort(
      (a, b) =>
        Number(isWell(a)) - Number(isWell(b)) || preference(b) - preference(a) || b.sequence - a.sequence,
    )
    .slice(0, count);
}

const isWell = (node: Node): boolean =>
  node.joined && node.ailment === undefined && node.status !== 'Failure';
