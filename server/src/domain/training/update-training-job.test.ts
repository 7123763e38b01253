import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteTrainingJob } from './delete-training-job.ts';
import { listTrainingJobs } from './list-training-jobs.ts';
import { stopTrainingJob } from './stop-training-job.ts';
import { JobStage } from './testing.ts';
import { updateTrainingJob } from './update-training-job.ts';
import { poolView } from './warm-pool-view.ts';

const kept = { ResourceConfig: { KeepAlivePeriodInSeconds: 3_600 } };

test('what can be changed, and when', async (t) => {
  const profiler = { ProfilerConfig: { DisableProfiler: true } };
  const debug = { RemoteDebugConfig: { EnableRemoteDebug: true } };
  const keep = { ResourceConfig: { KeepAlivePeriodInSeconds: 60 } };
  const table: Record<string, [seconds: number, change: object, update: object, said?: RegExp]> = {
    nothing: [600, {}, {}, /none of them is given/],
    'the profiler while it trains': [600, {}, profiler],
    'the profiler once it has ended': [
      9_000,
      {},
      profiler,
      /while the training job is InProgress \(it is Completed\)/,
    ],
    'remote debugging while it trains': [600, {}, debug],
    'remote debugging before': [1, {}, debug, /Downloading or Training \(it is Starting\)/],
    'how long a pool is kept, while it is in use': [600, kept, keep],
    'how long a pool is kept, while it is there': [6_000, kept, keep],
    'how long a pool is kept, where there is none': [600, {}, keep, /the job has no warm pool/],
    'how long a pool is kept, once it is gone': [20_000, kept, keep, /it is Terminated/],
  };
  for (const [sentence, [seconds, change, update, said]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      stage.create('job', { hours: 1, ...change });
      stage.advance(seconds * 1_000);
      const call = () => stage.call(updateTrainingJob, { TrainingJobName: 'job', ...update });
      if (said !== undefined) return assert.throws(call, { code: 'ValidationException', message: said });
      call();
      const { spec, modifiedAt } = stage.job('job');
      const shown = {
        ...spec,
        ResourceConfig: { KeepAlivePeriodInSeconds: spec.ResourceConfig?.KeepAlivePeriodInSeconds },
      };
      for (const [member, value] of Object.entries(update))
        assert.deepEqual(shown[member as 'ResourceConfig'], value);
      assert.equal(modifiedAt, stage.now);
    });
  }
});

test('which job takes over what another left', async (t) => {
  const table: Record<string, [first: object, second: object, isReused: boolean]> = {
    'one like it': [{}, {}, true],
    'one that keeps nothing itself': [{}, { ResourceConfig: { KeepAlivePeriodInSeconds: 0 } }, true],
    'another role': [{}, { RoleArn: 'arn:aws:iam::111122223333:role/other' }, false],
    'another number of instances': [
      {},
      { ResourceConfig: { ...kept.ResourceConfig, InstanceCount: 2 } },
      false,
    ],
    'another volume': [{}, { ResourceConfig: { ...kept.ResourceConfig, VolumeSizeInGB: 20 } }, false],
    'isolation from the network': [{}, { EnableNetworkIsolation: true }, false],
    'no isolation, said aloud': [{}, { EnableNetworkIsolation: false }, true],
    'another subnet': [
      { VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] } },
      { VpcConfig: { Subnets: ['subnet-2'], SecurityGroupIds: ['sg-1'] } },
      false,
    ],
    'after a failure of its container': [{ Environment: { QUARTERMASTER_EXIT_CODE: '1' } }, {}, true],
  };
  for (const [sentence, [first, second, isReused]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      stage.create('first', { hours: 1, ...kept, ...first });
      stage.advanceHours(1.5);
      assert.equal(poolView(stage.job('first'), stage.now)?.Status, 'Available');
      stage.create('second', { hours: 1, ...kept, ...second });
      stage.advance(20_000);
      assert.equal(stage.job('second').reuses ?? false, isReused);
      assert.equal(poolView(stage.job('first'), stage.now)?.Status, isReused ? 'Reused' : 'Available');
    });
  }
  await t.test('after a failure of the service there is nothing to take over', () => {
    const stage = new JobStage();
    stage.create('first', { hours: 1, ...kept });
    stage.advanceHours(0.5);
    stage.strike({ type: 'training-job', failure: 'internal-error' }, 1);
    assert.equal(stage.job('first').status, 'Failed');
    assert.equal(stage.job('first').warmPool, undefined);
  });
  await t.test('a job that was stopped before it had instances leaves none', () => {
    const stage = new JobStage();
    stage.create('first', { hours: 1, ...kept });
    stage.call(stopTrainingJob, { TrainingJobName: 'first' });
    stage.advance(60_000);
    assert.deepEqual([stage.job('first').status, stage.job('first').warmPool], ['Stopped', undefined]);
  });
  await t.test('a reused pool is quicker, and is shown for as long as it was kept', () => {
    const stage = new JobStage();
    stage.create('first', { hours: 1, ...kept });
    stage.advanceHours(1.5);
    stage.create('second', { hours: 1, ...kept });
    stage.advance(30_000);
    assert.equal(stage.job('second').secondary, 'Training');
    const { endedAt, warmPool } = stage.job('first');
    assert.equal(
      poolView(stage.job('first'), stage.now + 1e9)?.ResourceRetainedBillableTimeInSeconds,
      Math.round((warmPool!.overAt! - endedAt!) / 1_000),
    );
  });
  await t.test('instances go from job to job for 28 days at most', () => {
    const stage = new JobStage();
    stage.create('first', { hours: 27 * 24, ...kept, ResourceConfig: { KeepAlivePeriodInSeconds: 21_600 } });
    stage.advanceHours(27 * 24 + 1);
    stage.create('second', { hours: 23, ResourceConfig: { KeepAlivePeriodInSeconds: 21_600 } });
    stage.advanceHours(23.1);
    const { warmPool, endedAt } = stage.job('second');
    assert.ok(warmPool!.untilAt - endedAt! < 21_600_000);
    assert.equal(warmPool!.untilAt, stage.job('first').startedAt! + 28 * 86_400_000);
  });
});

test('lists: which jobs, and in which order', async (t) => {
  const stage = new JobStage();
  stage.create('c-kept', { hours: 0.1, ...kept });
  stage.advanceHours(0.5);
  const betweenAt = stage.now;
  stage.advance(1);
  const elsewhere = { ResourceConfig: { InstanceType: 'ml.g5.xlarge' } } as const;
  stage.create('A-running', { hours: 10, ...elsewhere });
  stage.advance(1);
  stage.create('b-stopped', { hours: 10, ...elsewhere });
  stage.call(stopTrainingJob, { TrainingJobName: 'b-stopped' });
  stage.advance(60_000);
  const table: Record<string, [asked: object, names: string]> = {
    'all, the newest first': [{}, 'b-stopped A-running c-kept'],
    'the oldest first': [{ SortOrder: 'Ascending' }, 'c-kept A-running b-stopped'],
    'by creation': [{ SortBy: 'CreationTime' }, 'c-kept A-running b-stopped'],
    'by creation, descending': [
      { SortBy: 'CreationTime', SortOrder: 'Descending' },
      'b-stopped A-running c-kept',
    ],
    'by name': [{ SortBy: 'Name' }, 'A-running b-stopped c-kept'],
    'by status': [{ SortBy: 'Status' }, 'c-kept A-running b-stopped'],
    'of a status': [{ StatusEquals: 'Stopped' }, 'b-stopped'],
    'with a pool': [{ WarmPoolStatusEquals: 'Available' }, 'c-kept'],
    'of a name': [{ NameContains: 'RUN' }, 'A-running'],
    'made after': [{ CreationTimeAfter: betweenAt }, 'b-stopped A-running'],
    'made before': [{ CreationTimeBefore: betweenAt }, 'c-kept'],
    'changed after': [{ LastModifiedTimeAfter: betweenAt }, 'b-stopped A-running'],
    'changed before': [{ LastModifiedTimeBefore: betweenAt }, 'c-kept'],
    'of a plan': [{ TrainingPlanArnEquals: 'arn:aws:sagemaker:us-west-2:111122223333:training-plan/x' }, ''],
  };
  for (const [sentence, [asked, names]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const read = (input: object) => listTrainingJobs(stage.draft.state, input, stage.context);
      const all = read(asked).TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName);
      assert.equal(all.join(' '), names);
      const paged: string[] = [];
      for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
        const page = read({ ...asked, MaxResults: 1, NextToken });
        paged.push(...page.TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName));
        NextToken = page.NextToken;
      }
      assert.deepEqual(paged, all);
    });
  }
});

test('with MaxResults a page is taken first, and confined to a status afterwards', () => {
  const stage = new JobStage();
  for (const name of ['a', 'b', 'c']) stage.create(name, { hours: name === 'a' ? 0.1 : 10 });
  stage.advanceHours(1);
  const read = (input: object) => listTrainingJobs(stage.draft.state, input, stage.context);
  const { TrainingJobSummaries, NextToken } = read({ StatusEquals: 'Completed', MaxResults: 2 });
  assert.deepEqual(TrainingJobSummaries, []);
  const next = read({ StatusEquals: 'Completed', MaxResults: 2, NextToken });
  assert.deepEqual(
    next.TrainingJobSummaries.map((job) => job.TrainingJobName),
    ['a'],
  );
  assert.equal(next.NextToken, undefined);
  assert.equal(read({ StatusEquals: 'Completed' }).TrainingJobSummaries.length, 1);
});

test('a job is deleted when it has ended and keeps nothing, and its tags with it', () => {
  const stage = new JobStage();
  stage.create('job', { hours: 1, ...kept, Tags: [{ Key: 'team', Value: 'a' }] });
  const remove = () => stage.call(deleteTrainingJob, { TrainingJobName: 'job' });
  const inUse = (message: RegExp) => ({ code: 'ResourceInUse', message });
  assert.throws(remove, inUse(/is InProgress, and only a job that is Completed, Failed or Stopped/));
  stage.advanceHours(1.5);
  assert.throws(remove, inUse(/retains an Available warm pool/));
  stage.advanceHours(2);
  assert.equal(stage.draft.state.all('tags').size, 1);
  remove();
  assert.throws(remove, inUse(/is Deleting/));
  stage.advance(10_000);
  assert.equal(stage.job('job'), undefined);
  assert.equal(stage.draft.state.all('tags').size, 0);
  stage.create('job');
});
