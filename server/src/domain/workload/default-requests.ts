/**
 * What a replica asks for where its submitter says only part of it: the proportions of the instance, as HyperPod's
 * own command line has them for jobs. What follows by itself is trimmed to what a node surely has left for it; what
 * was asked for in so many words stays as it is. Quotas are reckoned otherwise: they count instances in full.
 */
import type { InstanceType } from '../catalog/instance-type.ts';
import { COMPUTE_SLICES, computeSlicesOf } from '../catalog/partition-profile.ts';

export interface AskedRequests {
  /** Whole accelerators. */
  readonly accelerators?: number | undefined;
  readonly partition?: { readonly type: string; readonly count: number } | undefined;
  readonly vCpu?: number | undefined;
  readonly memoryGiB?: number | undefined;
}

/** vCPUs and GiB of one replica on an instance of the type. */
export function defaultRequests(
  type: InstanceType,
  asked: AskedRequests,
): { readonly vCpu: number; readonly memoryGiB: number } {
  const { vCpu, memoryGiB, partition } = asked;
  const share = shareOf(type, asked);
  if (partition !== undefined) {
    const whole = (given: number, of: number, full: number): number => Math.trunc((given / of) * full);
    return {
      vCpu:
        vCpu ??
        (memoryGiB === undefined ? whole(share, 1, type.vCpu) : whole(memoryGiB, type.memoryGiB, type.vCpu)),
      memoryGiB:
        memoryGiB ??
        (vCpu === undefined ? whole(share, 1, type.memoryGiB) : whole(vCpu, type.vCpu, type.memoryGiB)),
    };
  }
  return {
    vCpu: vCpu ?? Math.min(share * type.vCpu, type.vCpu - reservedVCpu(type.vCpu)),
    memoryGiB: memoryGiB ?? Math.min(share * type.memoryGiB, type.memoryGiB - reservedGiB(type.memoryGiB)),
  };
}

/** The part of the instance: accelerators lead, then vCPUs, then memory; nothing said is all of it. */
function shareOf(
  type: InstanceType,
  { accelerators = 0, partition, vCpu, memoryGiB }: AskedRequests,
): number {
  const count = type.accelerator?.count ?? 0;
  if (partition !== undefined)
    return (partition.count * computeSlicesOf(partition.type)) / (count * COMPUTE_SLICES);
  if (accelerators > 0 && count > 0) return accelerators / count;
  if (vCpu !== undefined) return vCpu / type.vCpu;
  return memoryGiB === undefined ? 1 : memoryGiB / type.memoryGiB;
}

/** What the command line leaves to the node: so much, and so much of each step of cores or GiB. */
const CPU_STEPS = [
  [1, 0.3],
  [1, 0.15],
  [2, 0.1],
  [Number.POSITIVE_INFINITY, 0.06],
] as const;
const MEMORY_STEPS = [
  [4, 0.3],
  [4, 0.25],
  [8, 0.2],
  [112, 0.17],
  [Number.POSITIVE_INFINITY, 0.07],
] as const;

const reservedVCpu = (vCpu: number): number => reserved(0.1, CPU_STEPS, vCpu);
const reservedGiB = (memoryGiB: number): number => reserved(0.5, MEMORY_STEPS, memoryGiB);

function reserved(
  base: number,
  steps: readonly (readonly [size: number, part: number])[],
  total: number,
): number {
  let [sum, rest] = [base, total];
  for (const [size, part] of steps) {
    sum += Math.min(rest, size) * part;
    rest = Math.max(0, rest - size);
  }
  return sum;
}
