import type {
  InstanceGroupHealthCheckConfiguration,
  StartClusterHealthCheckRequest,
  StartClusterHealthCheckResponse,
} from '../../shapes/health-check.ts';
import type { DeepHealthCheckType } from '../../shapes/instance-group.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { ClusterEntry } from '../state.ts';
import { type Cluster, clusterArn, groupOf, isEks } from './cluster.ts';
import { clusterEvents } from './event-text/cluster-events.ts';
import { instanceEvents } from './event-text/instance-events.ts';
import { findEntry } from './find-cluster.ts';
import { refusals } from './messages.ts';
import type { Node } from './node.ts';
import { beginWork } from './node-work.ts';
import { reconcile } from './reconcile.ts';
import { recordEvent } from './record-event.ts';
import { requireInService } from './require-in-service.ts';
import { saveCluster } from './save-cluster.ts';
import { healthCheckRefusals, healthCheckSkips } from './update-messages.ts';

/**
 * StartClusterHealthCheck: runs deep health checks on worker nodes, one run per cluster at a time
 * (documented). A node that is not free is passed over, with an event; a run that reaches no node is over at
 * once.
 */
export function startClusterHealthCheck(
  draft: Draft,
  input: StartClusterHealthCheckRequest,
  context: OperationContext,
): StartClusterHealthCheckResponse {
  const entry = findEntry(draft.state, input.ClusterName, context.world);
  const { cluster } = entry;
  requireInService(cluster, 'StartClusterHealthCheck');
  if (cluster.healthCheck !== undefined) throw refusals.healthCheckUnderWay(cluster);
  const wanted = merge(entry, input.DeepHealthCheckConfigurations);
  const started = saveCluster(draft, { ...cluster, healthCheck: { startedAt: context.now } }, context);
  const free = [...wanted].filter(([node]) => whySkipped(node) === undefined);
  recordEvent(draft, started, clusterEvents.healthCheckStarted(started, free.length), context);
  for (const [node] of wanted) {
    const why = whySkipped(node);
    if (why !== undefined)
      recordEvent(draft, started, instanceEvents.healthCheckSkipped(started, node, why), context);
  }
  for (const [node, checks] of free) {
    beginWork(
      draft,
      started,
      node,
      { kind: 'HealthCheck', cause: 'Request', checks: [...checks].sort() },
      context,
    );
  }
  reconcile(draft, cluster.id, context);
  return { ClusterArn: clusterArn(cluster) };
}

/** Why the node cannot be checked now (documented for busy nodes: they are passed over). */
function whySkipped(node: Node): string | undefined {
  if (node.status !== 'Running') return healthCheckSkips.status(node);
  return node.work === undefined ? undefined : healthCheckSkips.busy;
}

/** The checks of each node; entries that overlap are merged (documented). */
function merge(
  { cluster, nodes }: ClusterEntry,
  configurations: readonly InstanceGroupHealthCheckConfiguration[],
): Map<Node, Set<DeepHealthCheckType>> {
  const wanted = new Map<Node, Set<DeepHealthCheckType>>();
  for (const { InstanceGroupName: group, InstanceIds: ids, DeepHealthChecks: checks } of configurations) {
    checkGroup(cluster, group);
    const members = nodes.group(group).entries.map(({ node }) => node);
    const chosen = ids === undefined ? members : chosenOf(members, ids, group);
    for (const node of chosen) wanted.set(node, new Set([...(wanted.get(node) ?? []), ...checks]));
  }
  return wanted;
}

/** Only workers are checked (documented): of Slurm groups those that say they are something else are refused. */
function checkGroup(cluster: Cluster, name: string): void {
  const group = groupOf(cluster, name);
  if (group === undefined)
    throw refusals.noSuchGroup(
      name,
      cluster.groups.map((other) => other.name),
    );
  const type = group.spec.SlurmConfig?.NodeType;
  if (!isEks(cluster) && (type === 'Controller' || type === 'Login'))
    throw healthCheckRefusals.headNodes(name, type);
}

function chosenOf(members: readonly Node[], ids: readonly string[], group: string): Node[] {
  const byId = new Map(members.map((node) => [node.instanceId, node]));
  const unknown = ids.filter((id) => !byId.has(id));
  if (unknown.length > 0) throw healthCheckRefusals.noSuchInstances([...new Set(unknown)], group);
  return ids.map((id) => byId.get(id)!);
}
