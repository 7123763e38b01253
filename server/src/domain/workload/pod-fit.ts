/** Whether pods could stand on a node: labels, taints, and how many of them what is free would hold. */

import { INSTANCE_TYPE_LABEL } from '../governance/policy-of.ts';
import { tolerates } from '../scheduler/flavor-match.ts';
import type { PodSet } from '../scheduler/workload.ts';
import type { NodeOffer } from './node-capacity.ts';

/** A node holds so many pods and no more; each counts as one of this. */
export const PODS = 'pods';

export type FreeAmounts = Readonly<Record<string, number>>;

/** Whether the node's labels and taints let such pods in; its instance type was looked at with the flavor. */
export function suits({ nodeSelector, tolerations = [] }: PodSet, { labels, taints }: NodeOffer): boolean {
  for (const key in nodeSelector) {
    if (key !== INSTANCE_TYPE_LABEL && labels[key] !== nodeSelector[key]) return false;
  }
  return taints.every(
    (taint) =>
      taint.effect === 'PreferNoSchedule' || tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

/** How many such pods fit into what is free. Every task asks this of every node: hence no lists are made of it. */
export function podsThatFit(requests: PodSet['requests'], free: FreeAmounts): number {
  let pods = free[PODS] ?? 0;
  for (const resource in requests) {
    const amount = requests[resource]!;
    if (amount > 0) pods = Math.min(pods, Math.floor((free[resource] ?? 0) / amount));
  }
  return Math.max(0, pods);
}

/** What keeps a single such pod off the node, in Kueue's words where it has any. */
export function whatExcludes(podSet: PodSet, offer: NodeOffer, free: FreeAmounts): string {
  const { labels, taints } = offer;
  if (!suits(podSet, { ...offer, taints: [] })) return `nodeSelector ${JSON.stringify(podSet.nodeSelector)}`;
  if (!suits(podSet, { ...offer, labels: { ...labels, ...podSet.nodeSelector } })) {
    return `taint ${taints.map(({ key, value, effect }) => `{${key} ${value ?? ''} ${effect}}`).join(' ')}`;
  }
  const lacking = Object.entries(podSet.requests).find(
    ([resource, amount]) => amount > (free[resource] ?? 0),
  );
  if (offer.layout.state === 'failed' && lacking?.[0].startsWith('nvidia.com/'))
    return `GPUs that could not be split: ${offer.layout.reason.replace(/\.$/, '')}`;
  return `resource "${lacking?.[0] ?? PODS}"`;
}
