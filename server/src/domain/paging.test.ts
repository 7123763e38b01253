import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeToken, encodeToken } from './paging.ts';

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
