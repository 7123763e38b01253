import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReply } from './reply-check.ts';

const summary = {
  ClusterArn: 'arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl',
  ClusterName: 'main',
  CreationTime: 1785758400.25,
  ClusterStatus: 'InService',
};
const check = (change: object, beside: object = {}) =>
  checkReply('ListClusters', JSON.stringify({ ClusterSummaries: [{ ...summary, ...change }], ...beside }));

test('the check of replies takes what is right, and finds what is not', async (t) => {
  check({}, { NextToken: '' });
  const table: Record<string, [change: object, beside: object, difference: RegExp]> = {
    'a member that the SDK does not know': [{ Colour: 'red' }, {}, /Colour: unknown to the SDK/],
    'the same beside the list': [{}, { Count: 1 }, /Count: unknown to the SDK/],
    'a required member that is missing': [{ ClusterStatus: undefined }, {}, /ClusterStatus: missing/],
    'a null': [{ CreationTime: null }, {}, /CreationTime: null is not of type/],
    'a time as text': [{ CreationTime: '2026-01-01T00:00:00Z' }, {}, /CreationTime.*is not of type/],
    'a time finer than milliseconds': [{ CreationTime: 1785758400.2501 }, {}, /CreationTime.*is not of type/],
    'a value of no enum': [{ ClusterStatus: 'Fine' }, {}, /breaks the model's constraints/],
    'an ARN that ends in the name': [
      { ClusterArn: 'arn:aws:sagemaker:us-west-2:111122223333:cluster/main' },
      {},
      /breaks the model's constraints/,
    ],
  };
  for (const [sentence, [change, beside, difference]] of Object.entries(table)) {
    await t.test(sentence, () =>
      assert.throws(
        () => check(change, beside),
        (error: assert.AssertionError) => difference.test(`${error.message} ${JSON.stringify(error.actual)}`),
      ),
    );
  }
});
