import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationShapes } from '../shapes/operations.ts';
import { double, float, integer, list, long, map, type Shape, string, structure } from '../shapes/shape.ts';
import { deserializer, SerializationFailure } from './deserialize.ts';

const createCluster = operationShapes.CreateCluster.input;
const listClusters = operationShapes.ListClusters.input;
const listNodes = operationShapes.ListClusterNodes.input;
const labels = map(string(), string());

const read: ReadonlyArray<readonly [sentence: string, shape: Shape, json: string, expected: unknown]> = [
  ['members are read by name', createCluster, '{"ClusterName":"a"}', { ClusterName: 'a' }],
  ['unknown members are dropped', createCluster, '{"ClusterName":"a","Color":"red"}', { ClusterName: 'a' }],
  ['null members are absent', createCluster, '{"ClusterName":null,"Tags":null}', {}],
  [
    'a false boolean is present',
    listNodes,
    '{"IncludeNodeLogicalIds":false}',
    { IncludeNodeLogicalIds: false },
  ],
  ['timestamps become milliseconds', listClusters, '{"CreationTimeAfter":1.5}', { CreationTimeAfter: 1500 }],
  ['null entries are kept for the validator', list(string()), '["a",null]', ['a', null]],
  ['an enum takes any string', listClusters, '{"SortBy":"SIZE"}', { SortBy: 'SIZE' }],
  ['the greatest 32-bit integer', integer(), '2147483647', 2147483647],
  ['the greatest safe long', long(), '9007199254740991', 9007199254740991],
  [
    'nested lists and structures',
    createCluster,
    '{"Tags":[{"Key":"k","Value":"v"}]}',
    { Tags: [{ Key: 'k', Value: 'v' }] },
  ],
  [
    'a member named __proto__ is unknown like any other',
    createCluster,
    '{"__proto__":{"ClusterName":"a"}}',
    {},
  ],
];
for (const [sentence, shape, json, expected] of read) {
  test(sentence, () => {
    assert.deepEqual(deserializer(shape)(JSON.parse(json)), expected);
  });
}

test('a map keeps the key __proto__ as a key and its prototype as it is', () => {
  const value = deserializer(labels)(JSON.parse('{"__proto__":"x","constructor":"y"}')) as object;
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.deepEqual(Object.entries(value), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
  assert.equal(({} as { x?: string }).x, undefined);
});

const group = (members: string) => `{"InstanceGroups":[{},{${members}}]}`;
const at = (path: string) => ` (at '${path}')`;
const failures: ReadonlyArray<readonly [json: string, message: string, shape?: Shape]> = [
  [
    group('"InstanceCount":"4"'),
    `STRING_VALUE can not be converted to an Integer${at('instanceGroups.2.member.instanceCount')}`,
  ],
  [
    group('"InstanceCount":1.5'),
    `NUMBER_VALUE can not be converted to an Integer${at('instanceGroups.2.member.instanceCount')}`,
  ],
  [
    group('"InstanceCount":2147483648'),
    `NUMBER_VALUE can not be converted to an Integer${at('instanceGroups.2.member.instanceCount')}`,
  ],
  ['{"ClusterName":1}', `NUMBER_VALUE can not be converted to a String${at('clusterName')}`],
  ['{"ClusterName":{}}', `START_OBJECT can not be converted to a String${at('clusterName')}`],
  ['{"ClusterName":[]}', `START_ARRAY can not be converted to a String${at('clusterName')}`],
  ['{"ClusterName":true}', `TRUE_VALUE can not be converted to a String${at('clusterName')}`],
  ['{"NodeRecovery":false}', `FALSE_VALUE can not be converted to a String${at('nodeRecovery')}`],
  ['{"Tags":{}}', `START_OBJECT can not be converted to a List${at('tags')}`],
  ['{"Tags":["a"]}', `STRING_VALUE can not be converted to a Structure${at('tags.1.member')}`],
  ['{"VpcConfig":[]}', `START_ARRAY can not be converted to a Structure${at('vpcConfig')}`],
  [
    '{"IncludeNodeLogicalIds":"true"}',
    `STRING_VALUE can not be converted to a Boolean${at('includeNodeLogicalIds')}`,
    listNodes,
  ],
  [
    group('"KubernetesConfig":{"Labels":["a"]}'),
    `START_ARRAY can not be converted to a Map${at('instanceGroups.2.member.kubernetesConfig.labels')}`,
  ],
  ['{"k":1}', `NUMBER_VALUE can not be converted to a String${at('k.member')}`, labels],
  ['[]', 'START_ARRAY can not be converted to a Structure'],
  ['null', 'NULL_VALUE can not be converted to a Structure'],
  ['9007199254740992', 'NUMBER_VALUE can not be converted to a Long', long()],
  ['1e39', 'NUMBER_VALUE can not be converted to a Float', float()],
  ['1e999', 'NUMBER_VALUE can not be converted to a Double', double()],
  [
    group('"InstanceStorageConfigs":[{}]'),
    `A union must have exactly one of the members EbsVolumeConfig, FsxLustreConfig, FsxOpenZfsConfig; given: none${at('instanceGroups.2.member.instanceStorageConfigs.1.member')}`,
  ],
  [
    group('"InstanceStorageConfigs":[{"EbsVolumeConfig":{},"FsxOpenZfsConfig":{}}]'),
    `A union must have exactly one of the members EbsVolumeConfig, FsxLustreConfig, FsxOpenZfsConfig; given: EbsVolumeConfig, FsxOpenZfsConfig${at('instanceGroups.2.member.instanceStorageConfigs.1.member')}`,
  ],
];
for (const [json, message, shape = createCluster] of failures) {
  test(`${json} fails: ${message}`, () => {
    assert.throws(() => deserializer(shape)(JSON.parse(json)), new SerializationFailure(message));
  });
}

test('a bad timestamp is told which forms are accepted', () => {
  const read = () => deserializer(listClusters)({ CreationTimeAfter: 'yesterday' });
  assert.throws(
    read,
    /STRING_VALUE can not be converted to a Timestamp; accepted are .*2014-10-01T12:30:00-08:00/,
  );
});

test('a hostile key is not repeated at length', () => {
  const read = () => deserializer(labels)({ ['k'.repeat(1_000_000)]: 1 });
  assert.throws(read, (error: Error) => error.message.length < 400);
});

test('JSON nested without end is not followed where the shape does not go', () => {
  const depth = 100_000;
  const json = JSON.parse(`{"ClusterName":"a","X":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  assert.deepEqual(deserializer(createCluster)(json), { ClusterName: 'a' });
  assert.throws(() => deserializer(structure({ X: string() }))(json), /START_ARRAY/);
});
