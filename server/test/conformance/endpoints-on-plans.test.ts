import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DeleteEndpointCommand,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { Endpoints, onPlan, variant } from './endpoint-requests.ts';
import { startService } from './service.ts';

const service = await startService();
const endpoints = new Endpoints(service, service.client());
const { client } = endpoints;
await endpoints.model('llm');

const message = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'nothing was refused',
    (error: Error) => `${error.name}: ${error.message}`,
  );

const update = (EndpointName: string, EndpointConfigName: string) =>
  client.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName }));

const scale = (EndpointName: string, DesiredInstanceCount: number) =>
  client.send(
    new UpdateEndpointWeightsAndCapacitiesCommand({
      EndpointName,
      DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount }],
    }),
  );

const reservation = async (name: string) => {
  const { ProductionVariants: [main] = [] } = await endpoints.describe(name);
  const { TotalInstanceCount, AvailableInstanceCount, UsedByCurrentEndpoint } =
    main!.CapacityReservationConfig!;
  return [TotalInstanceCount, AvailableInstanceCount, UsedByCurrentEndpoint];
};

test('an endpoint on a plan: deployed, scaled, refused, past the end of its plan, and brought back', async (t) => {
  const { arn, endsAt } = await endpoints.plan('p5', 2);
  await t.test('a configuration for more than is reserved is refused in the documented words', async () => {
    assert.match(
      await message(endpoints.config('three', onPlan(3, arn))),
      /^ValidationException: Requested instance count \(3\) exceeds reserved capacity \(2\) for training plan\. /,
    );
  });
  await endpoints.config('one', onPlan(1, arn));
  await endpoints.create('chat', 'one');
  await t.test("its instances are the plan's from the beginning", async () => {
    assert.deepEqual(await reservation('chat'), [2, 1, 1]);
    assert.deepEqual(await endpoints.counts('p5'), [2, 1, 1]);
  });
  await service.settle();
  await t.test('it serves', async () => {
    const { EndpointStatus, ProductionVariants: [main] = [] } = await endpoints.describe('chat');
    assert.equal(EndpointStatus, 'InService');
    assert.deepEqual(main!.CapacityReservationConfig, {
      MlReservationArn: arn,
      CapacityReservationPreference: 'capacity-reservations-only',
      TotalInstanceCount: 2,
      AvailableInstanceCount: 1,
      UsedByCurrentEndpoint: 1,
      Ec2CapacityReservations: [],
    });
    const { status, headers, json } = await endpoints.invoke('chat', '{"a":1}');
    assert.deepEqual(
      [status, headers['x-amzn-invoked-production-variant'], json.body],
      [200, 'main', '{"a":1}'],
    );
  });
  await t.test('scaled within the plan', async () => {
    await scale('chat', 2);
    await service.settle();
    assert.deepEqual(await reservation('chat'), [2, 0, 2]);
    const { ProductionVariants: [main] = [] } = await endpoints.describe('chat');
    assert.deepEqual([main!.CurrentInstanceCount, main!.DesiredInstanceCount], [2, 2]);
  });
  await t.test('scaled past it: refused, and nothing changes', async () => {
    assert.match(
      await message(scale('chat', 3)),
      /^ValidationException: Requested instance count \(3\) exceeds/,
    );
    assert.deepEqual(await endpoints.counts('p5'), [2, 2, 0]);
  });
  await t.test('a full plan is updated to another model all the same', async () => {
    await endpoints.model('llm-2');
    await endpoints.config('two', onPlan(2, arn, { ModelName: 'llm-2' }));
    await update('chat', 'two');
    await service.settle();
    const { EndpointConfigName, FailureReason } = await endpoints.describe('chat');
    assert.deepEqual([EndpointConfigName, FailureReason], ['two', undefined]);
  });
  await t.test('a second endpoint that finds nothing free fails, and says why', async () => {
    await endpoints.create('late', 'one');
    await service.settle();
    const { EndpointStatus, FailureReason } = await endpoints.describe('late');
    assert.equal(EndpointStatus, 'Failed');
    assert.match(FailureReason!, /training plan 'p5' has 0 instances free, and 1 are needed/);
    await client.send(new DeleteEndpointCommand({ EndpointName: 'late' }));
    await service.settle();
  });
  await t.test('at the end of the plan it serves no more', async () => {
    await endpoints.until(endsAt);
    const { status, headers, json } = await endpoints.invoke('chat', 'x');
    assert.deepEqual([status, headers['x-amzn-errortype']], [424, 'ModelError']);
    assert.equal(
      json.Message,
      'Endpoint capacity reservation has expired. Please update endpoint configuration.',
    );
    const {
      EndpointStatus,
      FailureReason,
      ProductionVariants: [main] = [],
    } = await endpoints.describe('chat');
    assert.equal(EndpointStatus, 'InService');
    assert.match(FailureReason!, /has expired/);
    assert.deepEqual([main!.CurrentInstanceCount, await reservation('chat')], [0, [2, 0, 0]]);
  });
  await t.test('an update to instances on demand brings it back', async () => {
    await endpoints.config('on-demand', variant(1));
    await update('chat', 'on-demand');
    await service.settle();
    assert.equal((await endpoints.invoke('chat', 'x')).status, 200);
    const { ProductionVariants: [main] = [] } = await endpoints.describe('chat');
    assert.equal(main!.CapacityReservationConfig, undefined);
  });
});

test('a deleted endpoint gives its instances back, and the plan is used again', async () => {
  const { arn } = await endpoints.plan('again', 2);
  await endpoints.config('again', onPlan(2, arn));
  for (const name of ['first', 'second']) {
    await endpoints.create(name, 'again');
    await service.settle();
    assert.equal((await endpoints.describe(name)).EndpointStatus, 'InService');
    assert.deepEqual(await endpoints.counts('again'), [2, 2, 0]);
    await client.send(new DeleteEndpointCommand({ EndpointName: name }));
    await service.settle();
    assert.deepEqual(await endpoints.counts('again'), [2, 0, 2]);
  }
});
