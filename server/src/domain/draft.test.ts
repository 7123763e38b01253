import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Draft } from './draft.ts';
import type { Change, Kind } from './objects.ts';
import { State } from './state.ts';

const kinds = ['setting', 'marketRate', 'marketQuota'] as const satisfies readonly Kind[];
/** Several objects may have one of them between them. */
const documents = [0, 1, 2].map((value) => ({ value }));

/** Without a value the object is deleted. */
interface Touch {
  readonly kind: (typeof kinds)[number];
  readonly key: string;
  readonly value: number | undefined;
}

const touch: fc.Arbitrary<Touch> = fc.record({
  kind: fc.constantFrom(...kinds),
  key: fc.constantFrom('a', 'b', 'c'),
  value: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
});
const story = fc.array(
  fc.oneof({ weight: 6, arbitrary: touch }, fc.constantFrom('mark' as const, 'revert' as const)),
);

test('what a draft comes to is what stands differently, each object once, in the order of its first write', () => {
  fc.assert(
    fc.property(story, story, (earlier, steps) => {
      const state = new State();
      tell(new Draft(state), earlier);
      const before = contentOf(state);
      const draft = new Draft(state);
      const touched = tell(draft, steps);
      const expected: Change[] = [];
      for (const { kind, key } of touched) {
        if (expected.some((other) => other.kind === kind && other.key === key)) continue;
        const doc = state.get(kind, key);
        if (before.has(`${kind} ${key}`) || doc !== undefined) expected.push({ kind, key, doc });
      }
      assert.deepEqual(draft.changes(), expected);
      draft.revert();
      assert.deepEqual(contentOf(state), before);
      assert.deepEqual(draft.changes(), []);
    }),
  );
});

/** Writes through a draft; answers what was written and not taken back. */
function tell(draft: Draft, steps: readonly (Touch | 'mark' | 'revert')[]): readonly Touch[] {
  const touched: Touch[] = [];
  let [mark, kept] = [draft.mark(), 0];
  for (const each of steps) {
    if (each === 'mark') [mark, kept] = [draft.mark(), touched.length];
    else if (each === 'revert') {
      draft.revert(mark);
      touched.length = kept;
    } else {
      const { kind, key, value } = each;
      if (value === undefined) draft.delete(kind, key);
      else draft.put(kind, key, documents[value] as never);
      touched.push(each);
    }
  }
  return touched;
}

const contentOf = (state: State): ReadonlyMap<string, unknown> =>
  new Map(kinds.flatMap((kind) => [...state.all(kind)].map(([key, doc]) => [`${kind} ${key}`, doc])));
