import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  MANIFEST_ALIASES_MAX,
  MANIFEST_BYTES_MAX,
  MANIFEST_DEPTH_MAX,
  MANIFEST_DOCUMENTS_MAX,
  MANIFEST_TOKENS_MAX,
} from '../domain/limits.ts';
import { ControlError } from './control-error.ts';
import { manifestDocuments } from './manifest-text.ts';

test('the documents of a text', () => {
  const table: Record<string, [text: string, documents: unknown[]]> = {
    'two documents': ['a: 1\n---\nb: [x, "2"]\n', [{ a: 1 }, { b: ['x', '2'] }]],
    JSON: ['{"a": {"b": null}}', [{ a: { b: null } }]],
    'anchors and merge keys': [
      'a: &a {x: 1}\nb: {<<: *a, y: 2}\nc: *a',
      [{ a: { x: 1 }, b: { x: 1, y: 2 }, c: { x: 1 } }],
    ],
    'keys that are numbers': ['1: a', [{ '1': 'a' }]],
    'nothing but a comment': ['# nothing\n', []],
    'an empty document': ['---\n...\n', [null]],
  };
  for (const [sentence, [text, documents]] of Object.entries(table))
    assert.deepEqual(manifestDocuments(text), documents, sentence);
});

test('a key such as __proto__ is a key', () => {
  const [document] = manifestDocuments('__proto__: {polluted: true}\nconstructor: 1') as [object];
  assert.deepEqual(Object.keys(document), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(document), Object.prototype);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('what is no manifest is refused, and where', () => {
  const table: Record<string, [text: string, message: RegExp]> = {
    tabs: ['a:\n\tb: 1', /^The manifest cannot be read at line 2, column 1: Tabs are not allowed/],
    'a key given twice': ['a: 1\nb: {c: 1, c: 2}', /at line 2, column 4: 'c' is there twice in one map\.$/],
    'a list as a key': ['[a, b]: 1', /at line 1, column 1: With stringKeys, all keys must be strings\.$/],
    'an alias of nothing': ['a: *b', /at line 1, column 4: nothing before it is called &b\.$/],
    'an alias within itself': [
      'a: &a [*a]',
      /at line 1, column 8: an alias cannot stand within what it means\.$/,
    ],
    'a merge of a number': [
      'a: {<<: 3}',
      /^The aliases of the manifest cannot be unfolded: Merge sources must/,
    ],
    'a tag': ['a: !!binary aGk=', /the tag tag:yaml\.org,2002:binary means nothing here\.$/],
    'a tag of a map': ['!js/function {a: 1}', /the tag !js\/function means nothing here\.$/],
  };
  for (const [sentence, [text, message]] of Object.entries(table))
    assert.throws(() => manifestDocuments(text), { code: 'InvalidRequest', message }, sentence);
});

test('each limit holds at its edge', () => {
  const list = (items: number, item = 'a') => new Array(items).fill(item);
  const laughs = (count: number) => `a: &a [x]\nb: [${list(count, '*a').join(', ')}]`;
  // A comment is a word, and so is the end of its line; what an anchor names counts once itself.
  const table: Record<string, [last: string, first: string, message: RegExp]> = {
    bytes: [
      'a'.repeat(MANIFEST_BYTES_MAX),
      'a'.repeat(MANIFEST_BYTES_MAX + 1),
      /^The manifest is larger than 1048576 bytes, which is more than is read\. Split it\.$/,
    ],
    documents: [
      list(MANIFEST_DOCUMENTS_MAX).join('\n---\n'),
      list(MANIFEST_DOCUMENTS_MAX + 1).join('\n---\n'),
      /has more than 100 documents/,
    ],
    'words and signs': [
      '#\n'.repeat(MANIFEST_TOKENS_MAX / 2),
      '#\n'.repeat(MANIFEST_TOKENS_MAX / 2 + 1),
      /has more than 100000 words and signs/,
    ],
    depth: [
      '['.repeat(MANIFEST_DEPTH_MAX - 1) + ']'.repeat(MANIFEST_DEPTH_MAX - 1),
      '['.repeat(MANIFEST_DEPTH_MAX),
      /it nests deeper than 64 levels\.$/,
    ],
    aliases: [
      laughs(MANIFEST_ALIASES_MAX - 1),
      laughs(MANIFEST_ALIASES_MAX),
      /^The aliases of the manifest cannot be unfolded: .* at most 1000 values may stand behind them\.$/,
    ],
  };
  for (const [sentence, [last, first, message]] of Object.entries(table)) {
    assert.doesNotThrow(() => manifestDocuments(last), sentence);
    assert.throws(() => manifestDocuments(first), { code: 'InvalidRequest', message }, sentence);
  }
});

test('a billion laughs stay a few lines', () => {
  const words = [...'abcdefghi'];
  const lines = words.map((word, i) =>
    i === 0 ? 'a: &a [lol, lol]' : `${word}: &${word} [${new Array(9).fill(`*${words[i - 1]}`).join(', ')}]`,
  );
  assert.throws(() => manifestDocuments(lines.join('\n')), { message: /^The aliases of the manifest/ });
});

test('whatever a text holds, it is documents or a refusal', () => {
  const sign = fc.constantFrom(
    ...'a:-?[]{}&*!|>\'"%@`#, \n\t',
    '---\n',
    '...\n',
    '<<',
    '*a',
    '&a ',
    ': ',
    '- ',
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
      try {
        JSON.stringify(manifestDocuments(signs.join('')));
      } catch (error) {
        assert.ok(error instanceof ControlError, `${error}`);
      }
    }),
    { numRuns: 5_000, seed: 3 },
  );
});
