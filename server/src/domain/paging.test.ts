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

test('pages follow one another in the order that was asked for, and a replaced item takes its new place', () => {
  let asked = 0;
  const keyOf = ({ key }: { readonly key: string }): string => {
    asked += 1;
    return key;
  };
  const items = ['b', 'd', 'a', 'c'].map((key) => ({ key }));
  const page = (descending: boolean, token?: string) => {
    const { items: shown, nextToken } = pageOf(items, { scope: 's', token, size: 3, keyOf, descending });
    return [shown.map(({ key }) => key).join(''), nextToken] as const;
  };
  const [first, next] = page(false);
  assert.equal(first, 'abc');
  assert.deepEqual(page(false, next), ['d', undefined]);
  assert.equal(page(true)[0], 'dcb');
  assert.equal(asked, items.length, 'the key of an item is made once');
  items[0] = { key: 'e' };
  assert.equal(page(true)[0], 'edc');
});
