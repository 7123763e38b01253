import type { InstanceType } from '../catalog/instance-type.ts';
import { EFA, partitionResource } from '../catalog/resource-names.ts';
import { GIB } from '../governance/quota-arithmetic.ts';
import { type AskedRequests, defaultRequests } from './default-requests.ts';

/** What a submitter says of one replica; what is left out follows from the instance type. */
export interface AskedReplica extends AskedRequests {
  /** Network interfaces. */
  readonly efa?: number | undefined;
}

const MIB = 2 ** 20;

/**
 * What one replica asks for: resource → whole amount, none of them zero. Where nothing is said it is a whole instance
 * of the type; undefined where there is no one type either. What follows by itself is in whole MiB (our choice).
 * `acceleratorResource` says under which name so many accelerators are counted.
 */
export function replicaRequests(
  asked: AskedReplica,
  type: InstanceType | undefined,
  acceleratorResource: (count: number) => string,
): Readonly<Record<string, number>> | undefined {
  const { efa, partition } = asked;
  const isWhole = Object.values(asked).every((value) => value === undefined);
  if (isWhole && type === undefined) return undefined;
  const accelerators = isWhole ? type!.accelerator?.count : asked.accelerators;
  const { vCpu, memoryGiB } = type === undefined ? asked : defaultRequests(type, { ...asked, accelerators });
  return present({
    cpu: vCpu === undefined ? 0 : Math.floor(vCpu * 1_000 + 1e-6),
    memory: bytesOf(memoryGiB, asked.memoryGiB === undefined ? MIB : 1),
    ...(accelerators === undefined ? {} : { [acceleratorResource(accelerators)]: accelerators }),
    ...(partition === undefined ? {} : { [partitionResource(partition.type)]: partition.count }),
    [EFA]: efa ?? (isWhole ? (type!.efaInterfaces ?? 0) : 0),
  });
}

const bytesOf = (memoryGiB = 0, unit = 1): number => Math.floor((memoryGiB * GIB) / unit + 1e-6) * unit;

function present(amounts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const rest: Record<string, number> = {};
  for (const resource in amounts) if (amounts[resource]! > 0) rest[resource] = amounts[resource]!;
  return rest;
}
