import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationShapes } from '../shapes/operations.ts';
import { integer, list, map, required, type Shape, string, structure } from '../shapes/shape.ts';
import { describeFailures } from './describe-failures.ts';
import { deserializer } from './deserialize.ts';
import { validator } from './validate.ts';

const namePattern = '[a-zA-Z0-9](-*[a-zA-Z0-9])*';
const name = string({ min: 1, max: 63, pattern: namePattern });
const named = structure({ ClusterName: required(name) });
const sized = structure({ Count: integer({ min: 1, max: 5 }) });
const ids = structure({ NodeIds: list(string({ min: 1, max: 4, pattern: 'i-[0-9]+' }), { min: 1, max: 3 }) });
const groups = structure({ Groups: list(sized, { max: 2 }) });
const labels = structure({ Labels: map(string({ max: 3 }), string({ min: 1, max: 2 }), { max: 2 }) });
const nested = structure({ Groups: map(string(), sized) });

const only = (rest: string) => `1 validation error detected: ${rest}`;
const failed = (value: string, path: string) => `Value ${value} at '${path}' failed to satisfy constraint: `;

const cases: ReadonlyArray<
  readonly [sentence: string, shape: Shape, value: unknown, message: string | undefined]
> = [
  ['a value that satisfies everything is valid', named, { ClusterName: 'a' }, undefined],
  [
    'a required member must be there',
    named,
    {},
    only(`${failed('null', 'clusterName')}Member must not be null`),
  ],
  ['an optional member need not', sized, {}, undefined],
  ['a string of the greatest length is valid', named, { ClusterName: 'a'.repeat(63) }, undefined],
  [
    'a longer string fails, and its pattern is not tried',
    named,
    { ClusterName: '-'.repeat(64) },
    only(`${failed(`'${'-'.repeat(64)}'`, 'clusterName')}Member must have length less than or equal to 63`),
  ],
  [
    'a string too short can break the pattern as well',
    named,
    { ClusterName: '' },
    `2 validation errors detected: ${failed("''", 'clusterName')}Member must have length greater than or equal to 1; ` +
      `${failed("''", 'clusterName')}Member must satisfy regular expression pattern: ${namePattern}`,
  ],
  [
    'length counts UTF-16 code units, as Java does',
    string({ max: 3 }),
    '😀😀',
    only(`${failed("'😀😀'", '')}Member must have length less than or equal to 3`),
  ],
  ['the ends of a range are in it', list(sized), [{ Count: 1 }, { Count: 5 }], undefined],
  [
    'a number too small',
    sized,
    { Count: 0 },
    only(`${failed("'0'", 'count')}Member must have value greater than or equal to 1`),
  ],
  [
    'a number too large',
    sized,
    { Count: 6 },
    only(`${failed("'6'", 'count')}Member must have value less than or equal to 5`),
  ],
  [
    'a word that is not in the enum',
    operationShapes.ListClusters.input,
    { SortOrder: 'Up' },
    only(`${failed("'Up'", 'sortOrder')}Member must satisfy enum value set: [Ascending, Descending]`),
  ],
  [
    'structures in a list are named by their place, from one',
    groups,
    { Groups: [{ Count: 1 }, { Count: 6 }] },
    only(`${failed("'6'", 'groups.2.member.count')}Member must have value less than or equal to 5`),
  ],
  [
    'a list too long fails alone: its entries are not looked at',
    groups,
    { Groups: [{ Count: 6 }, {}, {}] },
    only(`${failed("'[{Count=6}, {}, {}]'", 'groups')}Member must have length less than or equal to 2`),
  ],
  [
    'a null among structures',
    groups,
    { Groups: [null] },
    only(`${failed('null', 'groups.1.member')}Member must not be null`),
  ],
  [
    'scalars in a list fail together, as the list',
    ids,
    { NodeIds: ['i-1', 'x', ''] },
    only(
      `${failed("'[i-1, x, ]'", 'nodeIds')}Member must satisfy constraint: [Member must have length less than or equal to 4, ` +
        'Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: i-[0-9]+]',
    ),
  ],
  [
    'a null among scalars',
    operationShapes.StartClusterHealthCheck.input,
    {
      ClusterName: 'a',
      DeepHealthCheckConfigurations: [{ InstanceGroupName: 'g', DeepHealthChecks: [null] }],
    },
    only(
      `${failed("'[null]'", 'deepHealthCheckConfigurations.1.member.deepHealthChecks')}Member must satisfy constraint: ` +
        '[Member must satisfy enum value set: [InstanceStress, InstanceConnectivity], Member must not be null]',
    ),
  ],
  [
    'an empty list',
    ids,
    { NodeIds: [] },
    only(`${failed("'[]'", 'nodeIds')}Member must have length greater than or equal to 1`),
  ],
  [
    "a map's keys fail together",
    labels,
    { Labels: { long: 'v', a: 'b' } },
    only(
      `${failed("'{long=v, a=b}'", 'labels')}Map keys must satisfy constraint: [Member must have length less than or equal to 3]`,
    ),
  ],
  [
    "a map's values fail together",
    labels,
    { Labels: { k: '' } },
    only(
      `${failed("'{k=}'", 'labels')}Map value must satisfy constraint: ` +
        '[Member must have length less than or equal to 2, Member must have length greater than or equal to 1]',
    ),
  ],
  [
    'a map too large',
    labels,
    { Labels: { a: 'a', b: 'b', c: 'c' } },
    only(`${failed("'{a=a, b=b, c=c}'", 'labels')}Member must have length less than or equal to 2`),
  ],
  [
    'structures in a map are named by their key',
    nested,
    { Groups: { g: { Count: 9 } } },
    only(`${failed("'9'", 'groups.g.member.count')}Member must have value less than or equal to 5`),
  ],
];
for (const [sentence, shape, value, message] of cases) {
  test(sentence, () => {
    const failures = validator(shape)(value);
    assert.equal(failures.length === 0 ? undefined : describeFailures(failures), message);
  });
}

test('failures are data, in the order of the declaration', () => {
  const input = operationShapes.CreateCluster.input;
  const value = deserializer(input)({
    NodeRecovery: 'Never',
    InstanceGroups: [
      { InstanceCount: 6759, InstanceGroupName: 'g', ExecutionRole: 'arn:aws:iam::123456789012:role/r' },
    ],
  });
  assert.deepEqual(validator(input)(value), [
    { path: 'clusterName', value: null, constraint: { type: 'required' } },
    {
      path: 'instanceGroups.1.member.instanceCount',
      value: 6759,
      constraint: { type: 'maxValue', limit: 6758 },
    },
    { path: 'nodeRecovery', value: 'Never', constraint: { type: 'enum', values: ['Automatic', 'None'] } },
  ]);
});
