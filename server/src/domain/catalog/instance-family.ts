import type { GpuClass } from './partition-profile.ts';

/**
 * The catalogue's raw form: what the sizes of a family share, and a row a size. Sources: EC2's DescribeInstanceTypes
 * as the Karpenter AWS provider publishes it (2026-08), the instance table of the HyperPod CLI (2026-06) for
 * p6e-gb200, and the Neuron documentation for the memory of Trainium devices. What no source gives is `undefined`.
 */
export interface InstanceFamily {
  readonly family: string;
  /** Absent: amd64. */
  readonly architecture?: 'arm64';
  readonly accelerator?: {
    readonly kind: 'gpu' | 'neuron';
    readonly name: string;
    /** Of each. */
    readonly memoryGiB: number | undefined;
  };
  /** Where the GPUs of some of its sizes can be partitioned. */
  readonly gpuClass?: GpuClass;
  readonly rows: readonly InstanceRow[];
}

export type InstanceRow = readonly [
  size: string,
  vCpu: number,
  memoryGiB: number,
  networkGbps: number | undefined,
  efaInterfaces: number | undefined,
  localStorageGB: number | undefined,
  accelerators?: number,
];
