import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { placeOnGpu, placeOnGpus, type SlicePlacement } from './partition-geometry.ts';
import { COMPUTE_SLICES, MEMORY_SLICES, type PartitionProfile, profilesOf } from './partition-profile.ts';

/** An instance type of each GPU class. */
const TYPES = [
  'ml.p4d.24xlarge',
  'ml.p4de.24xlarge',
  'ml.p5.48xlarge',
  'ml.p5en.48xlarge',
  'ml.p6-b200.48xlarge',
  'ml.p6e-gb200.36xlarge',
  'ml.p6-b300.48xlarge',
];

/** Every multiset of up to `most` of these. */
function* multisets(names: readonly string[], most: number): Generator<readonly string[]> {
  yield [];
  if (most === 0) return;
  for (const [i, name] of names.entries()) {
    for (const rest of multisets(names.slice(i), most - 1)) yield [name, ...rest];
  }
}

/** Tries every combination of starts, without any cleverness. */
function fitsByForce(profiles: readonly PartitionProfile[]): boolean {
  if (profiles.reduce((sum, { computeSlices }) => sum + computeSlices, 0) > COMPUTE_SLICES) return false;
  const tryFrom = (i: number, taken: ReadonlySet<number>): boolean => {
    const profile = profiles[i];
    if (profile === undefined) return true;
    return profile.starts.some((start) => {
      const slices = Array.from({ length: profile.memorySlices }, (_, n) => start + n);
      return !slices.some((slice) => taken.has(slice)) && tryFrom(i + 1, new Set([...taken, ...slices]));
    });
  };
  return tryFrom(0, new Set());
}

/** On an empty GPU counting both kinds of slices says as much; on several GPUs it does not. */
const enoughSlices = (type: string, names: readonly string[]): boolean => {
  const profiles = names.map((name) => profilesOf(type).get(name)!);
  const compute = profiles.reduce((sum, { computeSlices }) => sum + computeSlices, 0);
  const memory = profiles.reduce((sum, { memorySlices }) => sum + memorySlices, 0);
  return compute <= COMPUTE_SLICES && memory <= MEMORY_SLICES;
};

function assertLegal(type: string, wanted: readonly string[], layout: readonly SlicePlacement[]): void {
  const offered = profilesOf(type);
  assert.deepEqual(layout.map(({ profile }) => profile).sort(), [...wanted].sort());
  const taken = new Set<number>();
  let compute = 0;
  for (const { profile, start } of layout) {
    const { starts, memorySlices, computeSlices } = offered.get(profile)!;
    assert.ok(starts.includes(start), `${profile} at ${start}`);
    for (let slice = start; slice < start + memorySlices; slice += 1) {
      assert.ok(slice < MEMORY_SLICES && !taken.has(slice), `slice ${slice}`);
      taken.add(slice);
    }
    compute += computeSlices;
  }
  assert.ok(compute <= COMPUTE_SLICES);
}

const times = (count: number, name: string): string[] => Array.from({ length: count }, () => name);

describe('partition geometry', () => {
  for (const type of TYPES) {
    const names = [...profilesOf(type).keys()];

    test(`one GPU of ${type}: all multisets, as brute force says`, () => {
      let fitting = 0;
      for (const wanted of multisets(names, 8)) {
        const layout = placeOnGpu(type, wanted);
        const byForce = fitsByForce(wanted.map((name) => profilesOf(type).get(name)!));
        assert.equal(layout !== undefined, byForce, wanted.join(' '));
        assert.equal(byForce, enoughSlices(type, wanted), wanted.join(' '));
        if (layout === undefined) continue;
        assertLegal(type, wanted, layout);
        fitting += 1;
      }
      assert.ok(fitting > names.length);
    });

    test(`one GPU of ${type} takes maxPerGpu of a profile, and not one more`, () => {
      for (const { name, maxPerGpu } of profilesOf(type).values()) {
        assert.ok(placeOnGpu(type, times(maxPerGpu, name)), name);
        assert.equal(placeOnGpu(type, times(maxPerGpu + 1, name)), undefined, name);
      }
      assert.deepEqual(
        [...profilesOf(type).values()].map(({ maxPerGpu }) => maxPerGpu),
        [7, 4, 3, 2, 1, 1],
      );
    });
  }

  test('two halves leave a compute slice that nothing can use', () => {
    assert.deepEqual(placeOnGpu('ml.p4d.24xlarge', ['mig-3g.20gb', 'mig-3g.20gb']), [
      { profile: 'mig-3g.20gb', start: 0 },
      { profile: 'mig-3g.20gb', start: 4 },
    ]);
    assert.equal(placeOnGpu('ml.p4d.24xlarge', ['mig-3g.20gb', 'mig-3g.20gb', 'mig-1g.5gb']), undefined);
    assert.deepEqual(placeOnGpu('ml.p4d.24xlarge', ['mig-3g.20gb', 'mig-4g.20gb']), [
      { profile: 'mig-4g.20gb', start: 0 },
      { profile: 'mig-3g.20gb', start: 4 },
    ]);
  });

  test('one name is two things: mig-1g.10gb by the GPU it is on', () => {
    assert.equal(placeOnGpu('ml.p4d.24xlarge', times(5, 'mig-1g.10gb')), undefined);
    assert.ok(placeOnGpu('ml.p5.48xlarge', times(7, 'mig-1g.10gb')));
  });

  test('a profile of another GPU fits nowhere', () => {
    assert.equal(placeOnGpu('ml.p5.48xlarge', ['mig-1g.5gb']), undefined);
    assert.equal(placeOnGpu('ml.g5.xlarge', ['mig-1g.5gb']), undefined);
    assert.equal(placeOnGpus('ml.p5.48xlarge', ['mig-1g.5gb'], 8), undefined);
  });

  test('several GPUs: a layout where there is one, and only there', () => {
    const type = 'ml.p4d.24xlarge';
    const names = [...profilesOf(type).keys()];
    const wanted = fc.array(fc.constantFrom(...names), { maxLength: 9 });
    fc.assert(
      fc.property(wanted, fc.integer({ min: 0, max: 3 }), (profiles, gpus) => {
        const layouts = placeOnGpus(type, profiles, gpus);
        assert.equal(layouts !== undefined, fitsOnGpusByForce(type, profiles, gpus));
        if (layouts === undefined) return;
        assert.equal(layouts.length, gpus);
        const placed = layouts.flat().map(({ profile }) => profile);
        assert.deepEqual(placed.sort(), [...profiles].sort());
        for (const layout of layouts)
          assertLegal(
            type,
            layout.map(({ profile }) => profile),
            layout,
          );
      }),
      { seed: 20261126, numRuns: 400 },
    );
  });

  test('a whole node is cut up exactly, and not one slice further', () => {
    const node = [...times(8, 'mig-4g.40gb'), ...times(8, 'mig-2g.20gb'), ...times(8, 'mig-1g.10gb')];
    assert.equal(placeOnGpus('ml.p5.48xlarge', node, 8)?.length, 8);
    assert.equal(placeOnGpus('ml.p5.48xlarge', [...node, 'mig-1g.10gb'], 8), undefined);
    const mixed = [...times(5, 'mig-3g.40gb'), ...times(9, 'mig-1g.20gb'), ...times(8, 'mig-2g.20gb')];
    assert.equal(placeOnGpus('ml.p5.48xlarge', mixed, 7)?.length, 7);
    assert.throws(() => placeOnGpus('ml.p5.48xlarge', [], 9), RangeError);
  });
});

/** Each partition on each GPU in turn. */
function fitsOnGpusByForce(type: string, profiles: readonly string[], gpuCount: number): boolean {
  const gpus: string[][] = Array.from({ length: gpuCount }, () => []);
  const fits = (names: readonly string[]): boolean =>
    fitsByForce(names.map((name) => profilesOf(type).get(name)!));
  const put = (i: number): boolean => {
    const profile = profiles[i];
    if (profile === undefined) return true;
    return gpus.some((gpu) => {
      gpu.push(profile);
      const found = fits(gpu) && put(i + 1);
      gpu.pop();
      return found;
    });
  };
  return put(0);
}
