/**
 * A team's quota with more in it, in the members of the API. A quota cannot always say exactly what is wanted: whole
 * instances come whole, and network interfaces come with accelerators. So what an edit amounts to is taken from the
 * edited quota, never from what was wanted. What an entry left to the proportions of its instance is written out
 * first, as the service keeps it: nothing else changes with what is added.
 */
import {
  AMOUNT_MAX,
  type ComputeQuotaConfig,
  type ComputeQuotaResourceConfig,
  ENTRIES_MAX,
} from '../../shapes/compute-quota.ts';
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { profilesOf } from '../catalog/partition-profile.ts';
import { EFA, GPU, NEURON, profileOfResource } from '../catalog/resource-names.ts';
import {
  type Amounts,
  amountsOf,
  BORROW_LIMIT_DEFAULT,
  borrowLimitsOf,
  filledEntry,
  GIB,
  totalsByType,
} from './quota-arithmetic.ts';

/** The largest BorrowLimit (documented in the shapes). */
const BORROW_LIMIT_MAX = 10_000;

type Entry = ComputeQuotaResourceConfig;

/** The quota with so much more of an instance type; undefined where no entry can say it. */
export function withMoreQuota(
  config: ComputeQuotaConfig,
  type: string,
  more: Amounts,
): ComputeQuotaConfig | undefined {
  const entries = withMore(config.ComputeQuotaResources ?? [], type, more);
  return entries && { ...config, ComputeQuotaResources: entries };
}

/**
 * The quota with its borrow limits of an instance type raised by so much: its absolute limits where it has some for
 * the type, else the percentage, which then holds for all that it has.
 */
export function withMoreBorrowing(
  config: ComputeQuotaConfig,
  type: string,
  more: Amounts,
): ComputeQuotaConfig | undefined {
  const sharing = config.ResourceSharingConfig ?? { Strategy: 'LendAndBorrow' };
  const absolute = sharing.AbsoluteBorrowLimits ?? [];
  if (absolute.some(({ InstanceType }) => InstanceType === type)) {
    const limits = withMore(absolute, type, more);
    return limits && { ...config, ResourceSharingConfig: { ...sharing, AbsoluteBorrowLimits: limits } };
  }
  const nominal = totalsByType(config.ComputeQuotaResources ?? []).get(type) ?? {};
  const limits = borrowLimitsOf(config).get(type) ?? {};
  let percent = sharing.Strategy === 'LendAndBorrow' ? (sharing.BorrowLimit ?? BORROW_LIMIT_DEFAULT) : 0;
  for (const [resource, amount] of Object.entries(more)) {
    if (!nominal[resource]) return undefined;
    percent = Math.max(percent, Math.ceil((((limits[resource] ?? 0) + amount) * 100) / nominal[resource]));
  }
  if (percent > BORROW_LIMIT_MAX) return undefined;
  return {
    ...config,
    ResourceSharingConfig: { ...sharing, Strategy: 'LendAndBorrow', BorrowLimit: percent },
  };
}

/** What two quotas differ in: by instance type, what the second has more than the first, of its own and to borrow. */
export function differences(
  before: ComputeQuotaConfig,
  after: ComputeQuotaConfig,
): Readonly<Record<'nominal' | 'borrowing', ReadonlyMap<string, Amounts>>> {
  const totals = (config: ComputeQuotaConfig) => totalsByType(config.ComputeQuotaResources ?? []);
  return {
    nominal: less(totals(after), totals(before)),
    borrowing: less(borrowLimitsOf(after), borrowLimitsOf(before)),
  };
}

function less(
  after: ReadonlyMap<string, Amounts>,
  before: ReadonlyMap<string, Amounts>,
): ReadonlyMap<string, Amounts> {
  return new Map(
    [...after].map(([type, amounts]) => [
      type,
      Object.fromEntries(
        Object.entries(amounts).map(([name, amount]) => [name, amount - (before.get(type)?.[name] ?? 0)]),
      ),
    ]),
  );
}

function withMore(entries: readonly Entry[], type: string, more: Amounts): Entry[] | undefined {
  const edited = entriesWith(entries, type, more);
  return edited !== undefined && isSayable(edited) ? edited : undefined;
}

/** Whether the API lets a quota say so much. */
const isSayable = (entries: readonly Entry[]): boolean =>
  entries.length <= ENTRIES_MAX &&
  entries.map(filledEntry).every((entry) => sizesOf(entry).every(isInBounds));

const isInBounds = (size: number | undefined): boolean => size === undefined || size <= AMOUNT_MAX;

const sizesOf = ({ Count, Accelerators, VCpu, MemoryInGiB, AcceleratorPartition: partition }: Entry) => [
  ...[Count, Accelerators, VCpu, MemoryInGiB],
  partition?.Count,
];

function entriesWith(entries: readonly Entry[], type: string, more: Amounts): Entry[] | undefined {
  let edited: Entry[] | undefined = [...entries];
  const whole: Record<string, number> = {};
  for (const [resource, amount] of Object.entries(more)) {
    const profile = profileOfResource(resource);
    if (amount <= 0) continue;
    if (profile === undefined) whole[resource] = amount;
    else edited = edited && withPartitions(edited, type, profile, amount);
  }
  if (edited === undefined) return undefined;
  // Partitions that were not there bring CPU, memory and network interfaces along.
  const [had, has] = [entries, edited].map((list) => totalsByType(list).get(type) ?? {});
  for (const resource of Object.keys(whole)) {
    whole[resource]! -= (has![resource] ?? 0) - (had![resource] ?? 0);
    if (whole[resource]! <= 0) delete whole[resource];
  }
  if (Object.keys(whole).length === 0) return edited;
  const at = edited.findIndex(
    ({ InstanceType, AcceleratorPartition }) => InstanceType === type && !AcceleratorPartition,
  );
  const isDevice = (resource: string): boolean => resource === GPU || resource === NEURON || resource === EFA;
  const beside = edited.findIndex(({ InstanceType }) => InstanceType === type);
  // CPU and memory alone may go with the partitions that are there.
  if (at === -1 && beside !== -1 && !Object.keys(whole).some(isDevice)) {
    edited[beside] = withResources(filledEntry(edited[beside]!), whole);
    return edited;
  }
  const entry = at === -1 ? { InstanceType: type as Entry['InstanceType'] } : filledEntry(edited[at]!);
  const larger = entry.Count === undefined ? withDevices(entry, whole) : withInstances(entry, whole);
  if (larger === undefined) return undefined;
  edited[at === -1 ? edited.length : at] = larger;
  return edited;
}

function withPartitions(
  entries: readonly Entry[],
  type: string,
  profile: string,
  count: number,
): Entry[] | undefined {
  if (profilesOf(type).get(profile)?.inApi !== true) return undefined;
  const at = entries.findIndex(
    ({ InstanceType, AcceleratorPartition }) =>
      InstanceType === type && AcceleratorPartition?.Type === profile,
  );
  const had = at === -1 ? 0 : entries[at]!.AcceleratorPartition!.Count;
  const AcceleratorPartition = {
    Type: profile as NonNullable<Entry['AcceleratorPartition']>['Type'],
    Count: had + count,
  };
  if (at === -1) return [...entries, { InstanceType: type as Entry['InstanceType'], AcceleratorPartition }];
  return entries.with(at, { ...entries[at]!, AcceleratorPartition });
}

/** Whole instances until there is enough of everything. */
function withInstances(entry: Entry, more: Amounts): Entry | undefined {
  const each = amountsOf({ InstanceType: entry.InstanceType, Count: 1 });
  let instances = 0;
  for (const [resource, amount] of Object.entries(more)) {
    if (!each[resource]) return undefined;
    instances = Math.max(instances, Math.ceil(amount / each[resource]));
  }
  return { ...entry, Count: entry.Count! + instances };
}

/** Accelerators, CPU and memory one by one; for network interfaces, the accelerators that they come with. */
function withDevices(entry: Entry, more: Amounts): Entry | undefined {
  const type = instanceTypeOf(entry.InstanceType);
  const each = type?.accelerator?.count ?? 0;
  const devices = (more[GPU] ?? 0) + (more[NEURON] ?? 0);
  const interfaces = more[EFA] ?? 0;
  if (devices + interfaces > 0 && each === 0) return undefined;
  if (interfaces > 0 && !type?.efaInterfaces) return undefined;
  const before = entry.Accelerators ?? 0;
  const wanted = interfaces === 0 ? 0 : amountIn(entry, EFA) + interfaces;
  const Accelerators = Math.max(before + devices, Math.ceil((wanted * each) / (type?.efaInterfaces ?? 1)));
  return withResources(entry, more, Accelerators > before ? { Accelerators } : {});
}

const isSized = (entry: Entry): boolean => sizesOf(entry).some((size) => size !== undefined);

/** With so much more of CPU and memory than before: what the entry leaves out may follow from the rest, and be enough. */
function withResources(entry: Entry, more: Amounts, change: Partial<Entry> = {}): Entry {
  let raised: Entry = { ...entry, ...change };
  for (const [resource, member, unit] of [
    ['cpu', 'VCpu', 1000],
    ['memory', 'MemoryInGiB', GIB],
  ] as const) {
    if (!more[resource]) continue;
    const wanted = amountIn(entry, resource) + more[resource];
    if (amountIn(raised, resource) < wanted) raised = { ...raised, [member]: wanted / unit };
  }
  return raised;
}

const amountIn = (entry: Entry, resource: string): number =>
  isSized(entry) ? (amountsOf(entry)[resource] ?? 0) : 0;
