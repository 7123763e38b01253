import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComputeQuotaConfig, ComputeQuotaResourceConfig } from '../../shapes/compute-quota.ts';
import { differences, withMoreBorrowing, withMoreQuota } from './quota-edit.ts';

const type = 'ml.p4d.24xlarge';
const GPU = 'nvidia.com/gpu';
const GIB = 2 ** 30;

test('more of an instance type', async (t) => {
  type Entry = Omit<ComputeQuotaResourceConfig, 'InstanceType'>;
  const table: Record<
    string,
    [entries: Entry[], more: Record<string, number>, expected: Entry[] | undefined]
  > = {
    'whole instances, for whatever is missing': [[{ Count: 1 }], { [GPU]: 2 }, [{ Count: 2 }]],
    'as many of them as the scarcest resource needs': [
      [{ Count: 1 }],
      { [GPU]: 2, cpu: 200_000 },
      [{ Count: 4 }],
    ],
    'no instance has partitions': [[{ Count: 1 }], { 'nvidia.com/mig-9g.99gb': 1 }, undefined],
    'accelerators, CPU and memory one by one': [
      [{ Accelerators: 4, VCpu: 48, MemoryInGiB: 576 }],
      { [GPU]: 2, cpu: 1_500 },
      [{ Accelerators: 6, VCpu: 49.5, MemoryInGiB: 576 }],
    ],
    'CPU that an entry left to the proportions stays with what is added': [
      [{ Accelerators: 4 }],
      { [GPU]: 2, cpu: 1_500 },
      [{ Accelerators: 6, VCpu: 49.5, MemoryInGiB: 576 }],
    ],
    'nothing is lost where memory followed CPU': [
      [{ VCpu: 96 }],
      { [GPU]: 1 },
      [{ VCpu: 96, MemoryInGiB: 1_152, Accelerators: 1 }],
    ],
    'partitions of a new type, with the CPU and memory that they bring along': [
      [],
      { 'nvidia.com/mig-1g.5gb': 7, cpu: 12_000, memory: 144 * GIB },
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 7 } }],
    ],
    'CPU on top of what new partitions bring along': [
      [],
      { 'nvidia.com/mig-1g.5gb': 7, cpu: 14_000 },
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 7 }, VCpu: 14, MemoryInGiB: 144 }],
    ],
    'accelerators of a new type, with the CPU that they bring along': [
      [],
      { [GPU]: 2, cpu: 1_500 },
      [{ Accelerators: 2 }],
    ],
    'a network interface that is half there already': [
      [{ Accelerators: 1 }],
      { 'vpc.amazonaws.com/efa': 1 },
      [{ Accelerators: 2, VCpu: 12, MemoryInGiB: 144 }],
    ],
    'no more than the API lets a quota say': [[{ VCpu: 9_999_999 }], { cpu: 2_000_000 }, undefined],
    'no more entries than the API takes': [
      Array.from({ length: 15 }, () => ({ AcceleratorPartition: { Type: 'mig-1g.5gb' as const, Count: 1 } })),
      { [GPU]: 1 },
      undefined,
    ],
    'memory alone': [
      [{ Accelerators: 4, VCpu: 48, MemoryInGiB: 576 }],
      { memory: 8 * GIB },
      [{ Accelerators: 4, VCpu: 48, MemoryInGiB: 584 }],
    ],
    'network interfaces, by the accelerators that they come with': [
      [{ Accelerators: 4, VCpu: 48, MemoryInGiB: 576 }],
      { 'vpc.amazonaws.com/efa': 1 },
      [{ Accelerators: 6, VCpu: 48, MemoryInGiB: 576 }],
    ],
    'partitions of a kind that is there': [
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 } }],
      { 'nvidia.com/mig-1g.5gb': 3 },
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 7 } }],
    ],
    'partitions of a new kind': [
      [{ Count: 1 }],
      { 'nvidia.com/mig-1g.5gb': 3 },
      [{ Count: 1 }, { AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 3 } }],
    ],
    'CPU beside partitions': [
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 }, VCpu: 6, MemoryInGiB: 82 }],
      { cpu: 2_000 },
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 }, VCpu: 8, MemoryInGiB: 82 }],
    ],
    'a type that the quota has not named': [[], { [GPU]: 2 }, [{ Accelerators: 2 }]],
  };
  const named = (entries: readonly Entry[]) =>
    entries.map((entry) => ({ InstanceType: type as 'ml.p4d.24xlarge', ...entry }));
  for (const [sentence, [entries, more, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const edited = withMoreQuota({ ComputeQuotaResources: named(entries) }, type, more);
      assert.deepEqual(edited?.ComputeQuotaResources, expected && named(expected));
    });
  }
});

const eight: ComputeQuotaConfig = { ComputeQuotaResources: [{ InstanceType: type, Accelerators: 8 }] };

const one = { InstanceType: type, VCpu: 12, MemoryInGiB: 144 } as const;

test('more to borrow', async (t) => {
  type Sharing = ComputeQuotaConfig['ResourceSharingConfig'];
  const table: Record<string, [sharing: Sharing, more: Record<string, number>, expected: Sharing]> = {
    'a larger percentage, from the default': [
      undefined,
      { [GPU]: 2 },
      { Strategy: 'LendAndBorrow', BorrowLimit: 75 },
    ],
    'rounded up': [
      { Strategy: 'LendAndBorrow', BorrowLimit: 10 },
      { [GPU]: 1 },
      { Strategy: 'LendAndBorrow', BorrowLimit: 13 },
    ],
    'another strategy, where it only lends': [
      { Strategy: 'Lend' },
      { [GPU]: 4 },
      { Strategy: 'LendAndBorrow', BorrowLimit: 50 },
    ],
    'the absolute limit, where the type has one': [
      { Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [{ ...one, Accelerators: 1 }] },
      { [GPU]: 2 },
      { Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [{ ...one, Accelerators: 3 }] },
    ],
    'nothing of what it has none of': [undefined, { 'nvidia.com/mig-1g.5gb': 1 }, undefined],
    'no more than 10,000 percent': [undefined, { [GPU]: 900 }, undefined],
  };
  for (const [sentence, [ResourceSharingConfig, more, expected]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const config = { ...eight, ...(ResourceSharingConfig && { ResourceSharingConfig }) };
      assert.deepEqual(withMoreBorrowing(config, type, more)?.ResourceSharingConfig, expected);
    });
  }
});

test('what an edit amounts to: a larger quota may borrow more too', () => {
  const { nominal, borrowing } = differences(eight, withMoreQuota(eight, type, { [GPU]: 4 })!);
  assert.equal(nominal.get(type)![GPU], 4);
  assert.equal(nominal.get(type)!.cpu, 0, 'what was left out stays what it came to');
  assert.equal(borrowing.get(type)![GPU], 2);
});
