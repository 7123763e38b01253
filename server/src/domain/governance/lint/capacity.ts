/** What a cluster's instance groups have, once all their nodes are there: as quotas count it, and for pods. */
import { entryOf } from '../../entry.ts';
import type { ClusterEntry } from '../../state.ts';
import { offerOf } from '../../workload/node-capacity.ts';

export interface PlannedType {
  nodes: number;
  /** By resource, all nodes together. */
  readonly capacity: Record<string, number>;
  readonly allocatable: Record<string, number>;
}

/** By instance type. A group of several types counts the nodes that it has. */
export function plannedCapacity({ cluster, nodes }: ClusterEntry): ReadonlyMap<string, PlannedType> {
  const planned = new Map<string, PlannedType>();
  const add = (group: string, instanceType: string, count: number): void => {
    const offer = offerOf(cluster, { group, instanceType });
    if (offer === undefined || count === 0) return;
    const type = entryOf(planned, instanceType, () => ({ nodes: 0, capacity: {}, allocatable: {} }));
    type.nodes += count;
    addTo(type.capacity, offer.capacity, count);
    addTo(type.allocatable, offer.allocatable, count);
  };
  for (const { name, spec, targetCount } of cluster.groups) {
    if (spec.InstanceType !== undefined) add(name, spec.InstanceType, targetCount);
    else for (const node of nodes.all()) if (node.group === name) add(name, node.instanceType, 1);
  }
  return planned;
}

function addTo(sum: Record<string, number>, amounts: Readonly<Record<string, number>>, count: number): void {
  for (const [name, amount] of Object.entries(amounts)) sum[name] = (sum[name] ?? 0) + amount * count;
}
