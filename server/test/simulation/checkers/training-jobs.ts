import assert from 'node:assert/strict';
import { availableIn } from '../../../src/domain/capacity/instance-pool.ts';
import { openBlock } from '../../../src/domain/capacity/letting-go.ts';
import { planArn, type TrainingPlan } from '../../../src/domain/capacity/training-plan.ts';
import type { State } from '../../../src/domain/state.ts';
import { place } from '../../../src/domain/training/placement.ts';
import { planOf } from '../../../src/domain/training/plan-of.ts';
import {
  instancesOf,
  isOpen,
  jobKey,
  planArnOf,
  plansOfJob,
  sharesUltraServers,
  type TrainingJob,
} from '../../../src/domain/training/training-job.ts';
import type { Simulation } from '../simulation.ts';

/** Every training job is what its history says, and has of its plan what it needs and nothing else. */
export function trainingJobsAreSound({ state, fleet }: Simulation): void {
  jobsAreSound(state, fleet.now);
}

export function jobsAreSound(state: State, now: number): void {
  for (const job of state.all('trainingJob').values()) {
    statusesAgree(job);
    historyIsWhole(job, now);
    timeIsKept(job, now);
    holdIsRight(state, job);
    isIndexed(state, job);
  }
  for (const plan of state.all('trainingPlan').values()) {
    ultraServersAreTheirOwn(state, plan);
    nothingLiesIdle(state, plan);
  }
}

/** Long after the last fault has ended, only those that wait for instances of a plan have not ended. */
export function trainingJobsHaveEnded({ state }: Simulation): void {
  for (const job of state.all('trainingJob').values()) {
    const isWaiting = job.step?.kind === 'Wait' && planArnOf(job) !== undefined;
    assert.ok(!isOpen(job) || isWaiting, `${job.name} is still ${job.secondary}`);
  }
}

/** The secondary statuses of each status, as the service documents them; what is stopping may still upload. */
const secondaries: Readonly<Record<TrainingJob['status'], readonly string[]>> = {
  InProgress: ['Starting', 'Pending', 'Downloading', 'Training', 'Interrupted', 'Uploading'],
  Stopping: ['Stopping', 'Uploading'],
  Completed: ['Completed'],
  Failed: ['Failed'],
  Stopped: ['Stopped', 'MaxRuntimeExceeded', 'MaxWaitTimeExceeded'],
  Deleting: ['Completed', 'Failed', 'Stopped', 'MaxRuntimeExceeded', 'MaxWaitTimeExceeded'],
};

function statusesAgree({ name, status, secondary, failureReason, step, endedAt }: TrainingJob): void {
  assert.ok(secondaries[status].includes(secondary), `${name} is ${status} and ${secondary}`);
  assert.equal(failureReason !== undefined, secondary === 'Failed', `the failure of ${name}`);
  const isOver = status !== 'InProgress' && status !== 'Stopping';
  assert.equal(endedAt !== undefined, isOver, `the end of ${name}`);
  assert.equal(step === undefined || step.kind === 'Delete', isOver, `what ${name} does`);
}

/** One status follows on another, and the last is the present one. */
function historyIsWhole(job: TrainingJob, now: number): void {
  const { name, transitions } = job;
  assert.equal(transitions.at(-1)?.status, job.secondary, `the last status of ${name}`);
  for (const [i, { startAt, endAt }] of transitions.entries()) {
    const next = transitions[i + 1];
    if (next !== undefined) assert.equal(endAt, next.startAt, `status ${i} of ${name}`);
    else assert.equal(endAt === undefined, isOpen(job), `the present status of ${name}`);
    assert.ok(startAt <= (endAt ?? now) && (endAt ?? now) <= now, `the times of ${name}`);
  }
}

/** No job trains, waits or takes longer than it may. */
function timeIsKept(job: TrainingJob, now: number): void {
  const { name, step, spec, trainedMs, run, savedMs } = job;
  const { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } = spec.StoppingCondition!;
  const trained = trainedMs + (step?.kind === 'Train' ? now - step.since : 0);
  assert.ok(trained <= MaxRuntimeInSeconds! * 1_000, `${name} has trained for ${trained} ms`);
  assert.ok(savedMs <= run.workMs && savedMs <= trained, `the work of ${name}`);
  if (job.status === 'Completed') assert.ok(trained >= run.workMs, `${name} has not done its work`);
  if (MaxWaitTimeInSeconds !== undefined && job.status === 'InProgress' && step?.kind !== 'Upload')
    assert.ok(now < job.createdAt + MaxWaitTimeInSeconds * 1_000, `${name} waits for ever`);
  const waited = job.waitedMs + (step?.kind === 'Wait' ? now - (step.countsSince ?? now) : 0);
  if (planArnOf(job) !== undefined) assert.ok(waited <= 2 * 86_400_000, `${name} has waited ${waited} ms`);
}

const onInstances = ['Prepare', 'DownloadData', 'DownloadImage', 'Train', 'Upload'];

/** A job on a plan has instances exactly while it needs them, and only of a block that it can use. */
function holdIsRight(state: State, job: TrainingJob): void {
  const { name, hold, step, warmPool } = job;
  const plan = planOf(state, job);
  if (plan === undefined) return assert.equal(hold, undefined, `${name} is on no plan`);
  if (hold !== undefined) {
    assert.equal(hold.block, openBlock(plan, 'training-job'), `${name} runs outside its block`);
    const held = hold.counts.reduce((sum, count) => sum + count, 0);
    assert.ok(held >= instancesOf(job), `${name} has ${held} of ${instancesOf(job)}`);
    if (plan.ultraServer === undefined) assert.equal(held, instancesOf(job), name);
  }
  if (step !== undefined && onInstances.includes(step.kind)) assert.ok(hold, `${name} runs on nothing`);
  if (step?.kind === 'Wait' || step?.kind === 'Start') assert.equal(hold, undefined, `${name} only waits`);
  if (!isOpen(job)) assert.equal(hold !== undefined, warmPool?.status === 'Available', `${name} has ended`);
}

function isIndexed(state: State, job: TrainingJob): void {
  const key = jobKey(job, job.name);
  assert.equal(state.get('trainingJob', key), job);
  assert.equal(state.named('trainingJob', job).get(job.name), job);
  const arn = planArnOf(job);
  if (arn === undefined) return;
  const isUser = [...state.planUsers.of(arn, 'trainingJob')].includes(key);
  assert.equal(isUser, plansOfJob(job).length > 0, `${job.name} as a user of its plan`);
}

/** An UltraServer that a job has to itself is nobody else's, and all that is usable of it is the job's. */
function ultraServersAreTheirOwn(state: State, plan: TrainingPlan): void {
  if (plan.ultraServer === undefined) return;
  const jobs = [...state.planUsers.of(planArn(plan), 'trainingJob')].map(
    (key) => state.get('trainingJob', key)!,
  );
  for (const { name, hold, ...job } of jobs) {
    if (hold === undefined || sharesUltraServers({ name, ...job })) continue;
    for (const [i, pool] of plan.capacities[hold.block]!.pools.entries())
      if (hold.counts[i]! > 0)
        assert.deepEqual([pool.inUse, availableIn(pool)], [hold.counts[i], 0], `what ${name} has to itself`);
  }
}

/** While a block can be used, no job waits for what is there. */
function nothingLiesIdle(state: State, plan: TrainingPlan): void {
  for (const key of state.planUsers.of(planArn(plan), 'trainingJob')) {
    const job = state.get('trainingJob', key)!;
    if (job.step?.kind !== 'Wait') continue;
    assert.equal(place(plan, job), undefined, `${job.name} waits for what ${plan.name} has`);
  }
}
