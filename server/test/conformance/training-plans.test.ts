import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateTrainingPlanCommand,
  DescribeReservedCapacityCommand,
  DescribeTrainingPlanCommand,
  DescribeTrainingPlanExtensionHistoryCommand,
  ExtendTrainingPlanCommand,
  ListTagsCommand,
  ListTrainingPlansCommand,
  ListUltraServersByReservedCapacityCommand,
  paginateListTrainingPlans,
  ResourceInUse,
  ResourceNotFound,
  SearchTrainingPlanOfferingsCommand,
  type SearchTrainingPlanOfferingsRequest,
} from '@aws-sdk/client-sagemaker';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();
const arn = (resource: string): string => `arn:aws:sagemaker:${region}:${account}:${resource}`;

async function offering(asked: Partial<SearchTrainingPlanOfferingsRequest> = {}) {
  const { TrainingPlanOfferings: found } = await client.send(
    new SearchTrainingPlanOfferingsCommand({
      InstanceType: 'ml.p5.48xlarge',
      InstanceCount: 1,
      DurationHours: 24,
      TargetResources: ['hyperpod-cluster'],
      ...asked,
    }),
  );
  assert.ok(found?.[0], 'the market has nothing');
  return found[0];
}

async function buy(name: string, asked: Partial<SearchTrainingPlanOfferingsRequest> = {}) {
  const bought = await offering(asked);
  await client.send(
    new CreateTrainingPlanCommand({
      TrainingPlanName: name,
      TrainingPlanOfferingId: bought.TrainingPlanOfferingId,
    }),
  );
  return bought;
}

const describe = (TrainingPlanName: string) =>
  client.send(new DescribeTrainingPlanCommand({ TrainingPlanName }));

test('a plan is bought, paid for, runs its course, and shows what was offered', async () => {
  const offered = await offering();
  const { TrainingPlanArn } = await client.send(
    new CreateTrainingPlanCommand({
      TrainingPlanName: 'p5-august',
      TrainingPlanOfferingId: offered.TrainingPlanOfferingId,
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  );
  assert.equal(TrainingPlanArn, arn('training-plan/p5-august'));
  const pending = await describe('p5-august');
  const [block] = offered.ReservedCapacityOfferings!;
  assert.deepEqual(
    [pending.Status, pending.UpfrontFee, pending.CurrencyCode, pending.TargetResources],
    ['Pending', offered.UpfrontFee, 'USD', ['hyperpod-cluster']],
  );
  assert.deepEqual(
    [pending.StartTime, pending.EndTime, pending.DurationHours, pending.DurationMinutes],
    [block!.StartTime, block!.EndTime, offered.DurationHours, offered.DurationMinutes],
  );
  assert.deepEqual(
    [pending.TotalInstanceCount, pending.AvailableInstanceCount, pending.InUseInstanceCount],
    [1, 1, 0],
  );
  await service.settle();
  const scheduled = await describe('p5-august');
  assert.deepEqual(
    [scheduled.Status, scheduled.StatusMessage],
    ['Scheduled', 'Payment confirmed, training plan scheduled.'],
  );
  const [summary] = scheduled.ReservedCapacitySummaries!;
  assert.equal(summary!.ReservedCapacityArn, arn('reserved-capacity/p5-august-rc1'));
  assert.match(summary!.AvailabilityZoneId!, /^usw2-az[1-3]$/);
  for (const ResourceArn of [TrainingPlanArn, summary!.ReservedCapacityArn]) {
    const { Tags } = await client.send(new ListTagsCommand({ ResourceArn }));
    assert.deepEqual(Tags, [{ Key: 'team', Value: 'a' }]);
  }
  const clock = (await service.control('GET', 'clock')).json;
  await service.advance((scheduled.StartTime!.getTime() - Date.parse(clock.now)) / 1_000);
  const capacity = await client.send(
    new DescribeReservedCapacityCommand({ ReservedCapacityArn: summary!.ReservedCapacityArn }),
  );
  assert.deepEqual(
    [(await describe('p5-august')).Status, capacity.Status, capacity.ReservedCapacityType],
    ['Active', 'Active', 'Instance'],
  );
  assert.equal(capacity.UltraServerSummary, undefined);
  await service.advance((scheduled.EndTime!.getTime() - scheduled.StartTime!.getTime()) / 1_000);
  assert.equal((await describe('p5-august')).Status, 'Expired');
});

test('what cannot be bought is refused with the reason', async () => {
  const { TrainingPlanOfferingId: id } = await buy('taken');
  const refused = async (TrainingPlanName: string, TrainingPlanOfferingId: string | undefined) => {
    const error = await client
      .send(new CreateTrainingPlanCommand({ TrainingPlanName, TrainingPlanOfferingId }))
      .catch((thrown: Error) => thrown);
    assert.ok(error instanceof Error);
    return error;
  };
  const second = await offering();
  const inUse = await refused('taken', second.TrainingPlanOfferingId);
  assert.ok(inUse instanceof ResourceInUse);
  assert.match(inUse.message, /'taken' is in use: .* Pending.*such as 'taken-2'/);
  const sold = await refused('other', id);
  assert.ok(sold instanceof ResourceNotFound);
  assert.match(sold.message, /bought already: it belongs to training plan 'taken'/);
  assert.match((await refused('other', 'tpo-1')).message, /'tpo-1' does not exist/);
  await service.advance(7_200);
  const expired = await refused('other', second.TrainingPlanOfferingId);
  assert.ok(expired instanceof ResourceNotFound);
  assert.match(expired.message, /expired at .* ago\. Search again/);
});

test('plans are listed by status, start and name, page by page', async () => {
  for (const name of ['l-1', 'l-2', 'l-3']) await buy(name, { DurationHours: 48 });
  const names: string[] = [];
  const asked = { SortBy: 'TrainingPlanName', SortOrder: 'Ascending' } as const;
  for await (const page of paginateListTrainingPlans({ client, pageSize: 2 }, asked)) {
    for (const plan of page.TrainingPlanSummaries!) names.push(plan.TrainingPlanName!);
  }
  assert.deepEqual(names, ['l-1', 'l-2', 'l-3', 'p5-august', 'taken']);
  const { TrainingPlanSummaries: pending } = await client.send(
    new ListTrainingPlansCommand({ Filters: [{ Name: 'Status', Value: 'Pending' }] }),
  );
  assert.equal(pending?.length, 3);
  await assert.rejects(
    client.send(new ListTrainingPlansCommand({ Filters: [{ Name: 'Status', Value: 'Actve' }] })),
    /Did you mean 'Active'\?/,
  );
  await service.settle();
});

test('names and ARNs that mean nothing are ResourceNotFound', async () => {
  await assert.rejects(describe('p5-augst'), (error: Error) => {
    assert.ok(error instanceof ResourceNotFound);
    assert.match(error.message, /Did you mean 'p5-august'\?/);
    return true;
  });
  const absent = [
    new DescribeReservedCapacityCommand({ ReservedCapacityArn: arn('reserved-capacity/p5-august-rc2') }),
    new DescribeReservedCapacityCommand({ ReservedCapacityArn: arn('reserved-capacity/p5-august') }),
    new DescribeReservedCapacityCommand({ ReservedCapacityArn: arn('reserved-capacity/p5-august-rc01') }),
    new ListUltraServersByReservedCapacityCommand({ ReservedCapacityArn: arn('reserved-capacity/none-rc1') }),
    new DescribeTrainingPlanExtensionHistoryCommand({ TrainingPlanArn: arn('training-plan/none') }),
    new ExtendTrainingPlanCommand({ TrainingPlanExtensionOfferingId: 'tpeo-none' }),
  ];
  for (const command of absent) {
    await assert.rejects(client.send(command as never), ResourceNotFound);
  }
});

test('an extension is bought, paid for and remembered', async () => {
  await buy('longer', { DurationHours: 48 });
  await service.settle();
  const TrainingPlanArn = arn('training-plan/longer');
  const { EndTime: end } = await describe('longer');
  const { TrainingPlanExtensionOfferings: found } = await client.send(
    new SearchTrainingPlanOfferingsCommand({ TrainingPlanArn, DurationHours: 24 }),
  );
  const [offered] = found!;
  const { TrainingPlanExtensions: all } = await client.send(
    new ExtendTrainingPlanCommand({
      TrainingPlanExtensionOfferingId: offered!.TrainingPlanExtensionOfferingId,
    }),
  );
  assert.deepEqual(
    all!.map(({ Status, PaymentStatus, UpfrontFee, StartDate, EndDate }) => [
      Status,
      PaymentStatus,
      UpfrontFee,
      StartDate,
      EndDate,
    ]),
    [['Pending', 'Pending', offered!.UpfrontFee, offered!.StartDate, offered!.EndDate]],
  );
  assert.deepEqual((await describe('longer')).EndTime, end);
  await service.settle();
  const history = await client.send(new DescribeTrainingPlanExtensionHistoryCommand({ TrainingPlanArn }));
  const [extension] = history.TrainingPlanExtensions!;
  assert.deepEqual([extension!.Status, extension!.PaymentStatus], ['Scheduled', 'Completed']);
  assert.equal((await describe('longer')).EndTime!.getTime() - end!.getTime(), 24 * 3_600_000);
});

test('UltraServers are listed ten at a time, each with its spares and its health', async () => {
  const east = service.client({ region: 'us-east-1' });
  const { TrainingPlanOfferings: found } = await east.send(
    new SearchTrainingPlanOfferingsCommand({
      UltraServerType: 'ml.u-p6e-gb200x36',
      UltraServerCount: 2,
      DurationHours: 24,
      TargetResources: ['training-job'],
    }),
  );
  await east.send(
    new CreateTrainingPlanCommand({
      TrainingPlanName: 'racks',
      TrainingPlanOfferingId: found![0]!.TrainingPlanOfferingId,
    }),
  );
  await service.settle();
  const plan = await east.send(new DescribeTrainingPlanCommand({ TrainingPlanName: 'racks' }));
  assert.deepEqual(
    [plan.TotalUltraServerCount, plan.TotalInstanceCount, plan.AvailableInstanceCount],
    [2, 18, 16],
  );
  const { ReservedCapacityArn } = plan.ReservedCapacitySummaries![0]!;
  const { UltraServerSummary } = await east.send(
    new DescribeReservedCapacityCommand({ ReservedCapacityArn }),
  );
  assert.deepEqual(
    [UltraServerSummary!.UltraServerCount, UltraServerSummary!.AvailableSpareInstanceCount],
    [2, 2],
  );
  const list = async () =>
    (await east.send(new ListUltraServersByReservedCapacityCommand({ ReservedCapacityArn }))).UltraServers!;
  assert.deepEqual(
    (await list()).map(({ ConfiguredSpareInstanceCount: spares, HealthStatus }) => [spares, HealthStatus]),
    [
      [1, 'Insufficient-Data'],
      [1, 'Insufficient-Data'],
    ],
  );
  const { now } = (await service.control('GET', 'clock')).json;
  await service.advance((plan.StartTime!.getTime() - Date.parse(now)) / 1_000);
  assert.equal((await list())[0]!.HealthStatus, 'OK');
});

test('a payment fails on demand: the plan is Failed, and its capacity is on offer again', async () => {
  const { status, json } = await service.control('POST', 'faults', {
    type: 'training-plan',
    plan: 'unpaid',
    operation: 'create',
    reason: 'payment',
    count: 1,
  });
  assert.equal(status, 201, JSON.stringify(json));
  await buy('unpaid');
  await service.settle();
  const { Status, StatusMessage, ReservedCapacitySummaries } = await describe('unpaid');
  assert.equal(Status, 'Failed');
  assert.match(StatusMessage!, /payment was declined/);
  assert.equal(ReservedCapacitySummaries![0]!.Status, 'Failed');
  const hit = await service.control('GET', `faults/${json.id}`);
  assert.equal(hit.json.hits[0].what, 'create of training plan unpaid');
});

test('plans cannot be cancelled, changed or deleted: there is no such operation', async () => {
  for (const operation of ['DeleteTrainingPlan', 'UpdateTrainingPlan', 'CancelTrainingPlan']) {
    const { status, json } = await service.raw({ operation, body: '{"TrainingPlanName":"p5-august"}' });
    assert.deepEqual([status, json.__type], [400, 'UnknownOperationException']);
  }
  assert.equal((await describe('p5-august')).Status, 'Expired');
});

test('every transition goes out as an event', async () => {
  const { json } = await service.control('GET', 'events?follow=false');
  const statuses = (type: string, name: string): string[] =>
    json.events
      .filter((event: { 'detail-type': string; resources: string[] }) => event['detail-type'] === type)
      .filter(({ resources }: { resources: string[] }) => resources[0]!.endsWith(name))
      .map(({ detail }: { detail: { Status: string } }) => detail.Status);
  const life = ['Pending', 'Scheduled', 'Active', 'Expired'];
  assert.deepEqual(statuses('SageMaker Training Plan State Change', '/p5-august'), life);
  assert.deepEqual(statuses('SageMaker Reserved Capacity State Change', '/p5-august-rc1'), life);
  assert.deepEqual(statuses('SageMaker Training Plan State Change', '/unpaid'), ['Pending', 'Failed']);
});
