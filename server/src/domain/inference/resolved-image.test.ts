import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvedImage } from './resolved-image.ts';

const registry = '123456789012.dkr.ecr.us-west-2.amazonaws.com:443';
const digest = `sha256:${'ab'.repeat(32)}`;

test('an image resolves to one digest of its name and tag', () => {
  assert.match(resolvedImage('repository/m:1'), /^repository\/m@sha256:[0-9a-f]{64}$/);
  assert.match(resolvedImage(`${registry}/llm:1`), new RegExp(`^${registry}/llm@sha256:[0-9a-f]{64}$`));
  assert.match(resolvedImage(`${registry}/llm`), new RegExp(`^${registry}/llm@sha256:[0-9a-f]{64}$`));
  assert.equal(resolvedImage('m'), resolvedImage('m:latest'));
  assert.notEqual(resolvedImage('m:1'), resolvedImage('m:2'));
  assert.notEqual(resolvedImage('m:1'), resolvedImage('n:1'));
});

test('an image that names its digest is that one', () => {
  assert.equal(resolvedImage(`repository/m@${digest}`), `repository/m@${digest}`);
  assert.equal(resolvedImage(`repository/m:1@${digest}`), `repository/m@${digest}`);
});
