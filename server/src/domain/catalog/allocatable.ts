import { type InstanceType, instanceTypeOf } from './instance-type.ts';

/** Pods on one node (our choice: the kubelet's own default; EKS allows more on large instances). */
const PODS_PER_NODE = 110;
const MIB = 2 ** 20;
/** What EKS reserves of memory: a part fixed and a part a pod, and the threshold at which pods are evicted. */
const RESERVED_MEMORY_BYTES = (255 + 11 * PODS_PER_NODE + 100) * MIB;

/**
 * What a node of the type can give to pods: CPU in thousandths, memory in bytes. Less than the instance has, and
 * less again with ThreadsPerCore 1, while a quota counts the instance in full: four ml.m5.xlarge so set are 16 CPUs
 * of quota and 7.72 to give (observed).
 */
export function allocatableOf(
  instanceTypeName: string,
  threadsPerCore?: number,
): { readonly cpu: number; readonly memory: number } {
  const type = instanceTypeOf(instanceTypeName);
  if (type === undefined) throw new RangeError(`no instance type is named ${instanceTypeName}`);
  const cores = threadsPerCore === 1 && hasTwoThreads(type) ? type.vCpu / 2 : type.vCpu;
  return {
    cpu: Math.floor(cores * 1000 - reservedCpu(cores)),
    memory: type.memoryGiB * 2 ** 30 - RESERVED_MEMORY_BYTES,
  };
}

/** ARM processors run one thread a core as they are: nothing is left to halve. */
const hasTwoThreads = ({ architecture }: InstanceType): boolean => architecture === 'amd64';

/** EKS's kube-reserved: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of all others. */
function reservedCpu(cores: number): number {
  const shares = [60, 10, 5, 5];
  return (
    shares.slice(0, cores).reduce((sum, share) => sum + share, 0) + Math.max(0, cores - shares.length) * 2.5
  );
}
