/** A cluster's room with nodes that are not there, to try whether they would help. */
import type { Cluster } from '../cluster/cluster.ts';
import { offerOf } from './node-capacity.ts';
import type { NodeRoom } from './node-room.ts';

/** The group that would have more nodes of the type: the first that may have any. */
export function groupWith({ groups }: Cluster, instanceType: string): string | undefined {
  return groups.find(
    ({ spec }) =>
      spec.InstanceType === instanceType ||
      spec.InstanceRequirements?.InstanceTypes?.includes(instanceType as never),
  )?.name;
}

/** A copy of the room with so many nodes more of that group; without them where no group has the type. */
export function roomWith(room: NodeRoom, cluster: Cluster, instanceType: string, count: number): NodeRoom {
  const copy = room.copy();
  const group = groupWith(cluster, instanceType);
  const offer = group === undefined ? undefined : offerOf(cluster, { group, instanceType });
  if (offer === undefined) return copy;
  for (let i = 0; i < count; i += 1) {
    copy.addNode({ node: `+${i}`, instanceType, sequence: Number.MAX_SAFE_INTEGER - count + i, offer });
  }
  return copy;
}
