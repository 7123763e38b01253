import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComputeQuotaConfig } from '../../shapes/compute-quota.ts';
import { outcomeText } from './explanation-words.ts';
import { simulateSubmission } from './simulate-submission.ts';
import type { TaskSpec } from './task.ts';
import { gpus, nodesOf, TaskStage } from './testing.ts';

const quota: ComputeQuotaConfig = {
  ComputeQuotaResources: [{ InstanceType: 'ml.p4d.24xlarge', Accelerators: 8 }],
  ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 100 },
};

function stageOf(): TaskStage {
  const stage = new TaskStage([nodesOf('ml.p4d.24xlarge', 2)]);
  stage.team('a', quota);
  stage.team('b', quota);
  return stage;
}

const task = (team: string, gpu: number, replicas = 1): TaskSpec => ({
  name: 'job',
  team,
  podSets: [{ name: 'main', replicas, requests: gpus(gpu) }],
});

test('it would be admitted, and what it would borrow', () => {
  const stage = stageOf();
  const { admitted, outcome, explanation } = simulateSubmission(
    stage.entry,
    task('a', 6, 2),
    stage.stage.now,
  );
  assert.equal(admitted, true);
  assert.deepEqual(outcome.replicas, { main: 2 });
  assert.deepEqual(Object.fromEntries(outcome.borrows), { 'ml.p4d.24xlarge': { 'nvidia.com/gpu': 4 } });
  assert.equal(explanation, undefined);
  assert.equal(stage.statuses, '', 'nothing was submitted');
});

test('it would be admitted, and whom it would evict', () => {
  const stage = stageOf();
  stage.submit('a', { requests: gpus(8), replicas: 2 });
  const { admitted, outcome } = simulateSubmission(stage.entry, task('b', 8), stage.stage.now);
  assert.equal(admitted, true);
  assert.equal(outcomeText(outcome), ", preempting task-1 of team 'a' by reclamation within the cohort.");
  stage.submit('b', { requests: gpus(8) });
  assert.equal(stage.statuses, 'Pending Running', 'and so it is');
});

test('it would wait, and why', () => {
  const stage = stageOf();
  stage.submit('b', { requests: gpus(8) });
  const { admitted, explanation } = simulateSubmission(stage.entry, task('a', 6, 2), stage.stage.now);
  assert.equal(admitted, false);
  assert.equal(explanation!.rule, 'QuotaInUse');
});

test('it is refused as a submission is', () => {
  const stage = stageOf();
  assert.throws(
    () => simulateSubmission(stage.entry, task('c', 1), 0),
    /Team 'c' has no compute quota in force/,
  );
  assert.throws(
    () => simulateSubmission(stage.entry, task('a', 8, 3), 0),
    /larger than team 'a' could ever have/,
  );
});
