import { acceleratedFamilies } from './accelerated-families.ts';
import { gravitonFamilies } from './graviton-families.ts';
import type { InstanceFamily, InstanceRow } from './instance-family.ts';
import { intelAmdFamilies } from './intel-amd-families.ts';
import type { GpuClass } from './partition-profile.ts';
import { GPU, NEURON } from './resource-names.ts';

/** A machine that a cluster can be made of. What no source gives is undefined. */
export interface InstanceType {
  readonly name: string;
  readonly vCpu: number;
  readonly memoryGiB: number;
  readonly architecture: 'amd64' | 'arm64';
  readonly accelerator?: Accelerator;
  readonly efaInterfaces: number | undefined;
  readonly localStorageGB: number | undefined;
  /** Baseline bandwidth. */
  readonly networkGbps: number | undefined;
  /** The class of its GPUs, where HyperPod can partition them. */
  readonly gpuClass?: GpuClass;
}

export interface Accelerator {
  readonly kind: 'gpu' | 'neuron';
  readonly name: string;
  /** In one instance; Trainium in devices. */
  readonly count: number;
  /** Of each. */
  readonly memoryGiB: number | undefined;
}

/** Sizes whose GPUs could be partitioned, and for which HyperPod offers no profile (HyperPod CLI). */
const WHOLE_ONLY: ReadonlySet<string> = new Set(['ml.p5.4xlarge']);

/** Every instance type of the API, by name. */
export const instanceTypes: ReadonlyMap<string, InstanceType> = new Map(
  [...acceleratedFamilies, ...intelAmdFamilies, ...gravitonFamilies].flatMap((family) =>
    family.rows.map((row) => {
      const type = instanceType(family, row);
      return [type.name, type] as const;
    }),
  ),
);

/** What is known of an instance type: `ml.p5.48xlarge`. */
export const instanceTypeOf = (name: string): InstanceType | undefined => instanceTypes.get(name);

/** The resource under which its whole accelerators are counted. */
export function acceleratorResourceOf({ accelerator }: InstanceType): string | undefined {
  if (accelerator === undefined) return undefined;
  return accelerator.kind === 'gpu' ? GPU : NEURON;
}

function instanceType(family: InstanceFamily, row: InstanceRow): InstanceType {
  const [size, vCpu, memoryGiB, networkGbps, efaInterfaces, localStorageGB, accelerators] = row;
  const { architecture = 'amd64', accelerator, gpuClass } = family;
  const name = `ml.${family.family}.${size}`;
  return {
    name,
    vCpu,
    memoryGiB,
    architecture,
    ...(accelerator && { accelerator: { ...accelerator, count: accelerators! } }),
    efaInterfaces,
    localStorageGB,
    networkGbps,
    ...(gpuClass && !WHOLE_ONLY.has(name) && { gpuClass }),
  };
}
