import type { Context } from './context.ts';
import type { Draft } from './draft.ts';
import { DELIVERIES_MAX } from './limits.ts';
import { type BridgeEvent, deliveryKey, LateNotification } from './notification.ts';
import type { World } from './world.ts';

/**
 * What events are called: three that HyperPod sends (observed), three of training plans, for which the service
 * publishes none (our choice), and those of models, endpoints and training jobs (documented).
 */
export type DetailType =
  | 'SageMaker HyperPod Cluster State Change'
  | 'SageMaker HyperPod Cluster Node Health Event'
  | 'SageMaker HyperPod Cluster Event'
  | 'SageMaker Training Plan State Change'
  | 'SageMaker Reserved Capacity State Change'
  | 'SageMaker Training Plan Extension State Change'
  | 'SageMaker Model State Change'
  | 'SageMaker Endpoint Config State Change'
  | 'SageMaker Endpoint State Change'
  | 'SageMaker Training Job State Change';

/** A detail, and what its envelope says about it. */
export interface BridgeDetail {
  /** The ARN of what changed. */
  readonly arn: string;
  readonly detailType: DetailType;
  /** The envelope's own; never that of an event within (observed). */
  readonly id: string;
  readonly detail: unknown;
  readonly at: number;
}

/** Wraps a detail in EventBridge's envelope. */
export const bridgeEvent = (
  { account, region }: World,
  { arn, detailType, id, detail, at }: BridgeDetail,
): BridgeEvent => ({
  version: '0',
  id,
  'detail-type': detailType,
  source: 'aws.sagemaker',
  account,
  time: `${new Date(at).toISOString().slice(0, 19)}Z`,
  region,
  resources: [arn],
  detail,
});

/** Sends an event out, and keeps it for the webhook where there is one. */
export function send(draft: Draft, subject: string, make: () => BridgeEvent, context: Context): void {
  if (!context.webhook) return draft.notify(new LateNotification(subject, make));
  const event = make();
  draft.notify({ subject, event });
  const sequence = Number(draft.get('setting', 'deliveries')?.value ?? 0) + 1;
  draft.put('setting', 'deliveries', { value: sequence });
  draft.put('delivery', deliveryKey(sequence), { subject, event, sequence });
  const waiting = draft.state.all('delivery');
  if (waiting.size > DELIVERIES_MAX) {
    const oldest = waiting.keys().next().value!;
    draft.delete('delivery', oldest);
    draft.put('setting', 'deliveriesDropped', {
      value: Number(draft.get('setting', 'deliveriesDropped')?.value ?? 0) + 1,
    });
  }
}
