import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ComputeQuotaConfig, ComputeQuotaResourceConfig } from '../../shapes/compute-quota.ts';
import { ClusterInstanceType } from '../../shapes/instance-types.ts';
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { profilesOf } from '../catalog/partition-profile.ts';
import { acceleratorsOf, amountsOf, borrowLimitsOf, filledEntry } from './quota-arithmetic.ts';

type Entry = ComputeQuotaResourceConfig;
const GIB = 2 ** 30;
const P4D = 'ml.p4d.24xlarge';

/** An entry, its vCPUs, its GiB, and what else it amounts to. */
type Example = readonly [what: string, entry: Entry, vCpu: number, gib: number, more: Record<string, number>];

const gpu = (count: number): Record<string, number> => ({ 'nvidia.com/gpu': count });

const EXAMPLES: readonly Example[] = [
  ['four ml.m5.xlarge (observed)', { InstanceType: 'ml.m5.xlarge', Count: 4 }, 16, 64, {}],
  [
    'one ml.g5.12xlarge (observed)',
    { InstanceType: 'ml.g5.12xlarge', Count: 1 },
    48,
    192,
    { ...gpu(4), 'vpc.amazonaws.com/efa': 1 },
  ],
  [
    '4 vCPU and 16 GiB of ml.g5.2xlarge (observed)',
    { InstanceType: 'ml.g5.2xlarge', VCpu: 4, MemoryInGiB: 16 },
    4,
    16,
    gpu(0),
  ],
  [
    'accelerators of four instances',
    { InstanceType: 'ml.g5.24xlarge', Accelerators: 16 },
    384,
    1536,
    { ...gpu(16), 'vpc.amazonaws.com/efa': 4 },
  ],
  ['memory alone', { InstanceType: 'ml.g5.xlarge', MemoryInGiB: 8 }, 2, 8, gpu(0)],
  ['vCPUs alone', { InstanceType: 'ml.g5.xlarge', VCpu: 2 }, 2, 8, gpu(0)],
  [
    'accelerators over proportions (documented)',
    { InstanceType: 'ml.g5.24xlarge', Accelerators: 16, VCpu: 200, MemoryInGiB: 2 },
    200,
    2,
    { ...gpu(16), 'vpc.amazonaws.com/efa': 4 },
  ],
  [
    'memory follows the accelerators, not the vCPUs',
    { InstanceType: 'ml.g5.xlarge', Accelerators: 1, VCpu: 2 },
    2,
    16,
    gpu(1),
  ],
  [
    'no accelerators, said in so many words',
    { InstanceType: 'ml.g5.xlarge', Accelerators: 0, VCpu: 2 },
    2,
    8,
    gpu(0),
  ],
  [
    'half the devices of a Trainium instance',
    { InstanceType: 'ml.trn1.32xlarge', Accelerators: 8 },
    64,
    256,
    { 'aws.amazon.com/neurondevice': 8, 'vpc.amazonaws.com/efa': 4 },
  ],
  [
    '16 of 32 accelerators are half of everything (documented)',
    { InstanceType: P4D, Accelerators: 16 },
    4 * 96 * 0.5,
    4 * 1152 * 0.5,
    { ...gpu(16), 'vpc.amazonaws.com/efa': 8 },
  ],
  [
    '20 of 40 vCPUs are half of the memory, and no accelerators (documented)',
    { InstanceType: 'ml.g5.2xlarge', VCpu: 20 },
    20,
    5 * 32 * 0.5,
    gpu(0),
  ],
  [
    '200 of 400 GiB are half of the vCPUs, and no accelerators (documented)',
    { InstanceType: 'ml.g5.xlarge', MemoryInGiB: 200 },
    25 * 4 * 0.5,
    200,
    gpu(0),
  ],
  [
    'half an instance without accelerators',
    { InstanceType: 'ml.c5n.18xlarge', VCpu: 36 },
    36,
    96,
    { 'vpc.amazonaws.com/efa': 0 },
  ],
];

const partition = (InstanceType: Entry['InstanceType'], Type: string, Count: number): Entry => ({
  InstanceType,
  AcceleratorPartition: { Type: Type as 'mig-1g.5gb', Count },
});

/** The published formula for partitions, and what follows from it. */
const PARTITIONS: readonly (readonly [entry: Entry, vCpu: number, gib: number, efa: number])[] = [
  [partition(P4D, 'mig-1g.5gb', 2), 3, 41, 0],
  [partition(P4D, 'mig-1g.5gb', 4), 6, 82, 0],
  [partition('ml.p5.48xlarge', 'mig-3g.40gb', 2), 20, 219, 3],
  [partition(P4D, 'mig-3g.20gb', 16), 82, 987, 3],
  [{ ...partition(P4D, 'mig-1g.5gb', 2), VCpu: 4 }, 4, 48, 0],
  [{ ...partition(P4D, 'mig-1g.5gb', 2), MemoryInGiB: 48 }, 4, 48, 0],
  [{ ...partition(P4D, 'mig-1g.5gb', 2), VCpu: 2.5, MemoryInGiB: 7.5 }, 2.5, 7.5, 0],
];

describe('what an entry amounts to', () => {
  for (const [what, entry, vCpu, gib, more] of EXAMPLES) {
    test(what, () => assert.deepEqual(amountsOf(entry), { cpu: vCpu * 1000, memory: gib * GIB, ...more }));
  }

  for (const [entry, vCpu, gib, efa] of PARTITIONS) {
    test(`partitions: ${JSON.stringify(entry)}`, () => {
      const { Type, Count } = entry.AcceleratorPartition!;
      assert.deepEqual(amountsOf(entry), {
        cpu: vCpu * 1000,
        memory: gib * GIB,
        [`nvidia.com/${Type}`]: Count,
        'vpc.amazonaws.com/efa': efa,
      });
    });
  }

  test('fractions go down, and binary fractions do not count as such', () => {
    assert.equal(amountsOf({ InstanceType: 'ml.m5.xlarge', VCpu: 1.001, MemoryInGiB: 1 }).cpu, 1001);
    assert.equal(amountsOf({ InstanceType: 'ml.m5.xlarge', VCpu: 1.0019, MemoryInGiB: 1 }).cpu, 1001);
    const third = amountsOf({ InstanceType: 'ml.c5n.large', MemoryInGiB: 1 });
    assert.deepEqual(third, { cpu: 380, memory: GIB });
  });
});

describe('an entry as Describe shows it', () => {
  const table: readonly (readonly [given: Entry, filled: Partial<Entry>])[] = [
    [
      { InstanceType: 'ml.g5.24xlarge', Accelerators: 16 },
      { Accelerators: 16, VCpu: 384, MemoryInGiB: 1536 },
    ],
    [
      { InstanceType: 'ml.g5.xlarge', MemoryInGiB: 8 },
      { Accelerators: 0, VCpu: 2, MemoryInGiB: 8 },
    ],
    [
      { InstanceType: 'ml.g5.xlarge', VCpu: 2 },
      { Accelerators: 0, VCpu: 2, MemoryInGiB: 8 },
    ],
    [
      { InstanceType: 'ml.g5.8xlarge', VCpu: 0.3 },
      { Accelerators: 0, VCpu: 0.3, MemoryInGiB: 1.2 },
    ],
    [{ InstanceType: 'ml.g5.xlarge', Count: 2 }, { Count: 2 }],
    [
      partition(P4D, 'mig-1g.5gb', 4),
      { AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 }, VCpu: 6, MemoryInGiB: 82 },
    ],
  ];
  for (const [given, filled] of table) {
    test(JSON.stringify(given), () =>
      assert.deepEqual(filledEntry(given), { InstanceType: given.InstanceType, ...filled }),
    );
  }
});

/** Entries as clients send them, of any instance type. */
const entries: fc.Arbitrary<Entry> = fc
  .tuple(
    fc.constantFrom(...ClusterInstanceType.values),
    fc.constantFrom('Count', 'Accelerators', 'VCpu', 'MemoryInGiB', 'AcceleratorPartition'),
    // Memory stays exact below 8 PiB, which is 2,000 of the largest instance.
    fc.integer({ min: 1, max: 2_000 }),
    fc.option(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { nil: undefined }),
    fc.nat(),
  )
  .map(([type, member, amount, vCpu, pick]): Entry => {
    const profiles = [...profilesOf(type).keys()] as 'mig-1g.5gb'[];
    if (member === 'Count') return { InstanceType: type, Count: amount };
    const own = vCpu === undefined ? {} : { VCpu: vCpu };
    if (member === 'AcceleratorPartition' && profiles.length > 0) {
      const Type = profiles[pick % profiles.length]!;
      return { InstanceType: type, AcceleratorPartition: { Type, Count: amount }, ...own };
    }
    if (member === 'Accelerators' && instanceTypeOf(type)!.accelerator !== undefined)
      return { InstanceType: type, Accelerators: amount, ...own };
    return { InstanceType: type, [member === 'VCpu' ? 'VCpu' : 'MemoryInGiB']: amount / 8 };
  });

describe('whatever the entry', () => {
  test('amounts are whole, and what Describe shows means the same', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const amounts = amountsOf(entry);
        for (const [name, amount] of Object.entries(amounts))
          assert.ok(Number.isSafeInteger(amount) && amount >= 0, `${name} ${amount}`);
        const filled = filledEntry(entry);
        assert.deepEqual(amountsOf(filled), amounts);
        assert.deepEqual(filledEntry(filled), filled);
      }),
      { seed: 20261126, numRuns: 2_000 },
    );
  });
});

describe('borrow limits', () => {
  const limitsOf = (
    sharing: ComputeQuotaConfig['ResourceSharingConfig'],
    ...resources: readonly Entry[]
  ): Record<string, object> =>
    Object.fromEntries(
      borrowLimitsOf({
        ComputeQuotaResources: [...resources],
        ...(sharing && { ResourceSharingConfig: sharing }),
      }),
    );
  const m5: Entry = { InstanceType: 'ml.m5.xlarge', Count: 4 };
  const half = { cpu: 8000, memory: 32 * GIB };

  test('half of 16 vCPU and 64 GiB is 8 and 32 (observed)', () => {
    assert.deepEqual(limitsOf({ Strategy: 'LendAndBorrow', BorrowLimit: 50 }, m5), { 'ml.m5.xlarge': half });
  });

  test('half is the default, and borrowing is', () => {
    assert.deepEqual(limitsOf({ Strategy: 'LendAndBorrow' }, m5), { 'ml.m5.xlarge': half });
    assert.deepEqual(limitsOf(undefined, m5), { 'ml.m5.xlarge': half });
  });

  test('without borrowing there is nothing to borrow', () => {
    for (const Strategy of ['Lend', 'DontLend'] as const) {
      assert.deepEqual(limitsOf({ Strategy, BorrowLimit: 500 }, m5), {
        'ml.m5.xlarge': { cpu: 0, memory: 0 },
      });
    }
  });

  test('fractions of a limit go down: 40 % of 6 GPUs are 2', () => {
    const { 'ml.g5.xlarge': limits } = limitsOf(
      { Strategy: 'LendAndBorrow', BorrowLimit: 40 },
      { InstanceType: 'ml.g5.xlarge', Accelerators: 6 },
    );
    assert.deepEqual(limits, { cpu: 9600, memory: Math.floor(6 * 16 * GIB * 0.4), 'nvidia.com/gpu': 2 });
  });

  test('the percentage is of all entries that name the type', () => {
    const { [P4D]: limits } = limitsOf(
      { Strategy: 'LendAndBorrow', BorrowLimit: 100 },
      { InstanceType: P4D, Count: 1 },
      partition(P4D, 'mig-1g.5gb', 4),
    );
    assert.deepEqual(limits, {
      cpu: 102_000,
      memory: (1152 + 82) * GIB,
      'nvidia.com/gpu': 8,
      'nvidia.com/mig-1g.5gb': 4,
      'vpc.amazonaws.com/efa': 4,
    });
  });

  test('absolute limits win for the types they name; other types keep the percentage', () => {
    const sharing = {
      Strategy: 'LendAndBorrow',
      BorrowLimit: 50,
      AbsoluteBorrowLimits: [{ InstanceType: 'ml.g5.xlarge', Accelerators: 3 }],
    } as const;
    const limits = limitsOf({ ...sharing, AbsoluteBorrowLimits: [...sharing.AbsoluteBorrowLimits] }, m5, {
      InstanceType: 'ml.g5.xlarge',
      Count: 10,
    });
    assert.deepEqual(limits, {
      'ml.m5.xlarge': half,
      'ml.g5.xlarge': { cpu: 12_000, memory: 48 * GIB, 'nvidia.com/gpu': 3 },
    });
  });

  test('what an absolute limit of the type does not name is not borrowed', () => {
    const { [P4D]: limits } = limitsOf(
      { Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [partition(P4D, 'mig-1g.5gb', 2)] },
      { InstanceType: P4D, Count: 1 },
    );
    assert.deepEqual(limits, {
      cpu: 3000,
      memory: 41 * GIB,
      'nvidia.com/gpu': 0,
      'nvidia.com/mig-1g.5gb': 2,
      'vpc.amazonaws.com/efa': 0,
    });
  });
});

test('accelerators count partitions by their compute slices', () => {
  const table: readonly (readonly [amounts: Record<string, number>, accelerators: number])[] = [
    [{ cpu: 4000, memory: GIB, 'vpc.amazonaws.com/efa': 4 }, 0],
    [{ 'nvidia.com/gpu': 3, 'aws.amazon.com/neurondevice': 2 }, 5],
    [{ 'nvidia.com/mig-1g.5gb': 7 }, 1],
    [{ 'nvidia.com/mig-3g.20gb': 2, 'nvidia.com/gpu': 1 }, 13 / 7],
    [{ 'nvidia.com/mig-7g.40gb': 8 }, 8],
  ];
  for (const [amounts, accelerators] of table) assert.equal(acceleratorsOf(amounts), accelerators);
});
