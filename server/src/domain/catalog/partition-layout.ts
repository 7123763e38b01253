import { nearest } from '../nearest.ts';
import { instanceTypeOf } from './instance-type.ts';
import { placeOnGpu, type SlicePlacement } from './partition-geometry.ts';
import { type PartitionProfile, profilesOf } from './partition-profile.ts';

/** What the label `nvidia.com/mig.config` of its instance group makes of a node's GPUs. */
export type NodeLayout =
  | {
      readonly state: 'success';
      /** By number. Neuron devices are no GPUs, and are not here. */
      readonly wholeGpus: readonly number[];
      readonly slices: readonly NodeSlice[];
    }
  | { readonly state: 'failed'; readonly reason: string };

export interface NodeSlice extends SlicePlacement {
  readonly gpu: number;
}

/** The label of KubernetesConfig.Labels that partitions the GPUs of an instance group (documented). */
export const MIG_CONFIG_LABEL = 'nvidia.com/mig.config';

const WHOLE = 'all-disabled';

/**
 * The mixed configurations that HyperPod's GPU operator knows by default, as counts of the forms 1g, 2g, 3g and 4g
 * with the smallest memory each: it spells them out for A100, H100 and H200 (HyperPod CLI, its helm chart).
 */
const MIXED: readonly (readonly [count1g: number, count2g: number, count3g: number, count4g: number])[] = [
  [0, 0, 1, 1],
  [1, 1, 0, 1],
  [3, 0, 0, 1],
  [1, 1, 1, 0],
  [3, 0, 1, 0],
  [0, 2, 1, 0],
  [2, 1, 1, 0],
  [4, 0, 1, 0],
  [1, 3, 0, 0],
  [3, 2, 0, 0],
  [5, 1, 0, 0],
];
/** The only one that it has for B300. */
const MIXED_B300: typeof MIXED = [[2, 1, 1, 0]];

/**
 * The layout of each node of the type under this label. `all-<profile>` fills each GPU with as many as fit, for
 * every profile of the type: the operator's default list lacks some, and asks for seven of mig-1g.10gb even where
 * four fit (our choice). A name that means nothing here fails, as the operator's mig.config.state would say.
 */
export function nodeLayout(instanceTypeName: string, migConfig: string | undefined): NodeLayout {
  const accelerator = instanceTypeOf(instanceTypeName)?.accelerator;
  const gpus = Array.from({ length: accelerator?.kind === 'gpu' ? accelerator.count : 0 }, (_, gpu) => gpu);
  if (migConfig === undefined || migConfig === WHOLE)
    return { state: 'success', wholeGpus: gpus, slices: [] };
  const configs = configsOf(instanceTypeName);
  const profiles = configs.get(migConfig);
  if (profiles === undefined)
    return { state: 'failed', reason: reasonFor(instanceTypeName, migConfig, configs) };
  const placements = placeOnGpu(instanceTypeName, profiles)!;
  const slices = gpus.flatMap((gpu) => placements.map((placement) => ({ gpu, ...placement })));
  return { state: 'success', wholeGpus: [], slices };
}

/** The names of all configurations that mean something for the type. */
export const migConfigsOf = (instanceTypeName: string): readonly string[] => [
  WHOLE,
  ...configsOf(instanceTypeName).keys(),
];

/** The configurations of the type that have such a partition. */
export const migConfigsFor = (instanceTypeName: string, profile: string): readonly string[] =>
  [...configsOf(instanceTypeName)].filter(([, profiles]) => profiles.includes(profile)).map(([name]) => name);

/** Configuration → the profiles on each GPU. */
function configsOf(instanceTypeName: string): ReadonlyMap<string, readonly string[]> {
  const profiles = [...profilesOf(instanceTypeName).values()];
  const configs = new Map<string, readonly string[]>();
  for (const { name, maxPerGpu } of profiles) configs.set(`all-${sizeOf(name)}`, times(name, maxPerGpu));
  for (const counts of mixedOf(instanceTypeName)) {
    const parts = counts.flatMap((count, i) =>
      count === 0 ? [] : [{ name: smallestOf(profiles, i + 1), count }],
    );
    const name = `mixed-${parts.map(({ name, count }) => `${count}-${sizeOf(name)}`).join('-')}`;
    configs.set(
      name,
      parts.flatMap(({ name, count }) => times(name, count)),
    );
  }
  return configs;
}

function mixedOf(instanceTypeName: string): typeof MIXED {
  switch (instanceTypeOf(instanceTypeName)?.gpuClass) {
    case 'A100-40GB':
    case 'A100-80GB':
    case 'H100-80GB':
    case 'H200-141GB':
      return MIXED;
    case 'B300-269GB':
      return MIXED_B300;
    default:
      return [];
  }
}

/** Profiles come smallest first, so of two with as many compute slices the one with less memory is found. */
const smallestOf = (profiles: readonly PartitionProfile[], computeSlices: number): string =>
  profiles.find((profile) => profile.computeSlices === computeSlices)!.name;

/** `1g.5gb` of `mig-1g.5gb`. */
const sizeOf = (profile: string): string => profile.slice('mig-'.length);

const times = (name: string, count: number): string[] => Array.from({ length: count }, () => name);

function reasonFor(type: string, config: string, configs: ReadonlyMap<string, unknown>): string {
  if (configs.size === 0)
    return `The GPUs of ${type} cannot be partitioned, and ${MIG_CONFIG_LABEL} is '${config}'. Leave the label out, or set it to ${WHOLE}.`;
  const names = [WHOLE, ...configs.keys()];
  const meant = nearest(config, names);
  const way = meant === undefined ? `It is one of ${names.join(', ')}.` : `Did you mean '${meant}'?`;
  return `${MIG_CONFIG_LABEL} is '${config}', which is no configuration for the GPUs of ${type}. ${way} Its profiles are ${[...profilesOf(type).keys()].join(', ')}.`;
}
