import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../cluster/testing.ts';
import { TRAINING_JOBS_PER_WORLD_MAX } from '../limits.ts';
import { type JobChange, JobStage } from './testing.ts';
import { jobKey } from './training-job.ts';

const spot = { EnableManagedSpotTraining: true } as const;
const channel = (ChannelName: string, more: object = {}) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/data', ...more } },
});
const group = (InstanceGroupName: string, InstanceCount = 1) => ({
  InstanceGroupName,
  InstanceCount,
  InstanceType: 'ml.p5.48xlarge',
});
const inGroups = (...InstanceGroups: object[]) =>
  ({ InstanceGroups, InstanceType: undefined, InstanceCount: undefined }) as object;

test('what is refused, and how it is said', async (t) => {
  const table: Record<string, [change: object, said: RegExp]> = {
    'no algorithm': [{ AlgorithmSpecification: undefined }, /^AlgorithmSpecification is missing/],
    'neither image nor algorithm': [
      { AlgorithmSpecification: { TrainingInputMode: 'File' } },
      /TrainingImage or AlgorithmSpecification.AlgorithmName: one of them is needed/,
    ],
    'image and algorithm': [
      { AlgorithmSpecification: { TrainingInputMode: 'File', TrainingImage: 'a', AlgorithmName: 'b' } },
      /not both/,
    ],
    'longer than 28 days': [
      { StoppingCondition: { MaxRuntimeInSeconds: 28 * 86_400 + 1 } },
      /MaxRuntimeInSeconds is 2419201, and at most 2419200/,
    ],
    'a wait limit without spot training': [
      { StoppingCondition: { MaxWaitTimeInSeconds: 90_000 } },
      /^Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true$/,
    ],
    'spot training without a wait limit': [spot, /It must be present and be greater than or equal/],
    'a wait limit below the default runtime of a day': [
      { ...spot, StoppingCondition: { MaxWaitTimeInSeconds: 86_399 } },
      /It must be present and be greater than or equal/,
    ],
    'no instances': [{ ResourceConfig: { InstanceCount: 0 } }, /InstanceCount is 0, and must be 1 at least/],
    'a type without a count': [
      { ResourceConfig: { InstanceCount: undefined } },
      /^ResourceConfig.InstanceCount is missing/,
    ],
    'groups as well as a type': [
      { ResourceConfig: { InstanceGroups: [group('a')] } },
      /or ResourceConfig.InstanceGroups, not both/,
    ],
    'a group twice': [{ ResourceConfig: inGroups(group('a'), group('a')) }, /group 'a' twice/],
    'an empty group': [
      { ResourceConfig: inGroups(group('a'), group('b', 0)) },
      /InstanceGroups\[1\].InstanceCount is 0/,
    ],
    'a channel twice': [{ InputDataConfig: [channel('a'), channel('a')] }, /channel 'a' twice/],
    'a channel for a group that is not there': [
      {
        ResourceConfig: inGroups(group('workers')),
        InputDataConfig: [channel('a', { InstanceGroupNames: ['worker'] })],
      },
      /does not have. Did you mean 'workers'\?/,
    ],
    'a warm pool of spot instances': [
      {
        ...spot,
        StoppingCondition: { MaxWaitTimeInSeconds: 90_000 },
        ResourceConfig: { KeepAlivePeriodInSeconds: 60 },
      },
      /spot instances are not kept in a warm pool/,
    ],
    'a warm pool of instance groups': [
      { ResourceConfig: { ...inGroups(group('a')), KeepAlivePeriodInSeconds: 60 } },
      /instances of several groups are not kept in a warm pool/,
    ],
    'a placement without UltraServers': [
      { ResourceConfig: { InstancePlacementConfig: { EnableMultipleJobs: true } } },
      /the job has none/,
    ],
    'checkpoints without a place for them': [
      { Environment: { QUARTERMASTER_CHECKPOINT_SECONDS: '60' } },
      /QUARTERMASTER_CHECKPOINT_SECONDS, but there is no CheckpointConfig/,
    ],
    'a duration that is none': [
      { Environment: { QUARTERMASTER_RUN_SECONDS: '1h' } },
      /QUARTERMASTER_RUN_SECONDS is '1h', and must be a whole number from 1 to/,
    ],
    'an exit code that is none': [
      { Environment: { QUARTERMASTER_EXIT_CODE: '256' } },
      /QUARTERMASTER_EXIT_CODE is '256', and must be a whole number from 0 to 255/,
    ],
  };
  for (const [sentence, [change, said]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      const refused = { code: 'ValidationException', message: said };
      assert.throws(() => stage.create('job', change as JobChange), refused);
    });
  }
});

test('a plan that would be ignored or does not suit is refused, never dropped', async (t) => {
  const table: Record<string, [change: object, said: RegExp]> = {
    'spot training': [
      { ...spot, StoppingCondition: { MaxWaitTimeInSeconds: 90_000 } },
      /together with EnableManagedSpotTraining: spot instances are not reserved/,
    ],
    'instance groups': [{ ResourceConfig: inGroups(group('a')) }, /together with InstanceGroups/],
    'a serverless job': [
      { ServerlessJobConfig: { BaseModelArn: 'arn', JobType: 'FineTuning' } },
      /together with ServerlessJobConfig/,
    ],
    'more than it has': [{ ResourceConfig: { InstanceCount: 3 } }, /asks for 3 instances, and .* has 2/],
    'another type': [{ ResourceConfig: { InstanceType: 'ml.g5.xlarge' } }, /has instances of ml.p5.48xlarge/],
    'a plan that is not there': [
      { ResourceConfig: { TrainingPlanArn: 'arn:aws:sagemaker:us-west-2:111122223333:training-plan/none' } },
      /does not exist in this account and region/,
    ],
    'an UltraServer placement on a plan without': [
      { ResourceConfig: { InstancePlacementConfig: {} } },
      /bought in UltraServers/,
    ],
  };
  for (const [sentence, [change, said]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      const TrainingPlanArn = stage.planFor('plan', 2, [[1, 25]]);
      const { ResourceConfig, ...rest } = change as JobChange;
      const request = { ...rest, ResourceConfig: { TrainingPlanArn, ...ResourceConfig } };
      assert.throws(() => stage.create('job', request), { code: 'ValidationException', message: said });
    });
  }
  await t.test('a plan for a cluster', () => {
    const stage = new JobStage();
    const plan = stage.planFor('plan', 2, [[1, 25]], { targets: ['hyperpod-cluster'] });
    assert.throws(() => stage.onPlan('job', plan, 1), { message: /is for hyperpod-cluster/ });
  });
  await t.test('a plan that is not paid for yet, and one that is over', () => {
    const stage = new JobStage();
    const TrainingPlanArn = stage.planFor('plan', 2, [[1, 25]]);
    stage.buy('pending', stage.offer([[1, 25]], { targets: ['training-job'] }));
    const pending = TrainingPlanArn.replace('/plan', '/pending');
    assert.throws(() => stage.onPlan('job', pending, 1), {
      message: /is Pending, and must be Scheduled or Active/,
    });
    stage.advanceHours(30);
    assert.throws(() => stage.onPlan('job', TrainingPlanArn, 1), { message: /is Expired, and must be/ });
  });
  await t.test('a plan whose last half hour has begun', () => {
    const stage = new JobStage();
    const plan = stage.planFor('plan', 2, [[1, 25]]);
    stage.advance(stage.plan('plan').capacities[0]!.endAt - 30 * 60_000 - stage.now - 1);
    stage.onPlan('in-time', plan, 1);
    stage.advance(1);
    assert.equal(stage.plan('plan').status, 'Active');
    assert.throws(() => stage.onPlan('late', plan, 1), {
      message: /has no time left for training job 'late'/,
    });
    assert.equal(stage.job('in-time').status, 'Failed');
  });
});

test('placements that do not fit the plan', async (t) => {
  const table: Record<string, [specifications: object[], said: RegExp]> = {
    'fewer than the job has': [[{ InstanceCount: 3 }], /place 3 instances, and InstanceCount is 4/],
    'more than an UltraServer has': [[{ InstanceCount: 9 }], /places 9 instances .* has 8 usable/],
    'an UltraServer that is not there': [
      [{ UltraServerId: 'us-1', InstanceCount: 4 }],
      /'us-1', which the training plan does not have. It has us-/,
    ],
  };
  for (const [sentence, [PlacementSpecifications, said]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = new JobStage();
      const ultra = { instanceType: 'ml.p6e-gb200.36xlarge', ultraServer: { type: 'x36', count: 2 } };
      const plan = stage.planFor('ultra', 18, [[1, 25]], ultra);
      const ResourceConfig = {
        InstanceType: 'ml.p6e-gb200.36xlarge',
        InstancePlacementConfig: { PlacementSpecifications },
      } as object;
      assert.throws(() => stage.onPlan('job', plan, 4, { ResourceConfig }), { message: said });
    });
  }
});

test('past the limit the job that ended first is forgotten, and where none has ended a new one is refused', () => {
  const stage = new JobStage();
  const job = stage.create('first');
  stage.create('running', { hours: 400 });
  stage.advanceHours(2);
  const ended = stage.job('first');
  assert.equal(ended.status, 'Completed');
  for (let i = 2; i < TRAINING_JOBS_PER_WORLD_MAX; i += 1) {
    const name = `job-${i}`;
    stage.draft.put('trainingJob', jobKey(testWorld, name), { ...job, name, sequence: i + 10 });
  }
  stage.create('one-more');
  assert.equal(stage.job('first'), undefined);
  assert.equal(stage.jobs.length, TRAINING_JOBS_PER_WORLD_MAX);
  assert.throws(() => stage.create('too-many'), {
    code: 'ResourceLimitExceeded',
    message: /10000 is the most/,
  });
});
