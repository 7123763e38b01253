import { MIGProfileType } from '../../shapes/compute-quota.ts';
import { instanceTypeOf } from './instance-type.ts';

/**
 * Partitions of GPUs (NVIDIA MIG). A GPU is 7 compute slices and 8 memory slices; a profile takes some of each and
 * starts only at certain memory slices. Every class offers the same six forms, and calls them by its own memory
 * sizes: mig-1g.10gb is the double-memory form on an A100 of 40 GB, and the smallest one on an A100 of 80 GB.
 *
 * Sources: NVIDIA's MIG user guide (counts and fractions), NVML's own tables of the A100 (placements, MiB), the
 * HyperPod CLI (which instance type offers what), mig-parted (counts on GB200 and B300). The placements of later
 * GPUs than the A100 are not published; equal counts and fractions imply that they are the same (inferred).
 */
export interface PartitionProfile {
  /** `mig-1g.5gb` */
  readonly name: string;
  readonly computeSlices: number;
  readonly memorySlices: number;
  readonly maxPerGpu: number;
  /** What a task sees of memory; known of the A100 only. */
  readonly memoryMiB?: number;
  /** Memory slices at which it may start, of 0 to 7. */
  readonly starts: readonly number[];
  /** False: HyperPod's CLI knows it, and the API's enumeration does not, so no quota can name it. */
  readonly inApi: boolean;
}

export type GpuClass =
  | 'A100-40GB'
  | 'A100-80GB'
  | 'H100-80GB'
  | 'H200-141GB'
  | 'B200-180GB'
  | 'GB200-186GB'
  | 'B300-269GB';

/** Slices of one GPU. */
export const COMPUTE_SLICES = 7;
export const MEMORY_SLICES = 8;

type Form = Pick<PartitionProfile, 'computeSlices' | 'memorySlices' | 'maxPerGpu' | 'starts'>;

const FORMS: readonly Form[] = [
  { computeSlices: 1, memorySlices: 1, maxPerGpu: 7, starts: [0, 1, 2, 3, 4, 5, 6] },
  { computeSlices: 1, memorySlices: 2, maxPerGpu: 4, starts: [0, 2, 4, 6] },
  { computeSlices: 2, memorySlices: 2, maxPerGpu: 3, starts: [0, 2, 4] },
  { computeSlices: 3, memorySlices: 4, maxPerGpu: 2, starts: [0, 4] },
  { computeSlices: 4, memorySlices: 4, maxPerGpu: 1, starts: [0] },
  { computeSlices: 7, memorySlices: 8, maxPerGpu: 1, starts: [0] },
];

interface Sizes {
  /** As the names say, a number a form. */
  readonly gb: readonly number[];
  readonly miB?: readonly number[];
}

const CLASSES: Readonly<Record<GpuClass, Sizes>> = {
  'A100-40GB': { gb: [5, 10, 10, 20, 20, 40], miB: [4864, 9856, 9856, 19968, 19968, 40192] },
  'A100-80GB': { gb: [10, 20, 20, 40, 40, 80], miB: [9856, 19968, 19968, 40192, 40192, 80384] },
  'H100-80GB': { gb: [10, 20, 20, 40, 40, 80] },
  'H200-141GB': { gb: [18, 35, 35, 71, 71, 141] },
  'B200-180GB': { gb: [23, 45, 45, 90, 90, 180] },
  'GB200-186GB': { gb: [23, 47, 47, 93, 93, 186] },
  'B300-269GB': { gb: [34, 67, 67, 135, 135, 269] },
};

const inApi: ReadonlySet<string> = new Set(MIGProfileType.values);

function profilesOfClass({ gb, miB }: Sizes): ReadonlyMap<string, PartitionProfile> {
  const profiles = FORMS.map((form, i): PartitionProfile => {
    const name = `mig-${form.computeSlices}g.${gb[i]}gb`;
    return { name, ...form, ...(miB && { memoryMiB: miB[i]! }), inApi: inApi.has(name) };
  });
  return new Map(profiles.map((profile) => [profile.name, profile]));
}

const byClass = new Map(
  Object.entries(CLASSES).map(([gpuClass, sizes]) => [gpuClass as GpuClass, profilesOfClass(sizes)]),
);
const NONE: ReadonlyMap<string, PartitionProfile> = new Map();

/** The partition profiles of an instance type's GPUs by name, the smallest first; empty where it has none. */
export function profilesOf(instanceTypeName: string): ReadonlyMap<string, PartitionProfile> {
  const gpuClass = instanceTypeOf(instanceTypeName)?.gpuClass;
  return gpuClass === undefined ? NONE : byClass.get(gpuClass)!;
}

/** Compute slices that a profile's name states: 3 of `mig-3g.20gb`. */
export const computeSlicesOf = (profile: string): number => Number(/^mig-(\d)g\./.exec(profile)?.[1] ?? 0);
