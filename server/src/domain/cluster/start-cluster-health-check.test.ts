import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceGroupHealthCheckConfiguration } from '../../shapes/health-check.ts';
import { startClusterHealthCheck } from './start-cluster-health-check.ts';
import { Stage, testSpec } from './testing.ts';

const hour = 3_600_000;
const stress = 'InstanceStress';
const connectivity = 'InstanceConnectivity';

const start = (stage: Stage, ...DeepHealthCheckConfigurations: InstanceGroupHealthCheckConfiguration[]) =>
  stage.call(startClusterHealthCheck, { ClusterName: 'main', DeepHealthCheckConfigurations });

function stageOf(nodes = 3): Stage {
  const stage = new Stage();
  stage.cluster([
    { name: 'a', nodes },
    { name: 'b', nodes: 1 },
  ]);
  return stage;
}

test('a run checks the nodes it names, and ends with the last of them', () => {
  const stage = stageOf();
  const [first] = stage.nodes();
  start(
    stage,
    { InstanceGroupName: 'a', DeepHealthChecks: [stress] },
    { InstanceGroupName: 'a', InstanceIds: [first!.instanceId!], DeepHealthChecks: [connectivity, stress] },
  );
  assert.equal(
    stage.statuses('a'),
    'DeepHealthCheckInProgress DeepHealthCheckInProgress DeepHealthCheckInProgress',
  );
  assert.equal(stage.statuses('b'), 'Running');
  assert.deepEqual(
    stage.nodes().map((node) => node.work?.checks),
    [[connectivity, stress], [stress], [stress]],
  );
  assert.equal(stage.present().status, 'InService');
  stage.advance(3 * hour);
  assert.equal(stage.statuses('a'), 'Running Running Running');
  assert.equal(stage.present().healthCheck, undefined);
  assert.match(stage.events.at(-1)!, /Deep health checks completed/);
});

test('how long the checks take', async (t) => {
  const table: Record<string, [(typeof stress | typeof connectivity)[], minutes: [number, number]]> = {
    'stress: one to two hours': [[stress], [60, 120]],
    'connectivity: 7 to 20 minutes': [[connectivity], [7, 20]],
    'both: their sum': [
      [stress, connectivity],
      [67, 140],
    ],
  };
  for (const [sentence, [DeepHealthChecks, [from, to]]] of Object.entries(table)) {
    await t.test(sentence, () => {
      const stage = stageOf(20);
      start(stage, { InstanceGroupName: 'a', DeepHealthChecks });
      for (const { work } of stage.nodes()) {
        const minutes = (work!.dueAt - work!.startedAt) / 60_000;
        assert.ok(minutes >= from && minutes <= to, `${minutes}`);
      }
    });
  }
});

test('a node that is not free is passed over, with an event', () => {
  const stage = stageOf(2);
  stage.change(stage.nodes()[0]!, { status: 'Failure' });
  start(stage, { InstanceGroupName: 'a', DeepHealthChecks: [connectivity] });
  assert.equal(stage.statuses(), 'Failure DeepHealthCheckInProgress');
  assert.match(stage.events.join('\n'), /Deep health check of EC2 Instance i-\w+ skipped/);
});

test('a run that reaches no node is over at once', () => {
  const stage = stageOf(0);
  start(stage, { InstanceGroupName: 'a', DeepHealthChecks: [stress] });
  assert.equal(stage.present().healthCheck, undefined);
});

test('a node that fails its check', async (t) => {
  const failing = (nodeRecovery: 'Automatic' | 'None'): Stage => {
    const stage = new Stage();
    stage.cluster([{ name: 'a', nodes: 1 }], { nodeRecovery });
    stage.fault({ type: 'deep-health-check' }, 1);
    start(stage, { InstanceGroupName: 'a', DeepHealthChecks: [connectivity] });
    stage.advance(21 * 60_000);
    return stage;
  };
  await t.test('is replaced where recovery is automatic', () => {
    const stage = failing('Automatic');
    assert.equal(stage.nodes()[0]!.work?.kind, 'Replace');
    assert.equal(stage.present().healthCheck, undefined);
  });
  await t.test('shows Failure where it is not', () => assert.equal(failing('None').statuses(), 'Failure'));
});

test('what is refused', async (t) => {
  const worker = { InstanceGroupName: 'a', DeepHealthChecks: [stress] } as const;
  await t.test('a second run', () => {
    const stage = stageOf();
    start(stage, worker);
    assert.throws(() => start(stage, worker), { code: 'ConflictException', message: /are running/ });
  });
  await t.test('an unknown group', () => {
    const message = /'x' does not exist.*'a', 'b'/;
    assert.throws(() => start(stageOf(), { ...worker, InstanceGroupName: 'x' }), {
      code: 'ValidationException',
      message,
    });
  });
  await t.test('an instance of another group', () => {
    const stage = stageOf();
    const id = stage.nodes('b')[0]!.instanceId!;
    const message = new RegExp(`'${id}'.*'a'`);
    assert.throws(() => start(stage, { ...worker, InstanceIds: [id] }), {
      code: 'ValidationException',
      message,
    });
  });
  await t.test('a cluster that is not in service', () => {
    const stage = stageOf();
    stage.draft.put('cluster', stage.present().id, { ...stage.present(), status: 'SystemUpdating' });
    assert.throws(() => start(stage, worker), { code: 'ConflictException', message: /SystemUpdating/ });
  });
  for (const NodeType of ['Controller', 'Login'] as const) {
    await t.test(`a Slurm ${NodeType} group`, () => {
      const stage = new Stage();
      stage.cluster([{ name: 'a', nodes: 1, spec: { ...testSpec('a'), SlurmConfig: { NodeType } } }], {
        orchestrator: undefined,
      });
      assert.throws(() => start(stage, worker), { code: 'ValidationException', message: /worker nodes/ });
    });
  }
});
