import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../cluster/testing.ts';
import type { FaultRequest } from '../command.ts';
import { createFault, deleteFault } from '../fleet/fault-commands.ts';
import { TRAINING_JOB_TRANSITIONS_MAX } from '../limits.ts';
import { createTrainingJob } from './create-training-job.ts';
import { describeJob } from './describe.ts';
import { failureReasons } from './messages.ts';
import { stopTrainingJob } from './stop-training-job.ts';
import { JobStage, jobRequest } from './testing.ts';

const spot = (change: object = {}) => ({
  EnableManagedSpotTraining: true,
  StoppingCondition: { MaxRuntimeInSeconds: 36_000, MaxWaitTimeInSeconds: 72_000 },
  ...change,
});
/** Of the path of a job, what is not the same for every start. */
const brief = (stage: JobStage, name = 'job'): string =>
  stage.path(name).replaceAll(' Pending', '').replaceAll(' Downloading', '');

test('without capacity a job waits, finds it when there is some, and fails when it has waited long enough', async (t) => {
  const none = { type: 'capacity', instanceType: 'ml.p5.48xlarge' } as const;
  await t.test('until there is some', () => {
    const stage = new JobStage();
    stage.strike(none);
    stage.create('job');
    stage.create('other', { ResourceConfig: { InstanceType: 'ml.g5.xlarge' } });
    stage.advanceHours(5);
    assert.deepEqual([stage.path('job'), stage.job('other').status], ['Starting Pending', 'Completed']);
    const [fault] = stage.draft.state.standingFaults.values();
    assert.equal(fault!.hitCount, 1, 'a wait is one hit');
    deleteFault(stage.draft, fault!.id, stage.context);
    stage.advanceHours(0.5);
    assert.equal(stage.job('job').secondary, 'Training');
  });
  await t.test('for two days where nothing is said', () => {
    const stage = new JobStage();
    stage.strike(none);
    stage.create('job');
    stage.advanceHours(47.9);
    assert.equal(stage.job('job').status, 'InProgress');
    stage.advanceHours(0.2);
    assert.deepEqual(
      [stage.job('job').status, stage.job('job').failureReason],
      ['Failed', failureReasons.capacity],
    );
    assert.equal(stage.job('job').startedAt, undefined);
  });
  await t.test('for MaxPendingTimeInSeconds', () => {
    const stage = new JobStage();
    stage.strike(none);
    const StoppingCondition = { MaxRuntimeInSeconds: 60, MaxPendingTimeInSeconds: 7_200 };
    stage.create('job', { StoppingCondition });
    stage.advanceHours(1.99);
    assert.equal(stage.job('job').status, 'InProgress');
    stage.advanceHours(0.02);
    assert.equal(stage.path('job'), 'Starting Pending Stopping Stopped');
    assert.match(stage.job('job').transitions.at(-2)!.message, /exceeded MaxPendingTimeInSeconds/);
  });
  await t.test('a spot job for MaxWaitTimeInSeconds', () => {
    const stage = new JobStage();
    stage.strike(none);
    stage.create('job', spot());
    stage.advanceHours(19.99);
    assert.equal(stage.job('job').secondary, 'Pending');
    stage.advanceHours(0.02);
    assert.equal(brief(stage), 'Starting Stopping MaxWaitTimeExceeded');
    assert.equal(stage.job('job').status, 'Stopped');
  });
  await t.test('in one zone alone is no lack of it', () => {
    const stage = new JobStage();
    stage.strike({ type: 'capacity', availabilityZone: 'us-west-2a' });
    stage.create('job');
    stage.advanceHours(3);
    assert.equal(stage.job('job').status, 'Completed');
  });
});

test('what a fault does to a job that trains', async (t) => {
  const table: Record<
    string,
    [
      failure: 'algorithm' | 'internal-error' | 'interruption' | 'instance',
      change: object,
      path: string,
      reason?: string,
    ]
  > = {
    'its container fails': ['algorithm', {}, 'Starting Training Failed', failureReasons.exit(1)],
    'the service fails it': ['internal-error', {}, 'Starting Training Failed', failureReasons.internal],
    'the service fails it, and it is tried again': [
      'internal-error',
      { RetryStrategy: { MaximumRetryAttempts: 1 } },
      'Starting Training Interrupted Starting Training Uploading Completed',
    ],
    'an instance of nobody in particular fails': [
      'instance',
      { RetryStrategy: { MaximumRetryAttempts: 1 } },
      'Starting Training Interrupted Starting Training Uploading Completed',
    ],
    'spot instances are taken back': [
      'interruption',
      spot(),
      'Starting Training Interrupted Starting Training Uploading Completed',
    ],
    'nobody takes instances on demand back': ['interruption', {}, 'Starting Training Uploading Completed'],
  };
  for (const [sentence, [failure, change, path, reason]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      stage.create('job', { hours: 2, ...change });
      stage.advanceHours(1);
      stage.strike({ type: 'training-job', failure }, 1);
      stage.advanceHours(5);
      assert.equal(brief(stage), path);
      assert.equal(stage.job('job').failureReason, reason);
    });
    await t.test(`${sentence}, with a fault that stood before`, () => {
      const stage = new JobStage();
      stage.strike({ type: 'training-job', job: 'job', failure }, 1);
      stage.create('other', { hours: 2, ...change });
      stage.create('job', { hours: 2, ...change });
      stage.advanceHours(6);
      assert.equal(brief(stage), path);
      assert.equal(stage.job('other').status, 'Completed');
    });
  }
  await t.test('it fails at its start', () => {
    const stage = new JobStage();
    stage.strike({ type: 'training-job', failure: 'start' }, 1);
    stage.create('job');
    stage.advanceHours(1);
    assert.equal(stage.path('job'), 'Starting Pending Failed');
    assert.equal(stage.job('job').failureReason, failureReasons.start);
  });
});

test('a fault strikes the jobs that it names in every account, or in the one that it names', async (t) => {
  const elsewhere = { ...testWorld, account: '444455556666' };
  const table: Record<string, [request: FaultRequest, struck: readonly string[]]> = {
    'a name': [{ spec: { type: 'training-job', job: 'a', failure: 'algorithm' } }, ['a', 'a elsewhere']],
    'a name in an account': [
      { spec: { type: 'training-job', job: 'a', failure: 'algorithm' }, world: elsewhere },
      ['a elsewhere'],
    ],
    'an account': [{ spec: { type: 'training-job', failure: 'algorithm' }, world: testWorld }, ['a', 'b']],
    'nothing, and counts': [{ spec: { type: 'training-job', failure: 'algorithm' }, count: 2 }, ['a', 'b']],
    'a name that is none': [{ spec: { type: 'training-job', job: 'c', failure: 'algorithm' } }, []],
  };
  for (const [sentence, [request, struck]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      for (const [name, world] of [
        ['a', testWorld],
        ['a', elsewhere],
        ['b', testWorld],
      ] as const)
        createTrainingJob(stage.draft, jobRequest(name, { hours: 4 }), { ...stage.context, world });
      stage.advanceHours(1);
      createFault(stage.draft, request, stage.context);
      const failed = [...stage.draft.state.all('trainingJob').values()]
        .filter(({ status }) => status === 'Failed')
        .map(({ name, account }) => (account === elsewhere.account ? `${name} elsewhere` : name));
      assert.deepEqual(failed.sort(), struck);
    });
  }
});

test('MaxRuntimeInSeconds is about all attempts together', () => {
  const stage = new JobStage();
  stage.create('job', { ...spot(), hours: 9 });
  stage.advanceHours(6);
  stage.strike({ type: 'training-job', failure: 'interruption' }, 1);
  stage.advanceHours(6);
  assert.equal(
    brief(stage),
    'Starting Training Interrupted Starting Training Stopping Uploading MaxRuntimeExceeded',
  );
  assert.equal(stage.job('job').trainedMs, 36_000_000);
});

test('checkpoints are kept, what came after them is lost', async (t) => {
  const table: Record<string, [change: object, savedHours: number]> = {
    'every hour': [{ checkpointHours: 1 }, 2],
    'of a CheckpointConfig that says no more, every ten minutes': [
      { CheckpointConfig: { S3Uri: 's3://bucket/checkpoints' } },
      16 / 6,
    ],
    nowhere: [{}, 0],
  };
  for (const [sentence, [change, savedHours]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      stage.create('job', { ...spot(), hours: 9, ...change });
      stage.advanceHours(0.3);
      const { step } = stage.job('job');
      assert.equal(step?.kind, 'Train');
      stage.advance((step.kind === 'Train' ? step.since : 0) + 2.7 * 3_600_000 - stage.now);
      stage.strike({ type: 'training-job', failure: 'interruption' }, 1);
      assert.equal(stage.job('job').savedMs, Math.round(savedHours * 3_600_000));
    });
  }
});

test('where a job is when it is stopped decides what is left to do', async (t) => {
  const table: Record<string, [seconds: number, path: string]> = {
    'it has just begun': [0, 'Starting Stopping Stopped'],
    'its instances are made ready': [10, 'Starting Pending Stopping Stopped'],
    'it trains': [1_200, 'Starting Pending Downloading Training Stopping Uploading Stopped'],
  };
  for (const [sentence, [seconds, path]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      stage.create('job');
      stage.advance(seconds * 1_000);
      stage.call(stopTrainingJob, { TrainingJobName: 'job' });
      assert.equal(stage.job('job').status, 'Stopping');
      assert.throws(() => stage.call(stopTrainingJob, { TrainingJobName: 'job' }), {
        message: 'The request was rejected because the training job is in status Stopping.',
      });
      stage.advance(300_000);
      assert.deepEqual([stage.path('job'), stage.job('job').status], [path, 'Stopped']);
    });
  }
});

test('data that is streamed is not downloaded, and a job without data downloads its image alone', () => {
  const messages = (mode: 'File' | 'FastFile', hasData: boolean): string[] => {
    const stage = new JobStage();
    const DataSource = { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/data' } } as const;
    stage.create('job', {
      AlgorithmSpecification: { TrainingImage: 'train:1', TrainingInputMode: mode },
      ...(hasData && { InputDataConfig: [{ ChannelName: 'train', DataSource }] }),
    });
    const seen: string[] = [];
    for (let i = 0; i < 600; i += 1) {
      stage.advance(1_000);
      const { secondary, transitions } = stage.job('job');
      const { message } = transitions.at(-1)!;
      if (secondary === 'Downloading' && seen.at(-1) !== message) seen.push(message);
    }
    return seen;
  };
  const [data, image] = ['Downloading input data', 'Downloading the training image'];
  assert.deepEqual(messages('File', true), [data, image]);
  assert.deepEqual(messages('FastFile', true), [image]);
  assert.deepEqual(messages('File', false), [image]);
});

test('a job remembers the newest of its statuses', () => {
  const stage = new JobStage();
  stage.create('job', { hours: 1, RetryStrategy: { MaximumRetryAttempts: 30 } });
  stage.strike({ type: 'training-job', failure: 'internal-error' });
  stage.advanceHours(40);
  const { transitions, retries } = stage.job('job');
  assert.deepEqual([retries, transitions.length], [30, 1 + 5 * 30 + 3 + 1]);
  const unlucky = new JobStage();
  unlucky.create('job', {
    hours: 400,
    RetryStrategy: { MaximumRetryAttempts: 30 },
    ...spot({
      StoppingCondition: { MaxRuntimeInSeconds: 2_000_000, MaxWaitTimeInSeconds: 2_000_000 },
    }),
  });
  for (let i = 0; i < 60; i += 1) {
    unlucky.advanceHours(1);
    unlucky.strike({ type: 'training-job', failure: 'interruption' }, 1);
  }
  assert.equal(unlucky.job('job').transitions.length, TRAINING_JOB_TRANSITIONS_MAX);
});

test('what a job costs: all its time on instances, and of a spot job a part', () => {
  const stage = new JobStage();
  stage.create('demand', { hours: 2 });
  stage.create('spot', { ...spot(), hours: 2 });
  stage.advanceHours(3);
  for (const [name, share] of [
    ['demand', 1],
    ['spot', 0.3],
  ] as const) {
    const job = stage.job(name);
    const shown = describeJob(job, stage.now);
    assert.equal(shown.TrainingTimeInSeconds, Math.round((job.endedAt! - job.startedAt!) / 1_000));
    assert.equal(shown.BillableTimeInSeconds, Math.round(shown.TrainingTimeInSeconds! * share));
  }
});
