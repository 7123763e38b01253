import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { DELIVERIES_MAX } from '../limits.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import type { Node } from './node.ts';
import { type BridgeEvent, deliveryKey, LateNotification } from './notification.ts';

/** The three detail types that HyperPod sends (observed). */
export type DetailType =
  | 'SageMaker HyperPod Cluster State Change'
  | 'SageMaker HyperPod Cluster Node Health Event'
  | 'SageMaker HyperPod Cluster Event';

/** Wraps a detail in EventBridge's envelope. The envelope's id is its own, never the EventId (observed). */
export function bridgeEvent(
  cluster: Cluster,
  detailType: DetailType,
  id: string,
  detail: unknown,
  now: number,
): BridgeEvent {
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source: 'aws.sagemaker',
    account: cluster.account,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: cluster.region,
    resources: [clusterArn(cluster)],
    detail,
  };
}

/** Sends an event out, and keeps it for the webhook where there is one. */
export function send(draft: Draft, cluster: Cluster, make: () => BridgeEvent, context: Context): void {
  if (!context.webhook) return draft.notify(new LateNotification(cluster.id, make));
  const event = make();
  draft.notify({ clusterId: cluster.id, event });
  const sequence = Number(draft.get('setting', 'deliveries')?.value ?? 0) + 1;
  draft.put('setting', 'deliveries', { value: sequence });
  draft.put('delivery', deliveryKey(sequence), { clusterId: cluster.id, event, sequence });
  const waiting = draft.state.all('delivery');
  if (waiting.size > DELIVERIES_MAX) {
    const oldest = waiting.keys().next().value!;
    draft.delete('delivery', oldest);
    draft.put('setting', 'deliveriesDropped', {
      value: Number(draft.get('setting', 'deliveriesDropped')?.value ?? 0) + 1,
    });
  }
}

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
  const event = bridgeEvent(cluster, 'SageMaker HyperPod Cluster Node Health Event', id, detail, context.now);
  send(draft, cluster, () => event, context);
}
