/**
 * What the entries of a compute quota amount to. An entry counts whole instances, or single resources of an instance
 * type, or partitions of its GPUs; what it leaves out follows from the proportions of the instance (documented).
 * Nothing is taken off for what the node keeps to itself: a quota counts instances in full (observed).
 *
 * Fractions are rounded down (our choice: the service's own rounding is not published).
 */
import type {
  AcceleratorPartitionConfig,
  ComputeQuotaConfig,
  ComputeQuotaResourceConfig,
} from '../../shapes/compute-quota.ts';
import { acceleratorResourceOf, type InstanceType, instanceTypeOf } from '../catalog/instance-type.ts';
import { COMPUTE_SLICES, computeSlicesOf } from '../catalog/partition-profile.ts';
import { EFA, GPU, NEURON, partitionResource, profileOfResource } from '../catalog/resource-names.ts';
import { entryOf } from '../entry.ts';

/** Amounts by name of the resource: CPU in thousandths, memory in bytes, everything else in units. */
export type Amounts = Readonly<Record<string, number>>;

/** Percent of the own quota that may be borrowed where BorrowLimit is not given (documented). */
export const BORROW_LIMIT_DEFAULT = 50;

export const GIB = 2 ** 30;

/** The amounts that an entry stands for. Resources that its instance type has, and it gives none of, are zero. */
export function amountsOf(entry: ComputeQuotaResourceConfig): Amounts {
  const type = typeOf(entry);
  const { Count: count, AcceleratorPartition: partition } = entry;
  if (count !== undefined) return ofInstances(type, count);
  return partition === undefined ? ofResources(type, entry) : ofPartition(type, entry, partition);
}

/**
 * The entry as Describe shows it, with what follows from the proportions filled in. An entry by Count stays as it
 * was given (our choice: whether the service fills it in is not published).
 */
export function filledEntry(entry: ComputeQuotaResourceConfig): ComputeQuotaResourceConfig {
  if (entry.Count !== undefined) return entry;
  const amounts = amountsOf(entry);
  const filled = {
    ...entry,
    VCpu: entry.VCpu ?? amounts.cpu! / 1000,
    MemoryInGiB: entry.MemoryInGiB ?? shownGiB(amounts.memory!),
  };
  return entry.AcceleratorPartition === undefined
    ? { ...filled, Accelerators: entry.Accelerators ?? 0 }
    : filled;
}

/** The shortest number that means these bytes: whole bytes of 1.2 GiB come to 1.2000000002. */
function shownGiB(bytes: number): number {
  const exact = bytes / GIB;
  for (let digits = 1; digits <= 15; digits += 1) {
    const shown = Number(exact.toPrecision(digits));
    if (whole(shown * GIB) === bytes) return shown;
  }
  return exact;
}

/**
 * Instance type → resource → what may be borrowed of it. Resources and types that are not in it: nothing.
 * AbsoluteBorrowLimits take the place of the percentage for the types they name (documented), for all resources of
 * the type (our choice); other types keep it.
 */
export function borrowLimitsOf(config: ComputeQuotaConfig): ReadonlyMap<string, Amounts> {
  const { Strategy, BorrowLimit, AbsoluteBorrowLimits } = config.ResourceSharingConfig ?? {
    Strategy: 'LendAndBorrow',
  };
  const percent = Strategy === 'LendAndBorrow' ? (BorrowLimit ?? BORROW_LIMIT_DEFAULT) : 0;
  const absolute = totalsByType(Strategy === 'LendAndBorrow' ? (AbsoluteBorrowLimits ?? []) : []);
  const limits = new Map<string, Amounts>();
  for (const [type, nominal] of totalsByType(config.ComputeQuotaResources ?? [])) {
    const share = mapAmounts(nominal, (amount) => Math.floor((amount * percent) / 100));
    const named = absolute.get(type);
    limits.set(type, named === undefined ? share : { ...mapAmounts(nominal, () => 0), ...named });
  }
  return limits;
}

/** Instance type → what all entries that name it amount to. */
export function totalsByType(entries: readonly ComputeQuotaResourceConfig[]): ReadonlyMap<string, Amounts> {
  const totals = new Map<string, Record<string, number>>();
  for (const entry of entries) {
    const total = entryOf(totals, entry.InstanceType, (): Record<string, number> => ({}));
    for (const [name, amount] of Object.entries(amountsOf(entry))) total[name] = (total[name] ?? 0) + amount;
  }
  return totals;
}

/** Accelerators, whole ones and partitions by their share of compute slices. */
export function acceleratorsOf(amounts: Amounts): number {
  let slices = 0;
  for (const [resource, amount] of Object.entries(amounts)) {
    const profile = profileOfResource(resource);
    if (resource === GPU || resource === NEURON) slices += amount * COMPUTE_SLICES;
    else if (profile !== undefined) slices += amount * computeSlicesOf(profile);
  }
  return slices / COMPUTE_SLICES;
}

function ofInstances(type: InstanceType, count: number): Amounts {
  return {
    cpu: count * type.vCpu * 1000,
    memory: whole(count * type.memoryGiB * GIB),
    ...accelerators(type, count * (type.accelerator?.count ?? 0)),
    ...efa(type, count),
  };
}

/**
 * Accelerators lead where any are given: CPU and memory not given follow them (the HyperPod CLI's rule). Otherwise
 * CPU and memory follow each other, and there are no accelerators (documented).
 */
function ofResources(type: InstanceType, entry: ComputeQuotaResourceConfig): Amounts {
  const { Accelerators = 0, VCpu, MemoryInGiB } = entry;
  const perInstance = type.accelerator?.count ?? 0;
  const given =
    Accelerators > 0
      ? { amount: Accelerators, of: perInstance }
      : VCpu !== undefined
        ? { amount: VCpu, of: type.vCpu }
        : { amount: MemoryInGiB ?? 0, of: type.memoryGiB };
  const share = (full: number): number => whole((given.amount * full) / given.of);
  const instances = perInstance > 0 ? Accelerators / perInstance : given.amount / given.of;
  return {
    cpu: VCpu === undefined ? share(type.vCpu * 1000) : whole(VCpu * 1000),
    memory: MemoryInGiB === undefined ? share(type.memoryGiB * GIB) : whole(MemoryInGiB * GIB),
    ...accelerators(type, Accelerators),
    ...efa(type, instances),
  };
}

/**
 * Partitions by their share of the instance's compute slices, in whole vCPUs and whole GiB: the formula that the
 * HyperPod CLI has for jobs. The service's own is not published.
 */
function ofPartition(
  type: InstanceType,
  { VCpu, MemoryInGiB }: ComputeQuotaResourceConfig,
  { Type: profile, Count: count }: AcceleratorPartitionConfig,
): Amounts {
  const slices = count * computeSlicesOf(profile);
  const all = (type.accelerator?.count ?? 0) * COMPUTE_SLICES;
  const part = (amount: number, of: number, full: number): number => whole((amount * full) / of);
  const vCpu =
    VCpu ??
    (MemoryInGiB === undefined ? part(slices, all, type.vCpu) : part(MemoryInGiB, type.memoryGiB, type.vCpu));
  const memoryGiB =
    MemoryInGiB ??
    (VCpu === undefined ? part(slices, all, type.memoryGiB) : part(VCpu, type.vCpu, type.memoryGiB));
  return {
    cpu: whole(vCpu * 1000),
    memory: whole(memoryGiB * GIB),
    [partitionResource(profile)]: count,
    ...efa(type, slices / all),
  };
}

function accelerators(type: InstanceType, amount: number): Amounts {
  const resource = acceleratorResourceOf(type);
  return resource === undefined ? {} : { [resource]: amount };
}

/** Network interfaces go with the share of the instance (our choice: the API has no member for them). */
function efa({ efaInterfaces = 0 }: InstanceType, instances: number): Amounts {
  return efaInterfaces === 0 ? {} : { [EFA]: whole(instances * efaInterfaces) };
}

/** Rounded down, but not by what binary fractions took off: 1.001 vCPU are 1001 thousandths. */
function whole(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= 1e-9 * Math.max(1, Math.abs(value)) ? nearest : Math.floor(value);
}

function typeOf({ InstanceType }: ComputeQuotaResourceConfig): InstanceType {
  const type = instanceTypeOf(InstanceType);
  if (type === undefined) throw new RangeError(`no instance type is named ${InstanceType}`);
  return type;
}

const mapAmounts = (amounts: Amounts, of: (amount: number) => number): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, of(amount)]));
