import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submitTask } from '../../src/domain/workload/submit-task.ts';
import { gpus, nodesOf, TaskStage } from '../../src/domain/workload/testing.ts';
import { ToldHistory } from './checkers/task-history.ts';

const P4D = 'ml.p4d.24xlarge';

/** Four teams of 12 GPUs in all, of which red holds 4 of its own and 6 that it borrows. */
function stageOfFour(): TaskStage {
  const stage = new TaskStage([nodesOf(P4D, 4)], 'realistic');
  for (const [team, gpusOfIt] of Object.entries({ red: 4, blue: 4, green: 2, brown: 2 })) {
    stage.team(team, {
      ComputeQuotaResources: [{ InstanceType: P4D, Accelerators: gpusOfIt }],
      ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 300 },
    });
  }
  stage.submit('red', { requests: gpus(4) });
  stage.advance(1);
  stage.submit('red', { requests: gpus(6) });
  return stage;
}

/** All of them come before the scheduler looks. */
function submitTogether(
  { stage, clusterId, context }: TaskStage,
  asked: Readonly<Record<string, number>>,
): void {
  for (const [team, amount] of Object.entries(asked)) {
    const podSets = [{ name: 'main', replicas: 1, requests: gpus(amount) }];
    submitTask(stage.draft, clusterId, { name: team, team, podSets }, context);
  }
}

const tell = ({ entry, stage }: TaskStage): ToldHistory =>
  new ToldHistory(entry.governance.records.entries, stage.now);

test('what is given beyond the pool while the victims of the same pass stop is in order', () => {
  const stage = stageOfFour();
  submitTogether(stage, { blue: 3, green: 2, brown: 2 });
  stage.settle();
  assert.equal(stage.statuses, 'Running Stopping Pending Running Running');
  assert.equal(tell(stage).tasks.size, 5);
});

test('without a victim it is not', () => {
  const stage = stageOfFour();
  submitTogether(stage, { blue: 3, green: 2, brown: 2 });
  stage.settle();
  const records = stage.entry.governance.records.entries.filter(({ type }) => type !== 'Evicted');
  const renumbered = records.map((record, index) => ({ ...record, sequence: index + 1 }));
  assert.throws(
    () => new ToldHistory(renumbered, stage.stage.now),
    /14 of .*gpu are used, and all who share have 12/,
  );
});
