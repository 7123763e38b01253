import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GranularMode, isPreferred, shouldTryNextFlavor } from './granular-mode.ts';
import { DEFAULT_FUNGIBILITY } from './policy.ts';

const mode = (text: string): GranularMode => {
  const [name, borrow = '0'] = text.split(' ');
  return { mode: name as GranularMode['mode'], borrow: Number(borrow) };
};

test('the first is preferred to the second', async (t) => {
  const table: Record<string, [a: string, b: string, byDefault: boolean, preemptionFirst: boolean]> = {
    'never, if it does not fit': ['noFit', 'noFit', false, false],
    'to none at all': ['noCandidates 2', 'noFit', true, true],
    'if it has someone to preempt and the other has not': ['preempt 2', 'noCandidates', true, true],
    'if it fits by borrowing where the other must preempt': ['fit 1', 'preempt', true, false],
    'if it preempts where the other must borrow': ['preempt', 'fit 1', false, true],
    'if it reclaims from others instead of its own': ['reclaim 1', 'preempt 1', true, true],
    'if it borrows less': ['fit 1', 'fit 2', true, true],
    'not, if they are equal': ['fit 1', 'fit 1', false, false],
  };
  for (const [sentence, [a, b, byDefault, preemptionFirst]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const other = { ...DEFAULT_FUNGIBILITY, preference: 'PreemptionOverBorrowing' } as const;
      assert.deepEqual(
        [isPreferred(mode(a), mode(b), DEFAULT_FUNGIBILITY), isPreferred(mode(a), mode(b), other)],
        [byDefault, preemptionFirst],
      );
    });
  }
});

test('the search goes on', async (t) => {
  const table: Record<
    string,
    [mode: string, fungibility: Partial<typeof DEFAULT_FUNGIBILITY>, goesOn: boolean]
  > = {
    'past what does not fit': ['noFit', {}, true],
    'past what has nobody to preempt': ['noCandidates', { whenCanPreempt: 'MayStopSearch' }, true],
    'past preemption by default': ['preempt', {}, true],
    'not past preemption where that may stop it': ['reclaim', { whenCanPreempt: 'MayStopSearch' }, false],
    'not past borrowing by default': ['fit 1', {}, false],
    'past borrowing where the next flavor is to be tried': [
      'fit 1',
      { whenCanBorrow: 'TryNextFlavor' },
      true,
    ],
    'not past what simply fits': ['fit', { whenCanBorrow: 'TryNextFlavor' }, false],
  };
  for (const [sentence, [text, fungibility, goesOn]] of Object.entries(table)) {
    await t.test(sentence, () => {
      assert.equal(shouldTryNextFlavor(mode(text), { ...DEFAULT_FUNGIBILITY, ...fungibility }), goesOn);
    });
  }
});
