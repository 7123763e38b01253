/** The names under which Kubernetes counts what a node has besides `cpu` and `memory`. */

export const GPU = 'nvidia.com/gpu';
/** Trainium and Inferentia, by device. */
export const NEURON = 'aws.amazon.com/neurondevice';
export const EFA = 'vpc.amazonaws.com/efa';

const PARTITION_PREFIX = 'nvidia.com/';

/** The resource of a partition profile: `mig-1g.5gb` → `nvidia.com/mig-1g.5gb` (documented). */
export const partitionResource = (profile: string): string => `${PARTITION_PREFIX}${profile}`;

/** The partition profile that a resource is of; undefined for every other resource. */
export const profileOfResource = (resource: string): string | undefined =>
  resource.startsWith(`${PARTITION_PREFIX}mig-`) ? resource.slice(PARTITION_PREFIX.length) : undefined;
