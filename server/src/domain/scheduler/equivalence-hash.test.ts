import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equivalenceHash } from './equivalence-hash.ts';
import { workload } from './testing.ts';
import type { PodSet, Workload } from './workload.ts';

const shaped = (podSet: Partial<PodSet>): Workload => {
  const plain = workload('w', 'q', 1, { count: 2 });
  return { ...plain, podSets: [{ ...plain.podSets[0]!, ...podSet }] };
};

test('what makes two workloads fare alike', async (t) => {
  const plain = shaped({});
  const table: Record<string, [other: Workload, alike: boolean]> = {
    'name, age and queue are no matter': [
      { ...plain, key: 'v', uid: 'v', createdAt: 9, clusterQueue: 'r' },
      true,
    ],
    'an empty selector is none': [shaped({ nodeSelector: {}, nodeAffinity: {} }), true],
    priority: [{ ...plain, priority: 1 }, false],
    count: [shaped({ count: 3 }), false],
    'the least count': [shaped({ minCount: 1 }), false],
    requests: [shaped({ requests: { gpu: 2 } }), false],
    'node selector': [shaped({ nodeSelector: { zone: 'a' } }), false],
    'node affinity': [shaped({ nodeAffinity: { zone: ['a'] } }), false],
    tolerations: [shaped({ tolerations: [{ operator: 'Exists' }] }), false],
  };
  for (const [sentence, [other, alike]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.equal(equivalenceHash(other) === equivalenceHash(plain), alike);
    });
  }
});
