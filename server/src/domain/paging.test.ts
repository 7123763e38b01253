import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeToken, encodeToken, pageOf } from './paging.ts';

test('a token brings back the position for the request it was made for', () => {
  assert.equal(decodeToken(encodeToken('ListClusters x', 'after-me'), 'ListClusters x'), 'after-me');
});

test('no token and an empty token mean the beginning', () => {
  assert.equal(decodeToken(undefined, 's'), undefined);
  assert.equal(decodeToken('', 's'), undefined);
});

const foreign: Record<string, [token: string, pattern: RegExp]> = {
  'of another request': [encodeToken('other', 'p'), /belongs to a request with other parameters/],
  'that is no base64': ['%%%', /is not a token of this service/],
  'that is no JSON': [btoa('hello'), /is not a token of this service/],
  'of another shape': [btoa('{"a":1}'), /is not a token of this service/],
  'of another version': [btoa('[2,1,"p"]'), /is not a token of this service/],
};

for (const [sentence, [token, pattern]] of Object.entries(foreign)) {
  test(`a token ${sentence} is refused`, () => {
    assert.throws(() => decodeToken(token, 'mine'), pattern);
  });
}

test('pages follow one another in either order, and show what is wanted alone', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, item: key }));
  const table: Record<string, [descending: boolean, wanted: string, size: number, pages: string[]]> = {
    'ascending, the last one full': [false, 'abcd', 2, ['ab', 'cd']],
    'ascending, the last one short': [false, 'abcde', 2, ['ab', 'cd', 'e']],
    descending: [true, 'abcde', 2, ['ed', 'cb', 'a']],
    'with gaps': [false, 'ace', 2, ['ac', 'e']],
    'of nothing': [true, '', 2, ['']],
    'as large as all': [true, 'abcde', 5, ['edcba']],
  };
  for (const [sentence, [descending, wanted, size, expected]] of Object.entries(table)) {
    const pages: string[] = [];
    let token: string | undefined;
    do {
      const isWanted = (item: string) => wanted.includes(item);
      const page = pageOf(rows, { scope: 's', token, size, descending, isWanted });
      pages.push(page.items.join(''));
      token = page.nextToken;
    } while (token !== undefined);
    assert.deepEqual(pages, expected, sentence);
  }
});

test('a page begins behind the last item of the one before, also where that is gone', () => {
  const after = (descending: boolean, gone: string): string => {
    const rows = ['a', 'b', 'c', 'd'].map((key) => ({ key, item: key }));
    const { nextToken } = pageOf(rows, { scope: 's', token: undefined, size: 2, descending });
    const left = rows.filter(({ key }) => key !== gone);
    return pageOf(left, { scope: 's', token: nextToken, size: 9, descending }).items.join('');
  };
  assert.deepEqual([after(false, 'b'), after(true, 'c')], ['cd', 'ba']);
});
