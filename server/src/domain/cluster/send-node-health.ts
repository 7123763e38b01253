import { bridgeEvent, send } from '../bridge-event.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import type { Node } from './node.ts';

/** Health of a node changed: `Unhealthy` with what is done about it, or `Healthy` again (shape observed). */
export function sendNodeHealth(
  draft: Draft,
  cluster: Cluster,
  node: Node,
  health: { status: 'Healthy' | 'Unhealthy'; repair: 'None' | 'Reboot' | 'Replace'; recommendation: string },
  context: Context,
): void {
  const detail = {
    ClusterName: cluster.name,
    ClusterArn: clusterArn(cluster),
    InstanceId: node.instanceId ?? '',
    HealthSummary: {
      HealthStatus: health.status,
      HealthStatusReason: node.message ?? null,
      RepairAction: health.repair,
      Recommendation: health.recommendation,
    },
    EventTime: context.now,
    Tags: {},
  };
  const id = context
    .random('bridge', 'health', cluster.id, node.logicalId, node.generation, health.status, context.now)
    .uuid();
  const event = bridgeEvent(cluster, {
    arn: clusterArn(cluster),
    detailType: 'SageMaker HyperPod Cluster Node Health Event',
    id,
    detail,
    at: context.now,
  });
  send(draft, cluster.id, () => event, context);
}
