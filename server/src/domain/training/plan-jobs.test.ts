import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveBackInstances, takeInstances } from '../capacity/consumers.ts';
import { savePlan } from '../capacity/save-plan.ts';
import { stopTrainingJob } from './stop-training-job.ts';
import { JobStage } from './testing.ts';
import { updateTrainingJob } from './update-training-job.ts';

const blocks = [
  [2, 26],
  [50, 74],
] as const;

test('a job on a plan waits for its start, goes 30 minutes before the end of a block, and goes on in the next', () => {
  const stage = new JobStage();
  const plan = stage.planFor('two', 2, blocks);
  stage.onPlan('long', plan, 2, { hours: 30, checkpointHours: 1 });
  stage.advanceHours(1.5);
  assert.equal(stage.path('long'), 'Starting Pending');
  assert.equal(stage.counts('two'), '0/2');
  stage.advanceHours(1);
  assert.equal(stage.path('long'), 'Starting Pending Downloading Training');
  assert.equal(stage.counts('two'), '2/2');
  // The block ends at hour 26, five minutes of which have passed before the first wait.
  stage.advanceHours(25.5 - 2.5 - 5 / 60 - 0.01);
  assert.equal(stage.job('long').secondary, 'Training');
  stage.advanceHours(0.02);
  assert.equal(stage.path('long'), 'Starting Pending Downloading Training Interrupted Pending');
  const interruption = stage.job('long').transitions.at(-2)!;
  assert.equal(interruption.startAt, stage.plan('two').capacities[0]!.endAt - 30 * 60_000);
  assert.equal(interruption.endAt, interruption.startAt);
  assert.equal(stage.counts('two'), '0/2');
  assert.equal(stage.job('long').savedMs, 23 * 3_600_000, 'of 23 hours and some minutes, the checkpoints');
  stage.advanceHours(26);
  assert.equal(stage.job('long').secondary, 'Training');
  stage.advanceHours(8);
  assert.equal(stage.job('long').status, 'Completed');
  assert.equal(stage.counts('two'), '0/2');
  assert.equal(stage.job('long').attempt, 1);
});

test('without a CheckpointConfig it starts from the beginning', () => {
  const stage = new JobStage();
  const plan = stage.planFor('two', 1, blocks);
  stage.onPlan('forgetful', plan, 1, { hours: 30 });
  stage.advanceHours(60);
  assert.equal(stage.job('forgetful').savedMs, 0);
  stage.advanceHours(20);
  const { status, failureReason } = stage.job('forgetful');
  assert.equal(status, 'Failed');
  assert.match(failureReason!, /^InsufficientCapacityError: Training plan 'two' has no time left/);
});

test('what the plan has not runs from when an extension is paid for', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 1, [[2, 26]]);
  stage.onPlan('long', plan, 1, { hours: 30, checkpointHours: 1 });
  stage.advanceHours(20);
  stage.extend(stage.offerExtension('one', 24));
  stage.advanceHours(20);
  assert.equal(stage.path('long'), 'Starting Pending Downloading Training Uploading Completed');
});

test('first come, first served, and a smaller one takes what a larger one cannot use yet', () => {
  const stage = new JobStage();
  const plan = stage.planFor('eight', 8, [[1, 49]]);
  stage.onPlan('first', plan, 6, { hours: 4 });
  stage.onPlan('large', plan, 8, { hours: 1 });
  stage.onPlan('small', plan, 2, { hours: 1 });
  stage.onPlan('late', plan, 2, { hours: 1 });
  stage.advanceHours(1.5);
  const running = () => stage.jobs.filter(({ hold }) => hold !== undefined).map(({ name }) => name);
  assert.deepEqual(running(), ['first', 'small']);
  assert.equal(stage.counts('eight'), '8/8');
  stage.advanceHours(1);
  assert.deepEqual(running(), ['first', 'late'], 'the large one cannot run before the first is done');
  stage.advanceHours(3);
  assert.deepEqual(running(), ['large']);
});

test('the time that a job waits counts while a block can be used, two days at most', () => {
  const stage = new JobStage();
  const plan = stage.planFor('two', 2, [
    [1, 25],
    [100, 196],
  ]);
  stage.onPlan('holder', plan, 2, { hours: 400 });
  stage.onPlan('waiter', plan, 1);
  stage.advanceHours(100);
  assert.equal(stage.job('waiter').status, 'InProgress');
  // 23.5 hours of the first block have counted, and 24.5 of the second do.
  stage.advanceHours(24.3);
  assert.equal(stage.job('waiter').status, 'InProgress');
  stage.advanceHours(0.3);
  const { status, failureReason } = stage.job('waiter');
  assert.equal(status, 'Failed');
  assert.match(failureReason!, /^InsufficientCapacityError: .* for 2 days of its active time/);
});

test('MaxPendingTimeInSeconds does not count before the start', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 1, [[10, 34]]);
  const StoppingCondition = { MaxRuntimeInSeconds: 86_400, MaxPendingTimeInSeconds: 7_200 };
  stage.onPlan('holder', plan, 1, { hours: 20 });
  stage.onPlan('waiter', plan, 1, { StoppingCondition });
  stage.advanceHours(11.8);
  assert.equal(stage.job('waiter').status, 'InProgress');
  stage.advanceHours(0.3);
  assert.equal(stage.path('waiter'), 'Starting Pending Stopping Stopped');
});

test('a job that stops when its block is over has stopped', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 1, [[2, 26]]);
  stage.onPlan('job', plan, 1, { hours: 100 });
  const { endAt } = stage.plan('one').capacities[0]!;
  stage.advance(endAt - 30 * 60_000 - stage.now - 60_000);
  stage.call(stopTrainingJob, { TrainingJobName: 'job' });
  assert.equal(stage.counts('one'), '1/1');
  stage.advance(60_000);
  assert.equal(stage.path('job'), 'Starting Pending Downloading Training Stopping Stopped');
  assert.equal(stage.counts('one'), '0/1');
});

test('a stopped job frees its instances for the next', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 1, [[1, 25]]);
  stage.onPlan('first', plan, 1, { hours: 20 });
  stage.onPlan('second', plan, 1);
  stage.advanceHours(2);
  assert.equal(stage.job('second').secondary, 'Pending');
  stage.call(stopTrainingJob, { TrainingJobName: 'first' });
  stage.advanceHours(0.2);
  assert.equal(stage.job('first').status, 'Stopped');
  assert.notEqual(stage.job('second').hold, undefined);
});

test('an instance that fails is replaced by a spare, and is well again in two hours', () => {
  const stage = new JobStage();
  const ultra = {
    instanceType: 'ml.p6e-gb200.36xlarge',
    ultraServer: { type: 'ml.u-p6e-gb200x72', count: 1 },
  };
  const plan = stage.planFor('ultra', 18, [[1, 49]], ultra);
  const ResourceConfig = {
    InstanceType: 'ml.p6e-gb200.36xlarge',
    InstancePlacementConfig: { EnableMultipleJobs: true },
  } as const;
  stage.onPlan('job', plan, 17, { hours: 20, checkpointHours: 1, ResourceConfig });
  stage.advanceHours(4.5);
  assert.equal(stage.counts('ultra'), '17/18, 1 spare');
  stage.strike({ type: 'training-job', failure: 'instance' }, 1);
  assert.equal(stage.counts('ultra'), '17/18, 1 unhealthy');
  assert.equal(stage.path('job'), 'Starting Pending Downloading Training Interrupted Pending');
  assert.equal(stage.job('job').savedMs, 3 * 3_600_000);
  stage.advanceHours(2);
  assert.equal(stage.counts('ultra'), '17/18, 1 spare');
  assert.equal(stage.job('job').secondary, 'Training');
});

test('without a spare the job waits for another instance', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 2, [[1, 49]]);
  stage.onPlan('job', plan, 2, { hours: 20, checkpointHours: 1 });
  stage.advanceHours(3);
  stage.strike({ type: 'training-job', failure: 'instance' }, 1);
  assert.equal(stage.counts('one'), '0/2, 1 unhealthy');
  assert.equal(stage.job('job').secondary, 'Pending');
  stage.advanceHours(2.1);
  assert.equal(stage.counts('one'), '2/2');
  assert.equal(stage.job('job').secondary, 'Training');
});

test('a warm pool holds instances of the plan until its block is over, and only for jobs on that plan', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 2, [
    [1, 25],
    [30, 54],
  ]);
  const ResourceConfig = { KeepAlivePeriodInSeconds: 21_600 };
  stage.onPlan('first', plan, 1, { hours: 1, ResourceConfig });
  stage.advanceHours(3);
  assert.equal(stage.job('first').warmPool?.status, 'Available');
  assert.equal(stage.counts('one'), '1/2');
  stage.create('elsewhere', { hours: 1, ResourceConfig });
  stage.advanceHours(0.1);
  assert.equal(stage.job('elsewhere').reuses, undefined);
  stage.onPlan('second', plan, 1, { hours: 20, ResourceConfig });
  stage.advanceHours(0.1);
  assert.deepEqual(
    [stage.job('first').warmPool?.reusedBy, stage.job('second').reuses, stage.counts('one')],
    ['second', true, '1/2'],
  );
  stage.advanceHours(20.2);
  assert.equal(stage.job('second').status, 'Completed');
  const untilAt = stage.job('second').warmPool!.untilAt;
  assert.ok(untilAt > stage.plan('one').capacities[0]!.endAt);
  stage.advanceHours(2);
  assert.equal(stage.job('second').warmPool?.status, 'Terminated');
  assert.equal(stage.counts('one'), '0/2');
});

test('a pool that is given up frees its instances for whoever waits', () => {
  const stage = new JobStage();
  const plan = stage.planFor('one', 1, [[1, 25]]);
  stage.onPlan('first', plan, 1, { ResourceConfig: { KeepAlivePeriodInSeconds: 21_600 } });
  stage.advanceHours(3);
  stage.onPlan('other', plan, 1, { RoleArn: 'arn:aws:iam::111122223333:role/somebody-else' });
  stage.advanceHours(0.5);
  assert.equal(stage.job('other').hold, undefined);
  stage.call(updateTrainingJob, {
    TrainingJobName: 'first',
    ResourceConfig: { KeepAlivePeriodInSeconds: 0 },
  });
  assert.notEqual(stage.job('other').hold, undefined);
});

test('what others on the same plan give back is had at once', () => {
  const stage = new JobStage();
  const targets = ['training-job', 'hyperpod-cluster'];
  const plan = stage.planFor('both', 2, [[1, 25]], { targets });
  stage.advanceHours(1);
  const taken = takeInstances(stage.plan('both'), 2)!;
  savePlan(stage.draft, taken.plan, stage.context);
  stage.onPlan('job', plan, 1);
  stage.advanceHours(1);
  assert.equal(stage.path('job'), 'Starting Pending');
  savePlan(stage.draft, giveBackInstances(stage.plan('both'), taken.hold, stage.now), stage.context);
  stage.advance(0);
  assert.equal(stage.counts('both'), '1/2');
});
