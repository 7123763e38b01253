import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DescribeClusterCommand,
  ListClusterNodesCommand,
  ListClustersCommand,
  ResourceInUse,
  ResourceLimitExceeded,
  ResourceNotFound,
  SageMakerServiceException,
} from '@aws-sdk/client-sagemaker';
import { classicSlurm, continuous, eks, group } from './requests.ts';
import { startService } from './service.ts';

const service = await startService();
const client = service.client();
const create = (input: CreateClusterCommandInput) => client.send(new CreateClusterCommand(input));

test('errors of the model are typed exceptions of the SDK', async (t) => {
  await create(continuous('taken'));
  await t.test('ResourceNotFound', async () => {
    const error = await client
      .send(new DescribeClusterCommand({ ClusterName: 'nowhere' }))
      .catch((reason) => reason);
    assert.ok(error instanceof ResourceNotFound);
    assert.match(error.message, /Cluster 'nowhere' does not exist/);
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId!, /^[0-9a-f-]{36}$/);
  });
  await t.test('ResourceInUse', () => assert.rejects(create(classicSlurm('taken')), ResourceInUse));
  await t.test('ResourceLimitExceeded', () => {
    const groups = Array.from({ length: 40 }, (_, i) => group(`g${i}`, 6_758));
    return assert.rejects(create(continuous('huge', groups)), ResourceLimitExceeded);
  });
  await t.test('ValidationException, which the model leaves out', async () => {
    const error = await client
      .send(new DescribeClusterCommand({ ClusterName: '' }))
      .catch((reason) => reason);
    assert.ok(error instanceof SageMakerServiceException);
    assert.equal(error.name, 'ValidationException');
    assert.equal(error.$fault, 'client');
  });
});

test('constraints fail in the words of AWS, all in one message', async (t) => {
  const table: Record<string, [() => Promise<unknown>, string]> = {
    'a count beyond the maximum': [
      () => create(continuous('x', [group('g', 6_759)])),
      "1 validation error detected: Value '6759' at 'instanceGroups.1.member.instanceCount' failed to satisfy constraint: Member must have value less than or equal to 6758",
    ],
    'a required member': [
      () => create({ ClusterName: 'x', InstanceGroups: [{ ...group('g', 1), ExecutionRole: undefined }] }),
      "1 validation error detected: Value null at 'instanceGroups.1.member.executionRole' failed to satisfy constraint: Member must not be null",
    ],
    'two at once': [
      () => client.send(new ListClustersCommand({ MaxResults: 0, NameContains: '!' })),
      "2 validation errors detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '!' at 'nameContains' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\-]+",
    ],
    'a value of no enum': [
      () => client.send(new ListClusterNodesCommand({ ClusterName: 'x', SortBy: 'AGE' as never })),
      "1 validation error detected: Value 'AGE' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [CREATION_TIME, NAME]",
    ],
    'a value in a map': [
      () => create(continuous('x', [group('g', 1, { KubernetesConfig: { Labels: { a: '!' } } })])),
      "Value '{a=!}' at 'instanceGroups.1.member.kubernetesConfig.labels' failed to satisfy constraint",
    ],
    'an empty list': [
      () => create(continuous('x', [])),
      "Value '[]' at 'instanceGroups' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    'a name of Unicode': [
      () => create(continuous('clüster')),
      "Value 'clüster' at 'clusterName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9])*",
    ],
    'a name too long': [
      () => create(continuous('x'.repeat(64), undefined, { Orchestrator: eks() })),
      "at 'clusterName' failed to satisfy constraint: Member must have length less than or equal to 63",
    ],
  };
  for (const [sentence, [call, message]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const error: Error = await call().then(
        () => assert.fail('was accepted'),
        (reason) => reason,
      );
      assert.equal(error.name, 'ValidationException');
      assert.ok(error.message.includes(message), `${error.message}\n  should have in it\n${message}`);
    });
  }
});

test('faults of the API itself, which the SDK knows how to take', async (t) => {
  const patient = service.client({ maxAttempts: 2 });
  const list = () => patient.send(new ListClustersCommand({}));
  await t.test('throttling once: the second try succeeds', async () => {
    await service.control('POST', 'faults', {
      type: 'api',
      operation: 'ListClusters',
      error: 'ThrottlingException',
      count: 1,
    });
    const { $metadata } = await list();
    assert.equal($metadata.attempts, 2);
  });
  await t.test('an internal failure is a 500 of the server', async () => {
    await service.control('POST', 'faults', {
      type: 'api',
      operation: 'DescribeCluster',
      error: 'InternalFailure',
      count: 1,
    });
    const error = await client
      .send(new DescribeClusterCommand({ ClusterName: 'taken' }))
      .catch((reason) => reason);
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['InternalFailure', 500]);
  });
});
