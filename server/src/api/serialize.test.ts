import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationShapes } from '../shapes/operations.ts';
import { boolean, integer, list, map, type Shape, string, structure, timestamp } from '../shapes/shape.ts';
import { deserializer } from './deserialize.ts';
import { serializer } from './serialize.ts';

const times = structure({ At: timestamp(), All: list(timestamp()), By: map(string(), timestamp()) });

const cases: ReadonlyArray<readonly [sentence: string, shape: Shape, value: unknown, json: string]> = [
  ['milliseconds become seconds', times, { At: 1763942400123 }, '{"At":1763942400.123}'],
  ['whole seconds have no fraction', times, { At: 1763942400000 }, '{"At":1763942400}'],
  ['the epoch itself', times, { At: 0 }, '{"At":0}'],
  [
    'timestamps in lists and maps',
    times,
    { All: [1, 2000], By: { k: -500 } },
    '{"All":[0.001,2],"By":{"k":-0.5}}',
  ],
  ['undefined members are left out', times, { At: undefined }, '{}'],
  [
    'members the shape does not know are left out',
    structure({ A: string() }),
    { A: 'a', B: 'b' },
    '{"A":"a"}',
  ],
  [
    '… also where they are nested',
    list(structure({ A: string() })),
    [{ A: 'a' }, { B: 1 }],
    '[{"A":"a"},{}]',
  ],
  ['… and whatever they are called', structure({}), JSON.parse('{"__proto__":1,"toJSON":2}'), '{}'],
  [
    'falsy members stay',
    structure({ A: string(), B: integer(), C: boolean() }),
    { A: '', B: 0, C: false },
    '{"A":"","B":0,"C":false}',
  ],
  ['text is escaped', string(), '"\\\n\u2028\ud800', '"\\"\\\\\\n\u2028\\ud800"'],
  ['keys are escaped', map(string(), string()), { '"': '"' }, '{"\\"":"\\""}'],
  [
    'an empty structure, list and map',
    structure({ A: structure({}), B: list(string()), C: map(string(), string()) }),
    { A: {}, B: [], C: {} },
    '{"A":{},"B":[],"C":{}}',
  ],
];
for (const [sentence, shape, value, json] of cases) {
  test(sentence, () => {
    assert.equal(serializer(shape)(value), json);
  });
}

test('the value itself is left as it was', () => {
  const value = Object.freeze({ At: 1500, All: Object.freeze([2500]), Unknown: 1 });
  assert.equal(serializer(times)(value), '{"At":1.5,"All":[2.5]}');
});

test('what JSON cannot express is a fault of ours, not a null on the wire', () => {
  assert.throws(() => serializer(integer())(Number.NaN), TypeError);
  assert.throws(() => serializer(times)({ At: Number.POSITIVE_INFINITY }), TypeError);
});

test('every millisecond survives the wire', () => {
  const shape = operationShapes.ListClusters.output;
  for (let ms = 0; ms < 1000; ms++) {
    const value = { ClusterSummaries: [{ CreationTime: 1763942400000 + ms }] };
    assert.deepEqual(deserializer(shape)(JSON.parse(serializer(shape)(value))), value);
  }
});
