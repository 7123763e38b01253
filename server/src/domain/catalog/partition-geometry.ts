import { GPUS_PER_LAYOUT_MAX } from '../limits.ts';
import { COMPUTE_SLICES, type PartitionProfile, profilesOf } from './partition-profile.ts';

/** One partition on one GPU: its first memory slice. */
export interface SlicePlacement {
  readonly profile: string;
  readonly start: number;
}

/**
 * A legal layout of one GPU that holds exactly these partitions, in order of their first slice; undefined where
 * there is none, or where the type does not offer one of the profiles. Exact: every legal layout is looked at.
 */
export function placeOnGpu(
  instanceTypeName: string,
  profiles: readonly string[],
): readonly SlicePlacement[] | undefined {
  if (profiles.length > COMPUTE_SLICES) return undefined;
  const wanted = largestFirst(instanceTypeName, profiles);
  if (wanted === undefined) return undefined;
  if (wanted.reduce((sum, { computeSlices }) => sum + computeSlices, 0) > COMPUTE_SLICES) return undefined;
  return place(wanted, 0, 0)?.sort((a, b) => a.start - b.start);
}

/**
 * Legal layouts of so many GPUs that together hold exactly these partitions, a layout a GPU; undefined where there
 * are none. Exact as well: a GPU that holds the largest partition left may as well be filled until nothing of what
 * is left fits any more, so every such filling is tried, each set of partitions left once.
 */
export function placeOnGpus(
  instanceTypeName: string,
  profiles: readonly string[],
  gpuCount: number,
): readonly (readonly SlicePlacement[])[] | undefined {
  if (gpuCount > GPUS_PER_LAYOUT_MAX) throw new RangeError(`${gpuCount} GPUs are more than one instance has`);
  if (profiles.length > COMPUTE_SLICES * gpuCount) return undefined;
  const wanted = largestFirst(instanceTypeName, profiles);
  if (wanted === undefined) return undefined;
  const kinds = [...new Set(wanted)];
  const left = kinds.map((kind) => wanted.filter((profile) => profile === kind).length);
  const fillings = fill(instanceTypeName, kinds, left, gpuCount, new Set());
  return fillings?.map((counts) => placeOnGpu(instanceTypeName, namesOf(kinds, counts))!);
}

function largestFirst(instanceTypeName: string, names: readonly string[]): PartitionProfile[] | undefined {
  const offered = profilesOf(instanceTypeName);
  const profiles = names.map((name) => offered.get(name));
  if (profiles.includes(undefined)) return undefined;
  return (profiles as PartitionProfile[]).sort(
    (a, b) => b.memorySlices - a.memorySlices || b.computeSlices - a.computeSlices,
  );
}

/** Places the partitions from `next` on, given the memory slices already taken, a bit each. */
function place(
  wanted: readonly PartitionProfile[],
  next: number,
  taken: number,
): SlicePlacement[] | undefined {
  const profile = wanted[next];
  if (profile === undefined) return [];
  for (const start of profile.starts) {
    const slices = ((1 << profile.memorySlices) - 1) << start;
    if ((taken & slices) !== 0) continue;
    const rest = place(wanted, next + 1, taken | slices);
    if (rest !== undefined) return [{ profile: profile.name, start }, ...rest];
  }
  return undefined;
}

/** How many of each kind go on each GPU; `hopeless` remembers what could not be done. */
function fill(
  instanceTypeName: string,
  kinds: readonly PartitionProfile[],
  left: readonly number[],
  gpuCount: number,
  hopeless: Set<string>,
): (readonly number[])[] | undefined {
  const largest = left.findIndex((count) => count > 0);
  if (largest === -1) return Array.from({ length: gpuCount }, () => kinds.map(() => 0));
  const computeLeft = left.reduce((sum, count, i) => sum + count * kinds[i]!.computeSlices, 0);
  const key = `${gpuCount} ${left}`;
  if (gpuCount === 0 || computeLeft > gpuCount * COMPUTE_SLICES || hopeless.has(key)) return undefined;
  for (const filling of fullest(instanceTypeName, kinds, left, largest)) {
    const after = left.map((count, i) => count - filling[i]!);
    const rest = fill(instanceTypeName, kinds, after, gpuCount - 1, hopeless);
    if (rest !== undefined) return [filling, ...rest];
  }
  hopeless.add(key);
  return undefined;
}

/** The ways to fill one GPU from what is left so that one of the kind is on it and nothing more fits. */
function fullest(
  instanceTypeName: string,
  kinds: readonly PartitionProfile[],
  left: readonly number[],
  kind: number,
): (readonly number[])[] {
  const found = new Map<string, readonly number[]>();
  const seen = new Set<string>();
  const grow = (counts: readonly number[]): void => {
    if (seen.has(`${counts}`)) return;
    seen.add(`${counts}`);
    const larger = kinds
      .map((_, i) => counts.map((count, j) => (i === j ? count + 1 : count)))
      .filter((next) => next.every((count, i) => count <= left[i]!))
      .filter((next) => placeOnGpu(instanceTypeName, namesOf(kinds, next)) !== undefined);
    if (larger.length === 0) found.set(`${counts}`, counts);
    for (const next of larger) grow(next);
  };
  grow(kinds.map((_, i) => (i === kind ? 1 : 0)));
  return [...found.values()];
}

const namesOf = (kinds: readonly PartitionProfile[], counts: readonly number[]): string[] =>
  kinds.flatMap(({ name }, i) => Array.from({ length: counts[i]! }, () => name));
