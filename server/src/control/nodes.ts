import { type Cluster, clusterArn, isEks } from '../domain/cluster/cluster.ts';
import { nodePage } from '../domain/cluster/list-cluster-nodes.ts';
import type { Node } from '../domain/cluster/node.ts';
import { hostnameOf, ipOf, nameOf } from '../domain/cluster/placement.ts';
import type { Call, Reply } from './call.ts';
import { findCluster, PAGE_MAX } from './clusters.ts';
import { isoTime, number, text } from './members.ts';

/**
 * GET nodes: every name that a node goes by, side by side, and what is being done to it until when. The API
 * shows neither the name that the orchestrator knows a node by nor the work behind a status.
 */
export function listNodes({ engine, query }: Call): Reply {
  const entry = findCluster(engine.state, query);
  const limit = number(query, 'limit', { min: 1, max: PAGE_MAX, whole: true }) ?? PAGE_MAX;
  const { nodes, nextToken } = nodePage(entry, {
    ClusterName: entry.cluster.id,
    IncludeNodeLogicalIds: true,
    SortBy: 'NAME',
    MaxResults: limit,
    NextToken: text(query, 'nextToken'),
  });
  return {
    json: {
      now: isoTime(engine.clock.now()),
      cluster: { name: entry.cluster.name, arn: clusterArn(entry.cluster), status: entry.cluster.status },
      nodes: nodes.map((node) => row(entry.cluster, node)),
      nextToken: nextToken === '' ? null : nextToken,
    },
  };
}

/** The node's name in kubectl or in sinfo (both observed); it has none before its first instance. */
function orchestratorName(cluster: Cluster, node: Node): string | undefined {
  if (node.instanceId === undefined) return undefined;
  return isEks(cluster) ? `hyperpod-${node.instanceId}` : hostnameOf(cluster, node)?.split('.')[0];
}

const row = (cluster: Cluster, node: Node) => ({
  name: nameOf(node),
  group: node.group,
  instanceId: node.instanceId ?? null,
  logicalId: node.logicalId,
  orchestratorName: orchestratorName(cluster, node) ?? null,
  hostname: hostnameOf(cluster, node) ?? null,
  ip: node.instanceId === undefined ? null : (ipOf(node) ?? null),
  instanceType: node.instanceType,
  status: node.status,
  message: node.message ?? null,
  work:
    node.work === undefined
      ? null
      : {
          kind: node.work.kind,
          step: node.work.step,
          attempt: node.work.attempt,
          cause: node.work.cause ?? null,
        },
  workEndsAt: node.work === undefined ? null : isoTime(node.work.dueAt),
  ailment:
    node.ailment === undefined
      ? null
      : {
          fault: node.ailment.faultId,
          needs: node.ailment.needs.toLowerCase(),
          since: isoTime(node.ailment.startedAt),
          noticed: node.ailment.noticedAt === undefined,
        },
});
