/**
 * AWS JSON 1.1 as a server has to speak it, in the spirit of Smithy's protocol tests (awsJson1_1): what a
 * client may send, and what it may rely on in any reply.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { CreateClusterCommand } from '@aws-sdk/client-sagemaker';
import { BODY_BYTES_MAX } from '../../src/api/http.ts';
import { classicSlurm } from './requests.ts';
import { type RawRequest, startService } from './service.ts';

const service = await startService();
await service.client().send(new CreateClusterCommand(classicSlurm('here')));
const list: RawRequest = { operation: 'ListClusters', body: '{}' };
const describe = (body: string): RawRequest => ({ operation: 'DescribeCluster', body });

test('what every reply has', async (t) => {
  const replies: Record<string, [RawRequest, number]> = {
    'a success': [list, 200],
    'an error of the model': [describe('{"ClusterName":"nowhere"}'), 400],
    'a common error': [describe('{'), 400],
    'a path that is none': [{ path: '/nothing', method: 'GET' }, 404],
  };
  for (const [sentence, [raw, status]] of Object.entries(replies)) {
    await t.test(sentence, async () => {
      const reply = await service.raw(raw);
      assert.equal(reply.status, status);
      assert.equal(reply.headers['content-type'], 'application/x-amz-json-1.1');
      assert.match(String(reply.headers['x-amzn-requestid']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(Number(reply.headers['content-length']), Buffer.byteLength(reply.text));
      assert.doesNotMatch(reply.text, /null|<html/i);
    });
  }
  const ids = await Promise.all(
    [list, list].map(async (raw) => (await service.raw(raw)).headers['x-amzn-requestid']),
  );
  assert.notEqual(ids[0], ids[1]);
});

test('requests that are fine', async (t) => {
  const name = '"ClusterName":"here"';
  const table: Record<string, RawRequest> = {
    'an empty body for an operation that needs nothing': { operation: 'ListClusters', body: '' },
    'parameters in the content type': {
      ...list,
      headers: { 'content-type': 'application/x-amz-json-1.1; charset=utf-8' },
    },
    'no content type': { ...list, headers: { 'content-type': '' } },
    'an unknown member': describe(`{${name},"Colour":"red","Nested":{"Deep":[1,{}]}}`),
    'a __type, which is ignored': describe(`{${name},"__type":"com.amazonaws.sagemaker#Other"}`),
    'a null member, which counts as absent': {
      operation: 'ListClusters',
      body: '{"NameContains":null,"SortBy":null}',
    },
    'blanks around the JSON': describe(` \r\n\t{ ${name} }\n`),
    'escapes for letters': describe('{"ClusterName":"\\u0068ere"}'),
    'members named like those of every object': describe(
      `{${name},"constructor":1,"__proto__":{"ClusterName":"x"},"toString":null}`,
    ),
    'a header that names the body encoding': { ...list, headers: { 'accept-encoding': 'gzip, deflate' } },
  };
  for (const [sentence, raw] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { status, text: body } = await service.raw(raw);
      assert.equal(status, 200, body);
    });
  }
});

test('requests that reach no operation', async (t) => {
  const target = (value: string): RawRequest => ({ body: '{}', headers: { 'x-amz-target': value } });
  const table: Record<string, RawRequest> = {
    'no target': { body: '{}' },
    'an empty target': target(''),
    'an operation that is none': target('SageMaker.MakeCoffee'),
    'an operation of another service': target('DynamoDB_20120810.ListTables'),
    'an operation without its service': target('ListClusters'),
    'a name that every object knows': target('SageMaker.constructor'),
    'a name in lower case': target('SageMaker.listclusters'),
  };
  for (const [sentence, raw] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { status, json } = await service.raw(raw);
      assert.deepEqual([status, json.__type], [400, 'UnknownOperationException']);
      assert.ok(json.message.length > 20);
    });
  }
});

test('bodies that are no JSON, or JSON of the wrong kind', async (t) => {
  const create = (group: string): RawRequest => ({
    operation: 'CreateCluster',
    body: `{"ClusterName":"x","InstanceGroups":[${group}]}`,
  });
  const table: Record<string, [RawRequest, RegExp]> = {
    'an open brace': [describe('{'), /not JSON/],
    'half a member': [describe('{"ClusterName"'), /not JSON/],
    'a comma too many': [describe('{"ClusterName":"here",}'), /not JSON/],
    'single quotes': [describe("{'ClusterName':'here'}"), /not JSON/],
    'more after the end': [describe('{"ClusterName":"here"} {}'), /not JSON/],
    'no text at all': [
      { operation: 'DescribeCluster', body: new Uint8Array([0xff, 0xfe, 0x00]) },
      /not JSON/,
    ],
    'only blanks': [describe('   '), /not JSON/],
    'a list': [describe('[]'), /START_ARRAY can not be converted to a Structure/],
    'a text': [describe('"here"'), /STRING_VALUE can not be converted to a Structure/],
    null: [describe('null'), /NULL_VALUE can not be converted to a Structure/],
    'a number for a text': [
      describe('{"ClusterName":7}'),
      /NUMBER_VALUE can not be converted to a String \(at 'clusterName'\)/,
    ],
    'a list for a text': [
      describe('{"ClusterName":["here"]}'),
      /START_ARRAY can not be converted to a String/,
    ],
    'a text for a number': [
      create('{"InstanceCount":"2"}'),
      /STRING_VALUE can not be converted to an Integer \(at 'instanceGroups.1.member.instanceCount'\)/,
    ],
    'a fraction for a whole number': [create('{"InstanceCount":1.5}'), /to an Integer/],
    'a number beyond an integer': [create('{"InstanceCount":2147483648}'), /to an Integer/],
    'a text for a flag': [
      { operation: 'ListClusterNodes', body: '{"ClusterName":"here","IncludeNodeLogicalIds":"true"}' },
      /STRING_VALUE can not be converted to a Boolean/,
    ],
    'a structure for a list': [
      { operation: 'CreateCluster', body: '{"ClusterName":"x","InstanceGroups":{}}' },
      /START_OBJECT can not be converted to a List/,
    ],
  };
  for (const [sentence, [raw, message]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { status, json } = await service.raw(raw);
      assert.deepEqual([status, json.__type], [400, 'SerializationException']);
      assert.match(json.message, message);
    });
  }
});

test('error bodies: a bare __type, and Message for what the model declares, message for the rest', async () => {
  const { json: modelled } = await service.raw(describe('{"ClusterName":"nowhere"}'));
  assert.deepEqual(Object.keys(modelled), ['__type', 'Message']);
  assert.equal(modelled.__type, 'ResourceNotFound');
  const { json: common } = await service.raw(describe('{}'));
  assert.deepEqual(Object.keys(common), ['__type', 'message']);
  assert.equal(common.__type, 'ValidationException');
});

test('steps come in order: route before body, types before constraints, constraints before rules', async () => {
  const type = async (raw: RawRequest) => (await service.raw(raw)).json.__type;
  assert.equal(await type({ operation: 'MakeCoffee', body: '{' }), 'UnknownOperationException');
  assert.equal(await type(describe('{"ClusterName":7,"x":"')), 'SerializationException');
  assert.equal(
    await type({ operation: 'ListClusterNodes', body: '{"ClusterName":"-","MaxResults":"1"}' }),
    'SerializationException',
  );
  assert.equal(
    await type({ operation: 'ListClusterNodes', body: '{"ClusterName":"nowhere","MaxResults":0}' }),
    'ValidationException',
  );
});

test('a body that is too large is answered in JSON, and before all of it has come', async (t) => {
  for (const [sentence, headers] of Object.entries({
    'as its length says': { 'content-length': String(BODY_BYTES_MAX + 1) },
    'as it comes, without a length': { 'transfer-encoding': 'chunked' },
  })) {
    await t.test(sentence, async () => {
      const call = request(service.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'SageMaker.ListClusters', ...headers },
      });
      call.on('error', () => undefined);
      const replied = once(call, 'response') as Promise<[IncomingMessage]>;
      call.write(Buffer.alloc('content-length' in headers ? 10 : BODY_BYTES_MAX + 1, 0x20));
      const [response] = await replied;
      const json = JSON.parse(await text(response));
      assert.deepEqual([response.statusCode, json.__type], [413, 'RequestEntityTooLargeException']);
      assert.match(json.message, /larger than 4194304 bytes/);
      call.destroy();
    });
  }
  await t.test('one at the limit is read', async () => {
    const body = `{}${' '.repeat(BODY_BYTES_MAX - 2)}`;
    assert.equal((await service.raw({ operation: 'ListClusters', body })).status, 200);
  });
});

test('one connection serves many requests, errors among them', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  for (const body of ['{}', '{', '{"MaxResults":0}', '{}']) {
    const call = request(service.url, {
      method: 'POST',
      agent,
      headers: { 'x-amz-target': 'SageMaker.ListClusters' },
    });
    call.on('socket', (socket) => sockets.add(socket));
    call.end(body);
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    await text(response);
    assert.notEqual(response.headers.connection, 'close');
  }
  agent.destroy();
  assert.equal(sockets.size, 1);
});
