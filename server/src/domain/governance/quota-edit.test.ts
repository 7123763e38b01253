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
    'CPU that accelerators bring along is not said': [
      [{ Accelerators: 4 }],
      { [GPU]: 2, cpu: 1_500 },
      [{ Accelerators: 6 }],
    ],
    'CPU on top of what accelerators bring along': [
      [{ Accelerators: 4 }],
      { cpu: 1_500, [GPU]: 2, memory: 400 * GIB },
      [{ Accelerators: 6, MemoryInGiB: 976 }],
    ],
    'CPU on top of what partitions bring along': [
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 28 } }],
      { cpu: 2_000 },
      [{ AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 28 }, VCpu: 50 }],
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
      { Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [{ InstanceType: type, Accelerators: 1 }] },
      { [GPU]: 2 },
      { Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [{ InstanceType: type, Accelerators: 3 }] },
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
  assert.equal(nominal.get(type)!.cpu, 48_000, 'what is left out follows from the proportions');
  assert.equal(borrowing.get(type)![GPU], 2);
});
