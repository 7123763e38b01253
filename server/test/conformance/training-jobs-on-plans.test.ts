import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobRequest,
  CreateTrainingPlanCommand,
  DescribeReservedCapacityCommand,
  DescribeTrainingJobCommand,
  DescribeTrainingPlanCommand,
  ListTrainingJobsCommand,
  ListUltraServersByReservedCapacityCommand,
  SearchTrainingPlanOfferingsCommand,
  type SearchTrainingPlanOfferingsRequest,
} from '@aws-sdk/client-sagemaker';
import { account, startService } from './service.ts';

/** A day in one zone, a day without anything, and a day in another; and UltraServers all the time. */
const directory = mkdtempSync(join(tmpdir(), 'quartermaster-jobs-'));
after(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'market.json');
const p5 = { instanceType: 'ml.p5.48xlarge', count: 4 };
writeFileSync(
  file,
  JSON.stringify({
    seeded: false,
    zones: { 'us-west-2': ['us-west-2a', 'us-west-2b'] },
    supply: [
      { ...p5, zone: 'us-west-2a', from: '2026-08-04T11:30:00Z', until: '2026-08-05T11:30:00Z' },
      { ...p5, zone: 'us-west-2b', from: '2026-08-06T11:30:00Z', until: '2026-08-07T11:30:00Z' },
      { zone: 'us-west-2a', instanceType: 'ml.p6e-gb200.36xlarge', count: 36 },
    ],
  }),
);

const service = await startService('--market', file);
const client = service.client();
const advanceTo = async (at: string): Promise<void> => {
  const { status, json } = await service.control('POST', 'clock', { advanceTo: at });
  assert.equal(status, 200, JSON.stringify(json));
};

async function buy(TrainingPlanName: string, asked: Partial<SearchTrainingPlanOfferingsRequest>) {
  const request = { TargetResources: ['training-job' as const], ...asked };
  const { TrainingPlanOfferings } = await client.send(new SearchTrainingPlanOfferingsCommand(request));
  assert.ok(TrainingPlanOfferings?.[0], 'the market has nothing');
  const { TrainingPlanOfferingId } = TrainingPlanOfferings[0];
  const { TrainingPlanArn } = await client.send(
    new CreateTrainingPlanCommand({ TrainingPlanName, TrainingPlanOfferingId }),
  );
  await service.settle();
  return TrainingPlanArn!;
}

const create = (
  name: string,
  ResourceConfig: CreateTrainingJobRequest['ResourceConfig'],
  change: Partial<CreateTrainingJobRequest> = {},
) =>
  client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: `arn:aws:iam::${account}:role/training`,
      AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://bucket/models' },
      CheckpointConfig: { S3Uri: 's3://bucket/checkpoints' },
      StoppingCondition: { MaxRuntimeInSeconds: 5 * 86_400 },
      Environment: { QUARTERMASTER_RUN_SECONDS: '108000', QUARTERMASTER_CHECKPOINT_SECONDS: '1800' },
      ...change,
      ResourceConfig,
    }),
  );

const describe = (TrainingJobName: string) =>
  client.send(new DescribeTrainingJobCommand({ TrainingJobName }));
const where = async (name: string): Promise<string> => {
  const { TrainingJobStatus, SecondaryStatus } = await describe(name);
  return `${TrainingJobStatus}/${SecondaryStatus}`;
};
const inUse = async (TrainingPlanName: string): Promise<string> => {
  const plan = await client.send(new DescribeTrainingPlanCommand({ TrainingPlanName }));
  return `${plan.Status} ${plan.InUseInstanceCount}/${plan.TotalInstanceCount}`;
};

test('a job on a plan of two blocks: it waits, runs, is interrupted 30 minutes before the end, goes on and is done', async () => {
  const TrainingPlanArn = await buy('two-blocks', {
    InstanceType: 'ml.p5.48xlarge',
    InstanceCount: 4,
    DurationHours: 48,
  });
  const plan = await client.send(new DescribeTrainingPlanCommand({ TrainingPlanName: 'two-blocks' }));
  assert.deepEqual(
    plan.ReservedCapacitySummaries!.map(({ AvailabilityZone, StartTime }) => [AvailabilityZone, StartTime]),
    [
      ['us-west-2a', new Date('2026-08-04T11:30:00Z')],
      ['us-west-2b', new Date('2026-08-06T11:30:00Z')],
    ],
  );
  await create('long', { InstanceType: 'ml.p5.48xlarge', InstanceCount: 4, TrainingPlanArn });
  await advanceTo('2026-08-04T11:29:00Z');
  assert.deepEqual([await where('long'), await inUse('two-blocks')], ['InProgress/Pending', 'Scheduled 0/4']);
  await advanceTo('2026-08-04T12:30:00Z');
  assert.deepEqual([await where('long'), await inUse('two-blocks')], ['InProgress/Training', 'Active 4/4']);
  await advanceTo('2026-08-05T10:59:59Z');
  assert.equal(await where('long'), 'InProgress/Training');
  await advanceTo('2026-08-05T11:00:00Z');
  assert.deepEqual([await where('long'), await inUse('two-blocks')], ['InProgress/Pending', 'Active 0/4']);
  const { SecondaryStatusTransitions: history } = await describe('long');
  assert.deepEqual(history!.at(-2), {
    Status: 'Interrupted',
    StartTime: new Date('2026-08-05T11:00:00Z'),
    EndTime: new Date('2026-08-05T11:00:00Z'),
    StatusMessage: 'The capacity block ends in 30 minutes',
  });
  await advanceTo('2026-08-06T11:29:00Z');
  assert.equal(await inUse('two-blocks'), 'Scheduled 0/4');
  await advanceTo('2026-08-06T12:30:00Z');
  assert.deepEqual([await where('long'), await inUse('two-blocks')], ['InProgress/Training', 'Active 4/4']);
  await advanceTo('2026-08-06T22:30:00Z');
  const done = await describe('long');
  assert.equal(done.TrainingJobStatus, 'Completed');
  assert.equal(await inUse('two-blocks'), 'Active 0/4');
  const trained = done
    .SecondaryStatusTransitions!.filter(({ Status }) => Status === 'Training')
    .map(({ StartTime, EndTime }) => (EndTime!.getTime() - StartTime!.getTime()) / 1_000);
  assert.equal(trained.length, 2);
  assert.equal(trained[1], 108_000 - Math.floor(trained[0]! / 1_800) * 1_800, 'what no checkpoint had');
  const { TrainingJobSummaries } = await client.send(
    new ListTrainingJobsCommand({ TrainingPlanArnEquals: TrainingPlanArn }),
  );
  assert.deepEqual(
    TrainingJobSummaries!.map((job) => [job.TrainingJobName, job.TrainingPlanArn]),
    [['long', TrainingPlanArn]],
  );
});

test('each change of a job is told, with what DescribeTrainingJob shows', async () => {
  const { json } = await service.control('GET', 'events?follow=false&history=true');
  const events = json.events.filter(
    (event: { 'detail-type': string }) => event['detail-type'] === 'SageMaker Training Job State Change',
  );
  assert.deepEqual(
    events.map(({ detail }: { detail: { SecondaryStatus: string } }) => detail.SecondaryStatus),
    [
      ...['Starting', 'Pending', 'Downloading', 'Training', 'Interrupted'],
      ...['Pending', 'Downloading', 'Training', 'Uploading', 'Completed'],
    ],
  );
  const { source, resources, detail } = events.at(-1);
  const job = await describe('long');
  assert.deepEqual([source, resources], ['aws.sagemaker', [job.TrainingJobArn]]);
  assert.equal(detail.CreationTime, job.CreationTime!.getTime());
  assert.equal(detail.SecondaryStatusTransitions.length, job.SecondaryStatusTransitions!.length);
  assert.deepEqual([detail.TrainingJobStatus, detail.Tags], ['Completed', {}]);
});

test('a plan that does not suit is refused with what would do', async () => {
  const { TrainingPlanArn } = await client.send(
    new DescribeTrainingPlanCommand({ TrainingPlanName: 'two-blocks' }),
  );
  const on = (change: object) =>
    ({ InstanceType: 'ml.p5.48xlarge', InstanceCount: 1, TrainingPlanArn, ...change }) as const;
  const refused = (message: RegExp) => ({ name: 'ValidationException', message });
  await assert.rejects(create('no', on({ InstanceCount: 5 })), refused(/Ask for at most 4\.$/));
  await assert.rejects(
    create('no', on({ InstanceType: 'ml.p4d.24xlarge' })),
    refused(/has instances of ml\.p5\.48xlarge, and training job 'no' asks for ml\.p4d\.24xlarge/),
  );
  await assert.rejects(
    create('no', on({}), {
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 },
    }),
    refused(/TrainingPlanArn is given together with EnableManagedSpotTraining/),
  );
  await assert.rejects(describe('no'), refused(/^Requested resource not found\.$/));
});

test('UltraServers are for one job unless it shares them, and are asked for by id', async () => {
  const TrainingPlanArn = await buy('rack', {
    UltraServerType: 'ml.u-p6e-gb200x72',
    UltraServerCount: 2,
    DurationHours: 24,
  });
  const plan = await client.send(new DescribeTrainingPlanCommand({ TrainingPlanName: 'rack' }));
  const { ReservedCapacityArn, StartTime } = plan.ReservedCapacitySummaries![0]!;
  const list = async () =>
    (await client.send(new ListUltraServersByReservedCapacityCommand({ ReservedCapacityArn }))).UltraServers!;
  const [first, second] = await list();
  const on = (InstanceCount: number, InstancePlacementConfig: object) => ({
    InstanceType: 'ml.p6e-gb200.36xlarge' as const,
    InstanceCount,
    TrainingPlanArn,
    InstancePlacementConfig,
  });
  const PlacementSpecifications = [{ UltraServerId: second!.UltraServerId!, InstanceCount: 4 }];
  await create('alone', on(4, { PlacementSpecifications }));
  await create('shares', on(2, { EnableMultipleJobs: true }));
  await create('shares-too', on(3, { EnableMultipleJobs: true }));
  await advanceTo(new Date(StartTime!.getTime() + 3_600_000).toISOString());
  const used = (await list()).map(({ UltraServerId, InUseInstanceCount }) => [
    UltraServerId,
    InUseInstanceCount,
  ]);
  assert.deepEqual(used, [
    [first!.UltraServerId, 5],
    [second!.UltraServerId, 17],
  ]);
  await service.control('POST', 'faults', {
    type: 'training-job',
    job: 'shares',
    failure: 'instance',
    count: 1,
  });
  const shown = (await list())[0]!;
  assert.deepEqual(
    [shown.InUseInstanceCount, shown.UnhealthyInstanceCount, shown.AvailableSpareInstanceCount],
    [5, 1, 0],
  );
  assert.equal(await where('shares'), 'InProgress/Pending');
  const capacity = await client.send(new DescribeReservedCapacityCommand({ ReservedCapacityArn }));
  assert.equal(capacity.InUseInstanceCount, 22);
});
