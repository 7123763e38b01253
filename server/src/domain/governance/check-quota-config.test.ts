import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type ComputeQuotaConfig,
  type ComputeQuotaResourceConfig,
  MIGProfileType,
} from '../../shapes/compute-quota.ts';
import { ClusterInstanceType } from '../../shapes/instance-types.ts';
import { Refusal } from '../refusal.ts';
import { checkQuotaConfig } from './check-quota-config.ts';
import { filledEntry } from './quota-arithmetic.ts';

type Entry = ComputeQuotaResourceConfig;

const p4d = (rest: Partial<Entry>): Entry => ({ InstanceType: 'ml.p4d.24xlarge', ...rest });
const m5 = (rest: Partial<Entry>): Entry => ({ InstanceType: 'ml.m5.xlarge', ...rest });
const slice = { AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 4 } } as const;
const of = (...resources: Entry[]): ComputeQuotaConfig => ({ ComputeQuotaResources: resources });
const sharing = (
  ResourceSharingConfig: NonNullable<ComputeQuotaConfig['ResourceSharingConfig']>,
  ...resources: Entry[]
): ComputeQuotaConfig => ({ ...of(...resources), ResourceSharingConfig });

const ALLOWED: Readonly<Record<string, ComputeQuotaConfig>> = {
  nothing: {},
  'no resources': of(),
  'as much as the API can say': of(
    m5({ VCpu: 2_500_000 }),
    p4d({ Accelerators: 10_000_000, VCpu: 0, MemoryInGiB: 0 }),
  ),
  'a count of zero': of(m5({ Count: 0 })),
  'single resources together': of(p4d({ Accelerators: 4, VCpu: 10, MemoryInGiB: 5 })),
  'a partition with vCPUs and memory': of(p4d({ ...slice, VCpu: 4, MemoryInGiB: 48 })),
  'whole accelerators and partitions of one type': of(p4d({ Count: 1 }), p4d(slice)),
  'two partition types of one type': of(
    p4d(slice),
    p4d({ AcceleratorPartition: { Type: 'mig-2g.10gb', Count: 1 } }),
  ),
  'what Describe fills in': of(filledEntry(m5({ VCpu: 2 })), filledEntry(p4d(slice))),
  'a borrow limit with Lend, where it has no meaning': sharing(
    { Strategy: 'Lend', BorrowLimit: 50 },
    m5({ Count: 1 }),
  ),
  'absolute limits of a type of the quota': sharing(
    { Strategy: 'LendAndBorrow', BorrowLimit: 10_000, AbsoluteBorrowLimits: [m5({ VCpu: 2 })] },
    m5({ Count: 1 }),
  ),
};

const REFUSED: Readonly<Record<string, readonly [ComputeQuotaConfig, RegExp]>> = {
  'Count with a single resource': [
    of(m5({ Count: 1 }), p4d({ Count: 1, Accelerators: 2, VCpu: 4 })),
    /^ComputeQuotaResources, entry 2 \(ml\.p4d\.24xlarge\) gives Count together with Accelerators, VCpu, .* Leave Count or Accelerators, VCpu out\.$/,
  ],
  'Count with a partition': [of(p4d({ Count: 1, ...slice })), /Count together with AcceleratorPartition,/],
  'a partition with Accelerators': [
    of(p4d({ Accelerators: 0, ...slice })),
    /AcceleratorPartition together with Accelerators,/,
  ],
  'no size at all': [of(p4d({})), /gives no amount\. Give Count; any of/],
  'a partition of other GPUs': [
    of(p4d({ AcceleratorPartition: { Type: 'mig-1g.18gb', Count: 1 } })),
    /does not offer the AcceleratorPartition\.Type 'mig-1g\.18gb'\. Did you mean 'mig-1g\.10gb'\? It offers mig-1g\.5gb, mig-1g\.10gb, mig-2g\.10gb, mig-3g\.20gb, mig-4g\.20gb, mig-7g\.40gb\.$/,
  ],
  'a partition of a type without any': [
    of({ InstanceType: 'ml.g5.xlarge', ...slice }),
    /the accelerators of ml\.g5\.xlarge cannot be partitioned/,
  ],
  'a partition of a type whose profiles the API cannot name': [
    of({ InstanceType: 'ml.p6-b300.48xlarge', ...slice }),
    /None of its partitions can be named in this API yet/,
  ],
  'accelerators of a type without any': [
    of(m5({ Accelerators: 1 })),
    /Accelerators is 1, and ml\.m5\.xlarge has none\. Give VCpu, MemoryInGiB or Count/,
  ],
  'more vCPUs by the ratio than the API can say': [
    of(p4d({ Accelerators: 833_334 })),
    /amounts to a VCpu of 10000008 by the ratio .*, and 10000000 is the most\. Give less, or give VCpu as well\.$/,
  ],
  'more memory': [of(m5({ VCpu: 2_500_001 })), /amounts to a MemoryInGiB of 10000004 by the ratio/],
  'one type twice': [
    of(p4d({ Count: 1 }), p4d({ VCpu: 2 })),
    /^ComputeQuotaResources, entry 2 .* sizes the whole resources of an instance type that ComputeQuotaResources, entry 1 /,
  ],
  'one partition twice': [of(p4d(slice), p4d(slice)), /sizes the mig-1g\.5gb of an instance type/],
  'an absolute limit that breaks the same rules': [
    sharing({ Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [m5({})] }, m5({ Count: 1 })),
    /^AbsoluteBorrowLimits, entry 1 \(ml\.m5\.xlarge\) gives no amount/,
  ],
  'an absolute limit of another type': [
    sharing({ Strategy: 'LendAndBorrow', AbsoluteBorrowLimits: [p4d({ Count: 1 })] }, m5({ Count: 1 })),
    /limits the borrowing of ml\.p4d\.24xlarge, which ComputeQuotaResources does not name\. It names ml\.m5\.xlarge\.$/,
  ],
  'an absolute limit with DontLend': [
    sharing({ Strategy: 'DontLend', AbsoluteBorrowLimits: [m5({ Count: 1 })] }, m5({ Count: 1 })),
    /AbsoluteBorrowLimits is given with Strategy DontLend/,
  ],
};

describe('a compute quota is refused', () => {
  for (const [what, [config, message]] of Object.entries(REFUSED)) {
    test(what, () => {
      assert.throws(
        () => checkQuotaConfig(config),
        (error) =>
          error instanceof Refusal && error.code === 'ValidationException' && message.test(error.message),
      );
    });
  }
});

describe('a compute quota may have', () => {
  for (const [what, config] of Object.entries(ALLOWED)) {
    test(what, () => assert.doesNotThrow(() => checkQuotaConfig(config)));
  }
});

/** Which partitions each instance type offers in this API, by the class of its GPUs (observed: the HyperPod CLI). */
const OFFERED: Readonly<Record<string, string>> = {
  'ml.p4d.24xlarge': '1g.5gb 1g.10gb 2g.10gb 3g.20gb 4g.20gb 7g.40gb',
  'ml.p4de.24xlarge': '1g.10gb 1g.20gb 2g.20gb 3g.40gb 4g.40gb 7g.80gb',
  'ml.p5.48xlarge': '1g.10gb 1g.20gb 2g.20gb 3g.40gb 4g.40gb 7g.80gb',
  'ml.p5e.48xlarge': '1g.18gb 1g.35gb 2g.35gb 3g.71gb 4g.71gb 7g.141gb',
  'ml.p5en.48xlarge': '1g.18gb 1g.35gb 2g.35gb 3g.71gb 4g.71gb 7g.141gb',
  'ml.p6-b200.48xlarge': '1g.23gb 1g.45gb 2g.45gb 3g.90gb 4g.90gb 7g.180gb',
  'ml.p6e-gb200.36xlarge': '1g.23gb 1g.47gb 2g.47gb 3g.93gb 4g.93gb 7g.186gb',
};

test('each of the partition types is taken of the instance types whose GPUs offer it, and of no other', () => {
  for (const InstanceType of ClusterInstanceType.values) {
    const taken = MIGProfileType.values.filter((Type) => {
      try {
        checkQuotaConfig(of({ InstanceType, AcceleratorPartition: { Type, Count: 1 } }));
        return true;
      } catch (error) {
        assert.ok(error instanceof Refusal, InstanceType);
        return false;
      }
    });
    const offered = OFFERED[InstanceType]?.split(' ').map((name) => `mig-${name}`) ?? [];
    assert.deepEqual([...taken].sort(), offered.sort(), InstanceType);
  }
});
