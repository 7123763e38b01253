import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reads, writes } from '../domain/operations.ts';
import { operationShapes } from '../shapes/operations.ts';
import { operationTable } from './operations.ts';

test('every operation has its shapes and its rule', () => {
  assert.equal(operationTable().size, 58);
});

test('the server does not start with an operation that has no rule', () => {
  const { CreateCluster: _, ...rules } = { ...writes, ...reads };
  assert.throws(() => operationTable(operationShapes, rules), /incomplete: CreateCluster has no rule/);
});

test('nor with one that has no shapes', () => {
  const { ListTags: _, ...shapes } = operationShapes;
  assert.throws(() => operationTable(shapes), /incomplete: ListTags has no shapes/);
});
