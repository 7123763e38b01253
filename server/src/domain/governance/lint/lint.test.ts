import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComputeQuotaConfig } from '../../../shapes/compute-quota.ts';
import { LINT_LOOPS_MAX } from '../../limits.ts';
import { submitTask } from '../../workload/submit-task.ts';
import { gpus, nodesOf, TaskStage } from '../../workload/testing.ts';
import type { Finding } from './finding.ts';
import { lintGovernance } from './lint.ts';

const type = 'ml.p4d.24xlarge';

const quota = (
  Accelerators: number,
  Strategy: 'Lend' | 'DontLend' | 'LendAndBorrow' = 'LendAndBorrow',
): ComputeQuotaConfig => ({
  ComputeQuotaResources: [{ InstanceType: type, Accelerators, VCpu: 8, MemoryInGiB: 64 }],
  ResourceSharingConfig: { Strategy, ...(Strategy === 'LendAndBorrow' && { BorrowLimit: 100 }) },
});

function stageOf(
  nodes: number,
  teams: Record<string, [config: ComputeQuotaConfig, weight?: number]>,
): TaskStage {
  const stage = new TaskStage([nodesOf(type, nodes)]);
  for (const [team, [config, FairShareWeight = 0]] of Object.entries(teams))
    stage.team(team, config, { FairShareWeight });
  return stage;
}

const lint = (stage: TaskStage): readonly Finding[] => lintGovernance(stage.entry, stage.stage.now);
const rules = (stage: TaskStage): string[] => lint(stage).map(({ severity, rule }) => `${severity} ${rule}`);

test('what is found', async (t) => {
  const table: Record<string, [make: () => TaskStage, found: string[]]> = {
    'nothing, where quotas are what nodes have': [
      () => stageOf(2, { a: [quota(8), 1], b: [quota(8), 1] }),
      [],
    ],
    'quotas above the nodes': [() => stageOf(1, { a: [quota(8)], b: [quota(8)] }), ['error QuotaAboveNodes']],
    'quota of a type that is not there': [
      () =>
        stageOf(1, {
          a: [{ ComputeQuotaResources: [{ InstanceType: 'ml.g5.xlarge', Count: 1 }] }],
          b: [quota(8)],
        }),
      ['error InstanceTypeNotInCluster'],
    ],
    'quota of partitions that no node is split into': [
      () =>
        stageOf(1, {
          a: [
            {
              ComputeQuotaResources: [
                {
                  InstanceType: type,
                  AcceleratorPartition: { Type: 'mig-1g.5gb', Count: 1 },
                  VCpu: 1,
                  MemoryInGiB: 1,
                },
              ],
            },
          ],
          b: [quota(8)],
        }),
      ['error PartitionNotOffered'],
    ],
    'whole instances, of which a node keeps a little': [
      () => stageOf(2, { a: [{ ComputeQuotaResources: [{ InstanceType: type, Count: 1 }] }], b: [quota(8)] }),
      [],
    ],
    'a team alone by its strategy': [
      () => stageOf(2, { a: [quota(8, 'DontLend')], b: [quota(4, 'Lend')], c: [quota(4)] }),
      ['warning DontLendIsolates'],
    ],
    'a team with nobody to borrow from': [() => stageOf(1, { a: [quota(8)] }), ['info NobodyToBorrowFrom']],
    'nodes in nobody’s quota': [
      () => stageOf(2, { a: [quota(8)], b: [quota(4)] }),
      ['info CapacityWithoutQuota'],
    ],
  };
  for (const [sentence, [make, found]] of Object.entries(table)) {
    await t.test(sentence, () => assert.deepEqual(rules(make()), found));
  }
});

test('weights count where shares do', () => {
  const some = stageOf(2, { a: [quota(8), 0], b: [quota(8), 5] });
  assert.deepEqual(rules(some), [], 'without a policy there are no shares');
  some.policy({ FairShare: 'Enabled' });
  const [finding] = lint(some);
  assert.equal(finding!.rule, 'WeightZero');
  assert.deepEqual([finding!.teams, finding!.numbers], [['a'], { a: 0, b: 5 }]);
  some.policy({ FairShare: 'Disabled' });
  assert.deepEqual(rules(some), []);
  const none = stageOf(2, { a: [quota(8)], b: [quota(8)] });
  none.policy({});
  assert.deepEqual(rules(none), ['info AllWeightsZero']);
});

test('nodes that are to come are no reason to lower a quota', () => {
  const stage = stageOf(2, { a: [quota(8)], b: [quota(8)] });
  const [node] = stage.stage.nodes();
  stage.stage.change(node!, { status: 'Failure' });
  stage.entry.governance.live = undefined;
  assert.deepEqual(rules(stage), ['warning QuotaAboveReadyNodes']);
});

test('half the vCPU with one thread a core', () => {
  const group = nodesOf(type, 1);
  const stage = new TaskStage([
    { ...group, spec: { ...group.spec!, ThreadsPerCore: 1 } as typeof group.spec },
  ]);
  stage.team('a', { ComputeQuotaResources: [{ InstanceType: type, Count: 1 }] });
  const finding = lint(stage).find(({ rule }) => rule === 'NotAllocatable');
  assert.equal(finding?.severity, 'warning');
  assert.match(finding!.message, /come to 96 cpu.* pods can have 47/);
});

/** As in the scheduler's own test: the guest's older task is admitted again before the one that made it go. */
test('a queue under which tasks would preempt one another for ever', () => {
  const stage = new TaskStage([nodesOf(type, 1)]);
  stage.team('guest', {
    ...quota(2),
    ResourceSharingConfig: { Strategy: 'LendAndBorrow', BorrowLimit: 1_000 },
  });
  stage.team('owner', quota(6));
  stage.submit('guest', { requests: gpus(4), replicas: 2 });
  stage.submit('owner', { requests: gpus(4), replicas: 2, minReplicas: 1 });
  const finding = lint(stage).find(({ rule }) => rule === 'EndlessLoop');
  assert.deepEqual(finding?.teams, ['guest', 'owner']);
  assert.match(
    finding!.message,
    /^Tasks task-1, task-2 of guest, owner would preempt one another without end/,
  );
  assert.match(finding!.wayOut, /FairShare of the policy Enabled/);
});

test('loops are looked for up to a limit of teams times waiting tasks, and beyond it that is said', () => {
  const teams = 100;
  const stage = stageOf(
    1,
    Object.fromEntries(Array.from({ length: teams }, (_, i) => [`t${i}`, [quota(1)]])),
  );
  const spec = { name: 'job', team: 't0', podSets: [{ name: 'main', replicas: 1, requests: gpus(2) }] };
  stage.submit('t0', { requests: gpus(2) });
  const submit = () => submitTask(stage.stage.draft, stage.clusterId, spec, stage.context);
  for (let i = 0; i < LINT_LOOPS_MAX / teams; i += 1) submit();
  stage.settle();
  assert.ok(!rules(stage).includes('info LoopsNotLookedFor'));
  submit();
  stage.settle();
  assert.ok(rules(stage).includes('info LoopsNotLookedFor'));
});
