import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SequenceLog } from './sequence-log.ts';

interface Entry {
  readonly sequence: number;
  readonly text: string;
}

test('a log is what a sorted list would be, whatever is written, dropped, put back and looked at', () => {
  const step = fc.record({
    what: fc.constantFrom('append', 'dropFirst', 'put', 'remove', 'look'),
    sequence: fc.integer({ min: 1, max: 12 }),
    text: fc.string({ maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const log = new SequenceLog<Entry>();
      let plain: Entry[] = [];
      const write = (sequence: number, entry: Entry | undefined): void => {
        const before = plain.find((each) => each.sequence === sequence);
        assert.deepEqual(log.set(sequence, entry), before);
        plain = [...plain.filter((each) => each !== before), ...(entry === undefined ? [] : [entry])];
        plain.sort((a, b) => a.sequence - b.sequence);
      };
      for (const { what, sequence, text } of steps) {
        if (what === 'append') write(log.nextSequence, { sequence: log.nextSequence, text });
        if (what === 'dropFirst' && plain[0] !== undefined) write(plain[0].sequence, undefined);
        if (what === 'put') write(sequence, { sequence, text });
        if (what === 'remove') write(sequence, undefined);
        if (what === 'look') assert.deepEqual(log.entries, plain);
        assert.deepEqual(
          [log.size, log.first, log.nextSequence],
          [plain.length, plain[0], (plain.at(-1)?.sequence ?? 0) + 1],
        );
        assert.deepEqual(
          log.get(sequence),
          plain.find((each) => each.sequence === sequence),
        );
        assert.equal(log.seek(sequence), plain.filter((each) => each.sequence < sequence).length);
      }
      assert.deepEqual(log.entries, plain);
    }),
    { seed: 7, numRuns: 500 },
  );
});
