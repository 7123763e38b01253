import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  ListTagsCommand,
  paginateListEndpointConfigs,
  paginateListEndpoints,
  paginateListModels,
  SageMakerServiceException,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
  waitUntilEndpointDeleted,
  waitUntilEndpointInService,
} from '@aws-sdk/client-sagemaker';
import { Endpoints, image, variant } from './endpoint-requests.ts';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();
const endpoints = new Endpoints(service, client);
const arn = (resource: string): string => `arn:aws:sagemaker:${region}:${account}:${resource}`;
const Tags = [{ Key: 'team', Value: 'a' }];

const reset = () => service.control('POST', 'reset');

test('a model, a configuration and an endpoint show what was asked for', async () => {
  await reset();
  const model = {
    ModelName: 'llm',
    PrimaryContainer: { Image: image, ModelDataUrl: 's3://models/llm.tar.gz', Environment: { A: '1' } },
    ExecutionRoleArn: 'arn:aws:iam::111122223333:role/inference',
    VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] },
    EnableNetworkIsolation: true,
  };
  const { ModelArn } = await client.send(new CreateModelCommand({ ...model, Tags }));
  assert.equal(ModelArn, arn('model/llm'));
  const {
    CreationTime,
    $metadata: _,
    ...shown
  } = await client.send(new DescribeModelCommand({ ModelName: 'llm' }));
  assert.deepEqual(shown, { ...model, ModelArn });
  assert.ok(CreationTime instanceof Date);

  const config: CreateEndpointConfigInput = {
    EndpointConfigName: 'two-variants',
    ProductionVariants: [
      variant(2, { InitialVariantWeight: 3, RoutingConfig: { RoutingStrategy: 'RANDOM' } }),
      {
        VariantName: 'cheap',
        ModelName: 'llm',
        ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5, ProvisionedConcurrency: 1 },
      },
    ],
    ShadowProductionVariants: [variant(1, { VariantName: 'shadow' })],
    DataCaptureConfig: {
      EnableCapture: true,
      InitialSamplingPercentage: 50,
      DestinationS3Uri: 's3://b/capture',
      CaptureOptions: [{ CaptureMode: 'InputAndOutput' }],
    },
    KmsKeyId: 'key',
    ExplainerConfig: {
      ClarifyExplainerConfig: { ShapConfig: { ShapBaselineConfig: { ShapBaseline: '1,2' } } },
    },
    MetricsConfig: { EnableEnhancedMetrics: true },
  };
  const { EndpointConfigArn } = await client.send(new CreateEndpointConfigCommand({ ...config, Tags }));
  assert.equal(EndpointConfigArn, arn('endpoint-config/two-variants'));
  const {
    CreationTime: configured,
    $metadata: __,
    ...described
  } = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'two-variants' }));
  assert.deepEqual(described, { ...config, EndpointConfigArn, EnableNetworkIsolation: false });
  assert.ok(configured instanceof Date);

  const { EndpointArn } = await client.send(
    new CreateEndpointCommand({ EndpointName: 'chat', EndpointConfigName: 'two-variants', Tags }),
  );
  assert.equal(EndpointArn, arn('endpoint/chat'));
  const creating = await endpoints.describe('chat');
  assert.equal(creating.EndpointStatus, 'Creating');
  assert.equal(creating.ProductionVariants![0]!.VariantStatus![0]!.Status, 'Creating');
  assert.equal(creating.ProductionVariants![0]!.CurrentInstanceCount, 0);
  await service.settle();
  const served = await endpoints.describe('chat');
  assert.equal(served.EndpointStatus, 'InService');
  assert.deepEqual(served.DataCaptureConfig, {
    EnableCapture: true,
    CaptureStatus: 'Started',
    CurrentSamplingPercentage: 50,
    DestinationS3Uri: 's3://b/capture',
    KmsKeyId: '',
  });
  const [main, cheap] = served.ProductionVariants!;
  assert.deepEqual(
    [main!.CurrentWeight, main!.DesiredWeight, main!.CurrentInstanceCount, main!.DesiredInstanceCount],
    [3, 3, 2, 2],
  );
  assert.equal(main!.DeployedImages![0]!.SpecifiedImage, image);
  assert.match(main!.DeployedImages![0]!.ResolvedImage!, /amazonaws\.com\/llm@sha256:/);
  assert.deepEqual(
    [cheap!.CurrentInstanceCount, cheap!.CurrentServerlessConfig],
    [undefined, config.ProductionVariants![1]!.ServerlessConfig],
  );
  assert.equal(served.ShadowProductionVariants![0]!.VariantName, 'shadow');
  assert.deepEqual(served.ExplainerConfig, config.ExplainerConfig);
  assert.deepEqual(served.MetricsConfig, config.MetricsConfig);
});

test("the SDK's waiters see an endpoint come and go", async () => {
  await reset();
  await endpoints.model('llm');
  await endpoints.config('one', variant(1));
  await endpoints.create('chat', 'one');
  const asked = { EndpointName: 'chat' };
  const waiting = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await service.settle();
  assert.equal((await waitUntilEndpointInService(waiting, asked)).state, 'SUCCESS');
  await client.send(new DeleteEndpointCommand(asked));
  await service.settle();
  assert.equal((await waitUntilEndpointDeleted(waiting, asked)).state, 'SUCCESS');
});

test('lists by page, name, time, status and order', async (t) => {
  await reset();
  for (const name of ['a-1', 'b-2', 'a-3']) {
    await endpoints.model(name);
    await endpoints.config(name, variant(1, { ModelName: name }));
    await endpoints.create(name, name);
    await service.advance(100);
  }
  const all = async <T>(pages: AsyncIterable<T>, names: (page: T) => readonly (string | undefined)[]) => {
    const found: (string | undefined)[] = [];
    for await (const page of pages) found.push(...names(page));
    return found;
  };
  const paged = { client, pageSize: 2 };
  await t.test('the latest first', async () => {
    assert.deepEqual(
      await all(paginateListModels(paged, {}), ({ Models }) => Models!.map((m) => m.ModelName)),
      ['a-3', 'b-2', 'a-1'],
    );
    assert.deepEqual(
      await all(paginateListEndpointConfigs(paged, { SortBy: 'Name', SortOrder: 'Ascending' }), (page) =>
        page.EndpointConfigs!.map((c) => c.EndpointConfigName),
      ),
      ['a-1', 'a-3', 'b-2'],
    );
    assert.deepEqual(
      await all(paginateListEndpoints(paged, { NameContains: 'a-' }), (page) =>
        page.Endpoints!.map((e) => e.EndpointName),
      ),
      ['a-3', 'a-1'],
    );
  });
  const clock = (await service.control('GET', 'clock')).json;
  const now = Date.parse(clock.now);
  const at = (seconds: number) => new Date(now - seconds * 1_000);
  const table: Record<string, [asked: object, names: string[]]> = {
    'created after': [{ CreationTimeAfter: at(250) }, ['a-3', 'b-2']],
    'created before': [{ CreationTimeBefore: at(150) }, ['b-2', 'a-1']],
    'changed after': [{ LastModifiedTimeAfter: at(10) }, ['a-1']],
    'by status': [{ SortBy: 'Status', SortOrder: 'Ascending' }, ['a-3', 'b-2', 'a-1']],
    'of a status': [{ StatusEquals: 'InService' }, ['a-1']],
    'of a status that none has': [{ StatusEquals: 'Failed' }, []],
  };
  await service.advance(1);
  for (const [sentence, [asked, names]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const { Endpoints: found } = await client.send(new ListEndpointsCommand(asked));
      assert.deepEqual(
        found!.map(({ EndpointName }) => EndpointName),
        names,
      );
    });
  }
  await t.test('ten a page where nothing is said', async () => {
    for (let i = 0; i < 11; i += 1) await endpoints.model(`m-${i}`);
    const { Models, NextToken } = await client.send(new ListModelsCommand({}));
    assert.equal(Models!.length, 10);
    const next = await client.send(new ListModelsCommand({ NextToken }));
    assert.equal(next.Models!.length, 4);
    const mistaken = client.send(new ListEndpointConfigsCommand({ NextToken }));
    await assert.rejects(mistaken, /belongs to a request with other parameters/);
  });
});

test('tags of what is deployed, which go with it', async (t) => {
  await reset();
  await endpoints.model('llm');
  await endpoints.config('one', variant(1));
  await endpoints.create('chat', 'one');
  await service.settle();
  for (const resource of ['model/llm', 'endpoint-config/one', 'endpoint/chat']) {
    await t.test(resource, async () => {
      const ResourceArn = arn(resource);
      await client.send(new AddTagsCommand({ ResourceArn, Tags }));
      assert.deepEqual((await client.send(new ListTagsCommand({ ResourceArn }))).Tags, Tags);
    });
  }
  await client.send(new DeleteEndpointCommand({ EndpointName: 'chat' }));
  await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'one' }));
  await client.send(new DeleteModelCommand({ ModelName: 'llm' }));
  await service.settle();
  await endpoints.model('llm');
  assert.deepEqual((await client.send(new ListTagsCommand({ ResourceArn: arn('model/llm') }))).Tags, []);
  const gone = client.send(new ListTagsCommand({ ResourceArn: arn('endpoint/chat') }));
  await assert.rejects(gone, /does not exist/);
});

test('what is not there, and what is there already, in the words of the service', async (t) => {
  await reset();
  await endpoints.model('llm');
  await endpoints.config('one', variant(1));
  await endpoints.create('chat', 'one');
  const desired = [{ VariantName: 'main', DesiredWeight: 1 }];
  const table: Record<string, [call: () => Promise<unknown>, message: string]> = {
    CreateModel: [
      () => endpoints.model('llm'),
      `Cannot create already existing model "${arn('model/llm')}".`,
    ],
    DescribeModel: [
      () => client.send(new DescribeModelCommand({ ModelName: 'no' })),
      `Could not find model "${arn('model/no')}".`,
    ],
    DeleteModel: [
      () => client.send(new DeleteModelCommand({ ModelName: 'no' })),
      `Could not find model "${arn('model/no')}".`,
    ],
    CreateEndpointConfig: [
      () => endpoints.config('one', variant(1)),
      `Cannot create already existing endpoint configuration "${arn('endpoint-config/one')}".`,
    ],
    DescribeEndpointConfig: [
      () => client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'no' })),
      `Could not find endpoint configuration "${arn('endpoint-config/no')}".`,
    ],
    DeleteEndpointConfig: [
      () => client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'no' })),
      `Could not find endpoint configuration "${arn('endpoint-config/no')}".`,
    ],
    CreateEndpoint: [
      () => endpoints.create('chat', 'one'),
      `Cannot create already existing endpoint "${arn('endpoint/chat')}".`,
    ],
    DescribeEndpoint: [() => endpoints.describe('no'), `Could not find endpoint "${arn('endpoint/no')}".`],
    UpdateEndpoint: [
      () => client.send(new UpdateEndpointCommand({ EndpointName: 'no', EndpointConfigName: 'one' })),
      `Could not find endpoint "${arn('endpoint/no')}".`,
    ],
    UpdateEndpointWeightsAndCapacities: [
      () =>
        client.send(
          new UpdateEndpointWeightsAndCapacitiesCommand({
            EndpointName: 'no',
            DesiredWeightsAndCapacities: desired,
          }),
        ),
      `Could not find endpoint "${arn('endpoint/no')}".`,
    ],
    DeleteEndpoint: [
      () => client.send(new DeleteEndpointCommand({ EndpointName: 'no' })),
      `Could not find endpoint "${arn('endpoint/no')}".`,
    ],
    'DeleteEndpoint while it is created': [
      () => client.send(new DeleteEndpointCommand({ EndpointName: 'chat' })),
      `Cannot update in-progress endpoint "${arn('endpoint/chat')}". It is Creating: wait until that is over.`,
    ],
  };
  for (const [operation, [call, message]] of Object.entries(table)) {
    await t.test(operation, async () => {
      const error = await call().catch((thrown: unknown) => thrown);
      assert.ok(error instanceof SageMakerServiceException);
      assert.deepEqual([error.name, error.message], ['ValidationException', message]);
    });
  }
});

test('another account or region sees nothing of it', async () => {
  await reset();
  await endpoints.model('llm');
  const elsewhere = service.client({ region: 'us-east-1' });
  assert.deepEqual((await elsewhere.send(new ListModelsCommand({}))).Models, []);
  await assert.rejects(
    elsewhere.send(new DescribeModelCommand({ ModelName: 'llm' })),
    /us-east-1.*model\/llm/,
  );
});

test('the events of a deployment, in order', async () => {
  await reset();
  await client.send(new CreateModelCommand({ ModelName: 'llm', PrimaryContainer: { Image: image }, Tags }));
  await endpoints.config('one', variant(1));
  await endpoints.create('chat', 'one');
  await service.settle();
  await client.send(new DeleteEndpointCommand({ EndpointName: 'chat' }));
  await service.settle();
  await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'one' }));
  const { events } = (await service.control('GET', 'events?follow=false')).json;
  const told = events.map(
    (event: { 'detail-type': string; resources: string[]; detail: { EndpointStatus: string } }) => [
      event['detail-type'],
      event.resources[0]!.slice(event.resources[0]!.lastIndexOf(':') + 1),
      event.detail.EndpointStatus,
    ],
  );
  assert.deepEqual(told, [
    ['SageMaker Model State Change', 'model/llm', undefined],
    ['SageMaker Endpoint Config State Change', 'endpoint-config/one', undefined],
    ['SageMaker Endpoint State Change', 'endpoint/chat', 'CREATING'],
    ['SageMaker Endpoint State Change', 'endpoint/chat', 'IN_SERVICE'],
    ['SageMaker Endpoint State Change', 'endpoint/chat', 'DELETING'],
    ['SageMaker Endpoint State Change', 'endpoint/chat', 'DELETED'],
    ['SageMaker Endpoint Config State Change', 'endpoint-config/one', undefined],
  ]);
  assert.deepEqual(events[0].detail.Tags, { team: 'a' });
  assert.equal(events[0].detail.ModelArn, arn('model/llm'));
  const { FailureReason, EndpointConfigName, CreationTime, LastModifiedTime } = events[3].detail;
  assert.deepEqual(
    [FailureReason, EndpointConfigName, LastModifiedTime - CreationTime],
    [null, 'one', 300_000],
  );
  assert.equal(new Set(events.map(({ id }: { id: string }) => id)).size, events.length);
});
