import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { ClusterInstanceType } from '../../shapes/instance-types.ts';
import { acceleratorResourceOf, instanceTypeOf, instanceTypes } from './instance-type.ts';
import { profilesOf } from './partition-profile.ts';

describe('the instance catalogue', () => {
  test('holds every instance type of the API, and no other', () => {
    assert.equal(instanceTypes.size, 201);
    assert.deepEqual([...instanceTypes.keys()].sort(), [...ClusterInstanceType.values].sort());
  });

  test('answers what is known of a type', () => {
    assert.deepEqual(instanceTypeOf('ml.p4d.24xlarge'), {
      name: 'ml.p4d.24xlarge',
      vCpu: 96,
      memoryGiB: 1152,
      architecture: 'amd64',
      accelerator: { kind: 'gpu', name: 'a100', memoryGiB: 40, count: 8 },
      efaInterfaces: 4,
      localStorageGB: 8000,
      networkGbps: 400,
      gpuClass: 'A100-40GB',
    });
    assert.equal(instanceTypeOf('ml.p3.2xlarge'), undefined);
  });

  test('says unknown where no source gives a fact', () => {
    const gb200 = instanceTypeOf('ml.p6e-gb200.36xlarge')!;
    assert.deepEqual([gb200.accelerator?.memoryGiB, gb200.efaInterfaces], [undefined, undefined]);
    const trn2 = instanceTypeOf('ml.trn2.3xlarge')!;
    assert.deepEqual([trn2.networkGbps, trn2.localStorageGB], [undefined, undefined]);
  });

  test('names the resource that whole accelerators are counted by', () => {
    const resourceOf = (name: string): string | undefined => acceleratorResourceOf(instanceTypeOf(name)!);
    assert.equal(resourceOf('ml.g5.xlarge'), 'nvidia.com/gpu');
    assert.equal(resourceOf('ml.trn1.32xlarge'), 'aws.amazon.com/neurondevice');
    assert.equal(resourceOf('ml.m5.xlarge'), undefined);
  });
});

interface Fact {
  readonly instanceType: string;
  readonly vcpu: number;
  readonly memoryGiB: number;
  readonly arch: string;
  readonly accelerator: {
    readonly kind: 'none' | 'nvidia-gpu' | 'aws-trainium';
    readonly name: string | null;
    readonly count: number;
    readonly memoryGiBEach: number | null;
  };
  readonly localNvmeGB: number | null;
  readonly networkGbps: number | null;
  readonly efaInterfaces: number | null;
  readonly migGpu: string | null;
  readonly migProfiles: readonly string[] | null;
}

interface Facts {
  readonly types: readonly Fact[];
  readonly typesNewerThanSeed: readonly Fact[];
  readonly mig: {
    readonly gpus: Readonly<Record<string, { readonly profiles: Readonly<Record<string, ProfileFact>> }>>;
    readonly placementsByGeometry: Readonly<Record<string, { readonly starts: readonly number[] }>>;
    readonly seedProfiles28: readonly string[];
  };
}

interface ProfileFact {
  readonly maxPerGpu: number;
  readonly computeSlices: number;
  readonly memorySlices: number;
  readonly nvmlMemoryMiB: number | null;
}

const shared = process.env.QUARTERMASTER_SHARED ?? resolve(import.meta.dirname, '../../../../../shared');
const file = join(shared, 'facts', 'instance-types.json');
const skip = existsSync(file) ? false : `the collected facts are not at ${file}`;

describe('the catalogue against the collected facts', () => {
  const facts: Facts = skip ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  const all = skip ? [] : [...facts.types, ...facts.typesNewerThanSeed];

  test('every field of every type agrees', { skip }, () => {
    assert.equal(all.length, 201);
    for (const { instanceType, accelerator, ...fact } of all) {
      assert.deepEqual(
        instanceTypeOf(instanceType),
        {
          name: instanceType,
          vCpu: fact.vcpu,
          memoryGiB: fact.memoryGiB,
          architecture: fact.arch,
          ...(accelerator.kind !== 'none' && {
            accelerator: {
              kind: accelerator.kind === 'nvidia-gpu' ? 'gpu' : 'neuron',
              name: accelerator.name!.split(' ')[0],
              count: accelerator.count,
              memoryGiB: accelerator.memoryGiBEach ?? undefined,
            },
          }),
          efaInterfaces: fact.efaInterfaces ?? undefined,
          localStorageGB: fact.localNvmeGB ?? undefined,
          networkGbps: fact.networkGbps ?? undefined,
          ...(fact.migProfiles !== null && { gpuClass: fact.migGpu }),
        },
        instanceType,
      );
    }
  });

  test('every partition profile of every type agrees', { skip }, () => {
    const inApi = new Set(facts.mig.seedProfiles28);
    for (const { instanceType, migGpu, migProfiles } of all) {
      const profiles = profilesOf(instanceType);
      assert.deepEqual([...profiles.keys()], migProfiles ?? [], instanceType);
      for (const profile of profiles.values()) {
        const fact = facts.mig.gpus[migGpu!]!.profiles[profile.name]!;
        assert.deepEqual(
          profile,
          {
            name: profile.name,
            computeSlices: fact.computeSlices,
            memorySlices: fact.memorySlices,
            maxPerGpu: fact.maxPerGpu,
            ...(fact.nvmlMemoryMiB !== null && { memoryMiB: fact.nvmlMemoryMiB }),
            starts: facts.mig.placementsByGeometry[geometryOf(fact)]!.starts,
            inApi: inApi.has(profile.name),
          },
          `${instanceType} ${profile.name}`,
        );
      }
    }
  });
});

const geometryOf = ({ computeSlices, memorySlices }: ProfileFact): string =>
  computeSlices === 1 && memorySlices === 2
    ? '1g double-memory (e.g. 1g.10gb on A100-40)'
    : `${computeSlices}g`;
