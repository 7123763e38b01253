import {
  AMOUNT_MAX,
  type ComputeQuotaConfig,
  type ComputeQuotaResourceConfig,
} from '../../shapes/compute-quota.ts';
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { profilesOf } from '../catalog/partition-profile.ts';
import { quotaRefusals as refusals } from './messages.ts';
import { filledEntry } from './quota-arithmetic.ts';

/**
 * Refuses a compute quota that does not say clearly what the team gets. AWS states the constraints of each member
 * and hardly a rule between them; its own clients send one way of sizing an entry, and so do these rules (our choice).
 */
export function checkQuotaConfig(config: ComputeQuotaConfig): void {
  const { ComputeQuotaResources: resources = [], ResourceSharingConfig: sharing } = config;
  checkEntries('ComputeQuotaResources', resources);
  if (sharing === undefined) return;
  const { Strategy, AbsoluteBorrowLimits: limits = [] } = sharing;
  if (Strategy !== 'LendAndBorrow') {
    if (limits.length > 0) throw refusals.borrowsWithout('AbsoluteBorrowLimits', Strategy);
  }
  checkEntries('AbsoluteBorrowLimits', limits);
  const known = new Set<string>(resources.map(({ InstanceType }) => InstanceType));
  limits.forEach((limit, i) => {
    if (!known.has(limit.InstanceType))
      throw refusals.borrowsUnknownType(placeOf('AbsoluteBorrowLimits', i, limit), limit.InstanceType, [
        ...known,
      ]);
  });
}

function checkEntries(list: string, entries: readonly ComputeQuotaResourceConfig[]): void {
  const sized = new Map<string, string>();
  entries.forEach((entry, i) => {
    const where = placeOf(list, i, entry);
    checkSize(where, entry);
    checkOffered(where, entry);
    checkRatio(where, entry);
    const profile = entry.AcceleratorPartition?.Type;
    const key = `${entry.InstanceType} ${profile ?? ''}`;
    const first = sized.get(key);
    if (first !== undefined) throw refusals.sizedTwice(where, first, profile ?? 'whole resources');
    sized.set(key, where);
  });
}

const placeOf = (list: string, i: number, { InstanceType }: ComputeQuotaResourceConfig): string =>
  `${list}, entry ${i + 1} (${InstanceType})`;

/** Exactly one way of sizing it. */
function checkSize(where: string, entry: ComputeQuotaResourceConfig): void {
  const given = (['Accelerators', 'VCpu', 'MemoryInGiB', 'AcceleratorPartition'] as const).filter(
    (member) => entry[member] !== undefined,
  );
  if (entry.Count === undefined && given.length === 0) throw refusals.noSize(where);
  if (entry.Count !== undefined && given.length > 0) throw refusals.twoWays(where, 'Count', given);
  if (entry.AcceleratorPartition !== undefined && entry.Accelerators !== undefined)
    throw refusals.twoWays(where, 'AcceleratorPartition', ['Accelerators']);
}

/**
 * The instance type has what the entry asks for. Accelerators 0 is allowed everywhere: Describe fills it in, and what
 * Describe shows can be sent back.
 */
function checkOffered(where: string, entry: ComputeQuotaResourceConfig): void {
  const { InstanceType: type, Accelerators = 0, AcceleratorPartition: partition } = entry;
  if (Accelerators > 0 && instanceTypeOf(type)?.accelerator === undefined)
    throw refusals.noAccelerators(where, type, Accelerators);
  if (partition === undefined) return;
  const profiles = profilesOf(type);
  if (profiles.size === 0) throw refusals.noPartitions(where, type);
  if (profiles.has(partition.Type)) return;
  const offered = [...profiles.values()].filter(({ inApi }) => inApi).map(({ name }) => name);
  throw refusals.noSuchPartition(where, type, partition.Type, offered);
}

/** What the ratio fills in keeps within what the API can say of it (our choice). */
function checkRatio(where: string, entry: ComputeQuotaResourceConfig): void {
  const filled = filledEntry(entry);
  for (const member of ['VCpu', 'MemoryInGiB'] as const) {
    const value = filled[member] ?? 0;
    if (value > AMOUNT_MAX) throw refusals.ratioTooLarge(where, member, value, AMOUNT_MAX);
  }
}
