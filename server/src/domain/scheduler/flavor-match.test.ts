import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mismatch } from './flavor-match.ts';
import type { ResourceFlavor, Toleration } from './policy.ts';
import type { PodSet } from './workload.ts';

const tainted = { name: 'f', nodeTaints: [{ key: 'spot', value: 'yes', effect: 'NoSchedule' }] };
const labelled = { name: 'f', nodeLabels: { zone: 'a' } };

test('pods and flavors', async (t) => {
  const tolerating = (toleration: Toleration): Partial<PodSet> => ({ tolerations: [toleration] });
  const table: Record<string, [flavor: ResourceFlavor, podSet: Partial<PodSet>, matches: boolean]> = {
    'a plain flavor takes all': [{ name: 'f' }, { nodeSelector: { zone: 'b' } }, true],
    'a taint keeps out who does not tolerate it': [tainted, {}, false],
    'a preference is no taint': [
      { name: 'f', nodeTaints: [{ key: 'k', effect: 'PreferNoSchedule' }] },
      {},
      true,
    ],
    'who tolerates the value may enter': [tainted, tolerating({ key: 'spot', value: 'yes' }), true],
    'another value does not help': [tainted, tolerating({ key: 'spot', value: 'no' }), false],
    'another effect does not help': [
      tainted,
      tolerating({ key: 'spot', value: 'yes', effect: 'NoExecute' }),
      false,
    ],
    'whoever tolerates the key may enter': [tainted, tolerating({ key: 'spot', operator: 'Exists' }), true],
    'whoever tolerates everything may enter': [tainted, tolerating({ operator: 'Exists' }), true],
    'the flavor may tolerate for its pods': [
      { ...tainted, tolerations: [{ key: 'spot', operator: 'Exists' }] },
      {},
      true,
    ],
    'a selected label must agree': [labelled, { nodeSelector: { zone: 'b' } }, false],
    'a label that the flavor does not know is not its matter': [
      labelled,
      { nodeSelector: { rack: '1', zone: 'a' } },
      true,
    ],
    'affinity to one of several values': [labelled, { nodeAffinity: { zone: ['b', 'a'] } }, true],
    'affinity to other values': [labelled, { nodeAffinity: { zone: ['b', 'c'] } }, false],
    'affinity to no value': [labelled, { nodeAffinity: { zone: [] } }, false],
    'affinity to a label that the flavor does not know': [labelled, { nodeAffinity: { rack: ['1'] } }, true],
    'of several labels all must agree': [
      { name: 'f', nodeLabels: { zone: 'a', rack: '2' } },
      { nodeAffinity: { zone: ['a'], rack: ['1'] } },
      false,
    ],
    'selector and affinity must both agree': [
      labelled,
      { nodeSelector: { zone: 'b' }, nodeAffinity: { zone: ['a', 'b'] } },
      false,
    ],
  };
  for (const [sentence, [flavor, podSet, matches]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const found = mismatch(flavor, { name: 'p', count: 1, requests: {}, ...podSet });
      assert.equal(found === undefined, matches, found ?? 'it matches');
    });
  }
});
