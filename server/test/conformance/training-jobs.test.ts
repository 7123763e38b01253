import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobRequest,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  paginateListTrainingJobs,
  ResourceInUse,
  StopTrainingJobCommand,
  UpdateTrainingJobCommand,
  waitUntilTrainingJobCompletedOrStopped,
} from '@aws-sdk/client-sagemaker';
import { account, region, startService } from './service.ts';

const service = await startService();
const client = service.client();

const request = (name: string, change: Partial<CreateTrainingJobRequest> = {}): CreateTrainingJobRequest => ({
  TrainingJobName: name,
  RoleArn: `arn:aws:iam::${account}:role/training`,
  AlgorithmSpecification: {
    TrainingImage: `${account}.dkr.ecr.${region}.amazonaws.com/train:1`,
    TrainingInputMode: 'File',
  },
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/data' } },
    },
  ],
  OutputDataConfig: { S3OutputPath: 's3://bucket/models/' },
  ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 2, VolumeSizeInGB: 50 },
  StoppingCondition: { MaxRuntimeInSeconds: 7_200 },
  Environment: { QUARTERMASTER_RUN_SECONDS: '3600' },
  ...change,
});

const create = (name: string, change: Partial<CreateTrainingJobRequest> = {}) =>
  client.send(new CreateTrainingJobCommand(request(name, change)));
const describe = (TrainingJobName: string) =>
  client.send(new DescribeTrainingJobCommand({ TrainingJobName }));
const stop = (TrainingJobName: string) => client.send(new StopTrainingJobCommand({ TrainingJobName }));
const remove = (TrainingJobName: string) => client.send(new DeleteTrainingJobCommand({ TrainingJobName }));
const path = async (name: string): Promise<string[]> =>
  (await describe(name)).SecondaryStatusTransitions!.map(({ Status }) => Status!);
const secondsBetween = (from: Date | undefined, to: Date | undefined): number =>
  (to!.getTime() - from!.getTime()) / 1_000;

test('a job on demand starts, trains, uploads its model and is completed', async () => {
  const { TrainingJobArn } = await create('on-demand');
  assert.equal(TrainingJobArn, `arn:aws:sagemaker:${region}:${account}:training-job/on-demand`);
  const young = await describe('on-demand');
  assert.deepEqual([young.TrainingJobStatus, young.SecondaryStatus], ['InProgress', 'Starting']);
  assert.equal(young.TrainingStartTime, undefined);
  assert.deepEqual(young.SecondaryStatusTransitions, [
    { Status: 'Starting', StartTime: young.CreationTime, StatusMessage: 'Starting the training job' },
  ]);
  await service.settle();
  const done = await describe('on-demand');
  assert.deepEqual([done.TrainingJobStatus, done.SecondaryStatus], ['Completed', 'Completed']);
  assert.deepEqual(await path('on-demand'), [
    'Starting',
    'Pending',
    'Downloading',
    'Training',
    'Uploading',
    'Completed',
  ]);
  const training = done.SecondaryStatusTransitions!.find(({ Status }) => Status === 'Training')!;
  assert.equal(secondsBetween(training.StartTime, training.EndTime), 3_600);
  assert.equal(training.StatusMessage, 'Training image download completed. Training in progress.');
  assert.equal(done.ModelArtifacts!.S3ModelArtifacts, 's3://bucket/models/on-demand/output/model.tar.gz');
  assert.equal(
    done.TrainingTimeInSeconds,
    Math.round(secondsBetween(done.TrainingStartTime, done.TrainingEndTime)),
  );
  assert.equal(done.BillableTimeInSeconds, done.TrainingTimeInSeconds);
  assert.deepEqual(done.LastModifiedTime, done.TrainingEndTime);
  const result = await waitUntilTrainingJobCompletedOrStopped(
    { client, maxWaitTime: 200 },
    { TrainingJobName: 'on-demand' },
  );
  assert.equal(result.state, 'SUCCESS');
});

test('a job that runs for too long is stopped, with 120 seconds to save what it has', async () => {
  await create('too-long', { StoppingCondition: { MaxRuntimeInSeconds: 600 } });
  await service.settle();
  const job = await describe('too-long');
  assert.deepEqual([job.TrainingJobStatus, job.SecondaryStatus], ['Stopped', 'MaxRuntimeExceeded']);
  assert.deepEqual((await path('too-long')).slice(-4), [
    'Training',
    'Stopping',
    'Uploading',
    'MaxRuntimeExceeded',
  ]);
  const [training, stopping] = job.SecondaryStatusTransitions!.slice(-4);
  assert.equal(secondsBetween(training!.StartTime, training!.EndTime), 600);
  assert.equal(secondsBetween(stopping!.StartTime, stopping!.EndTime), 120);
});

test('a job is stopped, once', async () => {
  await create('stopped');
  await service.advance(1_200);
  assert.equal((await describe('stopped')).SecondaryStatus, 'Training');
  await stop('stopped');
  assert.equal((await describe('stopped')).TrainingJobStatus, 'Stopping');
  await service.settle();
  assert.deepEqual((await path('stopped')).slice(-3), ['Stopping', 'Uploading', 'Stopped']);
  await assert.rejects(stop('stopped'), {
    name: 'ValidationException',
    message: 'The request was rejected because the training job is in status Stopped.',
  });
});

test('an exit code is the failure of a job', async () => {
  await create('fails', { Environment: { QUARTERMASTER_RUN_SECONDS: '60', QUARTERMASTER_EXIT_CODE: '3' } });
  await service.settle();
  const job = await describe('fails');
  assert.deepEqual([job.TrainingJobStatus, job.FailureReason], ['Failed', 'AlgorithmError: , exit code: 3']);
});

test('names are unique, and those that do not exist are not found', async () => {
  await assert.rejects(
    create('on-demand'),
    (error: Error) =>
      error instanceof ResourceInUse &&
      error.message ===
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (arn:aws:sagemaker:${region}:${account}:training-job/on-demand)`,
  );
  const notFound = { name: 'ValidationException', message: 'Requested resource not found.' };
  for (const call of [describe, stop, remove]) await assert.rejects(call('nothing'), notFound);
  await assert.rejects(
    client.send(
      new UpdateTrainingJobCommand({
        TrainingJobName: 'nothing',
        ResourceConfig: { KeepAlivePeriodInSeconds: 1 },
      }),
    ),
    notFound,
  );
});

test('a job that has ended is deleted, and its name is free again', async () => {
  await create('to-delete');
  await assert.rejects(remove('to-delete'), (error: Error) => error instanceof ResourceInUse);
  await service.settle();
  await remove('to-delete');
  assert.equal((await describe('to-delete')).TrainingJobStatus, 'Deleting');
  await service.settle();
  await assert.rejects(describe('to-delete'), { message: 'Requested resource not found.' });
  await create('to-delete');
  await service.settle();
});

test('spot training is interrupted by a fault, and goes on from its checkpoint', async () => {
  await create('spot', {
    EnableManagedSpotTraining: true,
    CheckpointConfig: { S3Uri: 's3://bucket/checkpoints' },
    StoppingCondition: { MaxRuntimeInSeconds: 7_200, MaxWaitTimeInSeconds: 14_400 },
    Environment: { QUARTERMASTER_RUN_SECONDS: '3600', QUARTERMASTER_CHECKPOINT_SECONDS: '600' },
  });
  await service.advance(1_800);
  const fault = { type: 'training-job', job: 'spot', failure: 'interruption', count: 1 };
  assert.equal((await service.control('POST', 'faults', fault)).status, 201);
  await service.settle();
  assert.deepEqual(
    (await path('spot')).filter((status) => status !== 'Pending' && status !== 'Downloading'),
    ['Starting', 'Training', 'Interrupted', 'Starting', 'Training', 'Uploading', 'Completed'],
  );
  const job = await describe('spot');
  const trained = job
    .SecondaryStatusTransitions!.filter(({ Status }) => Status === 'Training')
    .reduce((sum, { StartTime, EndTime }) => sum + secondsBetween(StartTime, EndTime), 0);
  assert.ok(trained > 3_600 && trained < 4_200, `${trained} s of training: less than a checkpoint is lost`);
  assert.ok(job.BillableTimeInSeconds! < job.TrainingTimeInSeconds!);
});

test('a warm pool is reused by a job like the first, and the next one terminates', async () => {
  const ResourceConfig = {
    InstanceType: 'ml.g5.xlarge',
    InstanceCount: 1,
    VolumeSizeInGB: 10,
    KeepAlivePeriodInSeconds: 1_800,
  } as const;
  await create('warm-1', { ResourceConfig });
  await service.settle();
  assert.equal((await describe('warm-1')).WarmPoolStatus!.Status, 'Available');
  await assert.rejects(remove('warm-1'), /Available warm pool/);
  await create('warm-2', { ResourceConfig });
  await service.advance(60);
  assert.deepEqual(
    [
      (await describe('warm-1')).WarmPoolStatus!.Status,
      (await describe('warm-1')).WarmPoolStatus!.ReusedByJob,
    ],
    ['Reused', 'warm-2'],
  );
  assert.equal((await describe('warm-2')).WarmPoolStatus!.Status, 'InUse');
  await service.settle();
  await client.send(
    new UpdateTrainingJobCommand({
      TrainingJobName: 'warm-2',
      ResourceConfig: { KeepAlivePeriodInSeconds: 0 },
    }),
  );
  assert.equal((await describe('warm-2')).WarmPoolStatus!.Status, 'Terminated');
  const { TrainingJobSummaries } = await client.send(
    new ListTrainingJobsCommand({ WarmPoolStatusEquals: 'Reused' }),
  );
  assert.deepEqual(
    TrainingJobSummaries!.map(({ TrainingJobName }) => TrainingJobName),
    ['warm-1'],
  );
});

test('jobs are listed by page, tagged, and told of in events', async () => {
  const names: string[] = [];
  for await (const page of paginateListTrainingJobs({ client, pageSize: 2 }, { SortBy: 'Name' }))
    names.push(...page.TrainingJobSummaries!.map(({ TrainingJobName }) => TrainingJobName!));
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.length > 6);
  const { TrainingJobArn: ResourceArn } = await describe('on-demand');
  await client.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'a' }] }));
  const { Tags } = await client.send(new ListTagsCommand({ ResourceArn }));
  assert.deepEqual(Tags, [{ Key: 'team', Value: 'a' }]);
});

test('what was made to go wrong is written down with the fault, and events are asked for by job', async () => {
  const made = await service.control('POST', 'faults', {
    type: 'training-job',
    job: 'unlucky',
    failure: 'start',
  });
  await create('unlucky');
  await service.settle();
  const fault = await service.control('DELETE', `faults/${made.json.id}`);
  assert.equal(fault.json.hits[0].what, 'start of training job unlucky');
  const job = await describe('unlucky');
  assert.deepEqual(
    [job.TrainingJobStatus, job.FailureReason],
    ['Failed', 'ClientError: Data download failed'],
  );
  const of = (query: string) => service.control('GET', `events?follow=false&${query}`);
  const { json } = await of('job=unlucky');
  assert.deepEqual(
    json.events.map(({ detail }: { detail: { SecondaryStatus: string } }) => detail.SecondaryStatus),
    ['Starting', 'Pending', 'Failed'],
  );
  assert.equal((await of(`job=${job.TrainingJobArn}`)).json.events.length, 3);
  const unknown = await of('job=nothing');
  assert.equal(unknown.status, 404);
  assert.match(JSON.stringify(unknown.json), /Training job 'nothing' does not exist/);
  const both = await of('job=unlucky&plan=p');
  assert.match(JSON.stringify(both.json), /'plan' and 'job' are given/);
});

test('no capacity on demand: the job is Pending, and is stopped or has failed when it has waited long enough', async () => {
  const made = await service.control('POST', 'faults', { type: 'capacity', instanceType: 'ml.p4d.24xlarge' });
  await create('no-room', {
    ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 60, MaxPendingTimeInSeconds: 7_200 },
  });
  await create('no-room-at-all', {
    ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 1, VolumeSizeInGB: 1 },
  });
  await service.advance(7_100);
  assert.equal((await describe('no-room')).SecondaryStatus, 'Pending');
  await service.advance(200);
  assert.equal((await describe('no-room')).TrainingJobStatus, 'Stopped');
  await service.advance(2 * 86_400);
  const job = await describe('no-room-at-all');
  assert.equal(job.TrainingJobStatus, 'Failed');
  assert.equal(
    job.FailureReason,
    'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
  );
  assert.deepEqual([job.TrainingStartTime, job.TrainingTimeInSeconds], [undefined, undefined]);
  await service.control('DELETE', `faults/${made.json.id}`);
});

test('what UpdateTrainingJob and CreateTrainingJob refuse', async () => {
  const update = (change: object) =>
    client.send(new UpdateTrainingJobCommand({ TrainingJobName: 'on-demand', ...change }));
  const refused = (message: RegExp) => ({ name: 'ValidationException', message });
  await assert.rejects(update({}), refused(/none of them is given/));
  await assert.rejects(update({ ProfilerConfig: { DisableProfiler: true } }), refused(/it is Completed/));
  await assert.rejects(
    update({ RemoteDebugConfig: { EnableRemoteDebug: true } }),
    refused(/Downloading or Training/),
  );
  await assert.rejects(
    update({ ResourceConfig: { KeepAlivePeriodInSeconds: 60 } }),
    refused(/the job has no warm pool/),
  );
  await assert.rejects(
    update({ ResourceConfig: { KeepAlivePeriodInSeconds: 21_601 } }),
    refused(/Member must have value less than or equal to 21600/),
  );
  await assert.rejects(
    create('x', { StoppingCondition: { MaxWaitTimeInSeconds: 90_000 } }),
    refused(
      /^Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true$/,
    ),
  );
  await assert.rejects(
    create('x', { Environment: { QUARTERMASTER_RUN_SECONDS: 'soon' } }),
    refused(/QUARTERMASTER_RUN_SECONDS is 'soon'/),
  );
});
