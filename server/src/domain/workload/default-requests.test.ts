import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceTypeOf } from '../catalog/instance-type.ts';
import { type AskedRequests, defaultRequests } from './default-requests.ts';

test('what is not said follows from the instance, as the HyperPod CLI has it', async (t) => {
  const partition = (type: string, count: number) => ({ partition: { type, count } });
  const table: Record<string, [type: string, asked: AskedRequests, vCpu: number, memoryGiB: number]> = {
    'half the accelerators': ['ml.g6e.48xlarge', { accelerators: 4 }, 96, 768],
    'all accelerators, less what the node keeps': ['ml.g5.xlarge', { accelerators: 1 }, 3.25, 11.7],
    'memory follows accelerators, not vCPUs': ['ml.g5.xlarge', { accelerators: 1, vCpu: 2 }, 2, 11.7],
    'the whole instance where nothing is said': ['ml.p4d.24xlarge', {}, 96 - 6.27, 1152 - 95.02],
    'the whole of a large instance': ['ml.p5.48xlarge', {}, 192 - 12.03, 2048 - 157.74],
    'vCPUs alone': ['ml.c5.4xlarge', { vCpu: 4 }, 4, 8],
    'memory alone': ['ml.c5.4xlarge', { memoryGiB: 16 }, 8, 16],
    'both as they are, even where no node has as much': [
      'ml.g5.xlarge',
      { accelerators: 1, vCpu: 4, memoryGiB: 16 },
      4,
      16,
    ],
    'two small partitions': ['ml.p4d.24xlarge', partition('mig-1g.5gb', 2), 3, 41],
    'four small partitions': ['ml.p4d.24xlarge', partition('mig-1g.5gb', 4), 6, 82],
    'two large partitions': ['ml.p5.48xlarge', partition('mig-3g.40gb', 2), 20, 219],
    'a node full of partitions': ['ml.p4d.24xlarge', partition('mig-3g.20gb', 16), 82, 987],
    'a partition with vCPUs': ['ml.p4d.24xlarge', { ...partition('mig-1g.5gb', 1), vCpu: 4 }, 4, 48],
    'a partition with memory': ['ml.p4d.24xlarge', { ...partition('mig-1g.5gb', 1), memoryGiB: 48 }, 4, 48],
  };
  for (const [sentence, [type, asked, vCpu, memoryGiB]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const requests = defaultRequests(instanceTypeOf(type)!, asked);
      const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
      assert.deepEqual([requests.vCpu, requests.memoryGiB].map(rounded), [vCpu, memoryGiB].map(rounded));
    });
  }
});
