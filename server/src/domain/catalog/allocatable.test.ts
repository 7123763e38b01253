import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocatableOf } from './allocatable.ts';
import { instanceTypes } from './instance-type.ts';

const MIB = 2 ** 20;

test('what nodes can give to pods', () => {
  const table: readonly (readonly [type: string, threads: number | undefined, cpu: number])[] = [
    ['ml.m5.xlarge', undefined, 3920],
    ['ml.m5.xlarge', 2, 3920],
    ['ml.m5.xlarge', 1, 1930],
    ['ml.p5.48xlarge', undefined, 192_000 - 80 - 470],
    ['ml.c6g.medium', undefined, 940],
    ['ml.c6g.xlarge', 1, 3920],
  ];
  for (const [type, threads, cpu] of table) assert.equal(allocatableOf(type, threads).cpu, cpu, type);
  assert.equal(allocatableOf('ml.m5.xlarge').memory, (16 * 1024 - 255 - 11 * 110 - 100) * MIB);
  assert.throws(() => allocatableOf('ml.p3.2xlarge'), RangeError);
});

test('four ml.m5.xlarge with one thread a core give 7.72 CPUs (observed)', () => {
  assert.equal((4 * allocatableOf('ml.m5.xlarge', 1).cpu) / 1000, 7.72);
});

test('every type gives something, in whole amounts, and less than it has', () => {
  for (const { name, vCpu, memoryGiB } of instanceTypes.values()) {
    for (const threads of [1, 2]) {
      const { cpu, memory } = allocatableOf(name, threads);
      assert.ok(Number.isInteger(cpu) && cpu > 0 && cpu < vCpu * 1000, name);
      assert.ok(Number.isInteger(memory) && memory > 0 && memory < memoryGiB * 2 ** 30, name);
    }
  }
});
