import { invalid } from '../refusal.ts';

const listed = (names: readonly string[]): string => names.join(', ');

/**
 * What is wrong with the resources or the sharing of a compute quota. `where` names the list and the place in it,
 * counted from 1. The service's own texts are not published (our choice).
 */
export const quotaRefusals = {
  twoWays: (where: string, one: string, others: readonly string[]) =>
    invalid(
      `${where} gives ${one} together with ${listed(others)}, and an entry is sized in exactly one way: by Count; by any of Accelerators, VCpu and MemoryInGiB; or by AcceleratorPartition with or without VCpu and MemoryInGiB. Leave ${one} or ${listed(others)} out.`,
    ),
  noSize: (where: string) =>
    invalid(
      `${where} gives no amount. Give Count; any of Accelerators, VCpu and MemoryInGiB; or AcceleratorPartition.`,
    ),
  noPartitions: (where: string, type: string) =>
    invalid(
      `${where}: the accelerators of ${type} cannot be partitioned. Leave AcceleratorPartition out, and give Accelerators or Count.`,
    ),
  noSuchPartition: (where: string, type: string, profile: string, offered: readonly string[]) =>
    invalid(
      `${where}: ${type} does not offer the AcceleratorPartition.Type '${profile}'. ${
        offered.length === 0
          ? 'None of its partitions can be named in this API yet.'
          : `It offers ${listed(offered)}.`
      }`,
    ),
  noAccelerators: (where: string, type: string, count: number) =>
    invalid(
      `${where}: Accelerators is ${count}, and ${type} has none. Give VCpu, MemoryInGiB or Count instead.`,
    ),
  sizedTwice: (where: string, first: string, what: string) =>
    invalid(
      `${where} sizes the ${what} of an instance type that ${first} sizes already. Make one entry of the two: an instance type may stand twice only where the entries size different things, such as whole accelerators and partitions, or two partition types.`,
    ),
  borrowsUnknownType: (where: string, type: string, known: readonly string[]) =>
    invalid(
      `${where} limits the borrowing of ${type}, which ComputeQuotaResources does not name. ${
        known.length === 0 ? 'It names no instance type.' : `It names ${listed(known)}.`
      }`,
    ),
  borrowsWithout: (member: string, strategy: string) =>
    invalid(
      `ResourceSharingConfig.${member} is given with Strategy ${strategy}, which does not borrow. Leave ${member} out, or choose Strategy LendAndBorrow.`,
    ),
};
