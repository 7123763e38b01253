/** Which GPUs and which slices of a node a replica gets: the first that are free, in the node's own order. */
import type { NodeLayout } from '../catalog/partition-layout.ts';
import { GPU, NEURON, profileOfResource } from '../catalog/resource-names.ts';
import type { PodSet } from '../scheduler/workload.ts';
import type { TaskReplica } from './task.ts';

/** What is taken on one node. */
export interface Devices {
  /** Numbers of whole accelerators. */
  readonly takenGpus: Set<number>;
  /** `gpu/start` */
  readonly takenSlices: Set<string>;
}

/** Takes the devices for one replica; amounts were found to be free. */
export function assignDevices(
  requests: PodSet['requests'],
  layout: NodeLayout,
  devices: Devices,
): Pick<TaskReplica, 'accelerators' | 'partitions'> {
  const accelerators: number[] = [];
  const partitions: NonNullable<TaskReplica['partitions']>[number][] = [];
  for (const resource in requests) {
    const amount = requests[resource]!;
    if (resource === GPU || resource === NEURON)
      accelerators.push(...takeWhole(resource, amount, layout, devices));
    const profile = profileOfResource(resource);
    if (profile === undefined || layout.state === 'failed') continue;
    for (const slice of layout.slices) {
      if (partitions.filter((taken) => taken.profile === profile).length === amount) break;
      const name = `${slice.gpu}/${slice.start}`;
      if (slice.profile !== profile || devices.takenSlices.has(name)) continue;
      devices.takenSlices.add(name);
      partitions.push(slice);
    }
  }
  return {
    ...(accelerators.length > 0 && { accelerators }),
    ...(partitions.length > 0 && { partitions }),
  };
}

/** Whether a node has the replica's devices: it had, and its GPUs may have been split otherwise since. */
export function hasDevices(
  layout: NodeLayout,
  { accelerators = [], partitions = [] }: TaskReplica,
  requests: PodSet['requests'],
): boolean {
  if (!requests[GPU] && partitions.length === 0) return true;
  if (layout.state === 'failed') return false;
  return (
    accelerators.every((gpu) => layout.wholeGpus.includes(gpu)) &&
    partitions.every(({ gpu, profile, start }) =>
      layout.slices.some((slice) => slice.gpu === gpu && slice.profile === profile && slice.start === start),
    )
  );
}

function takeWhole(
  resource: string,
  amount: number,
  layout: NodeLayout,
  { takenGpus }: Devices,
): readonly number[] {
  const whole = layout.state === 'success' && resource === GPU ? layout.wholeGpus : undefined;
  const chosen: number[] = [];
  for (let position = 0; chosen.length < amount; position += 1) {
    const number = whole === undefined ? position : whole[position]!;
    if (takenGpus.has(number)) continue;
    takenGpus.add(number);
    chosen.push(number);
  }
  return chosen;
}
