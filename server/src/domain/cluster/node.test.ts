import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, fleet, group, type Input, slurm } from '../../../test/fleet.ts';
import { type Step, statusDuring, steps, type WorkKind } from './node.ts';

test('the steps of each kind of work, and the status that the API shows meanwhile (documented)', () => {
  const table: Record<WorkKind, [status: string, steps: readonly Step[]]> = {
    Provision: ['Pending', ['CreateEni', 'LaunchInstance', 'Boot', 'RunLifecycleScript', 'DeepHealthCheck']],
    Reboot: ['Pending', ['Reboot']],
    Replace: [
      'Pending',
      ['TerminateInstance', 'CreateEni', 'LaunchInstance', 'Boot', 'RunLifecycleScript', 'DeepHealthCheck'],
    ],
    Terminate: ['ShuttingDown', ['TerminateInstance', 'DeleteEni']],
    UpdateSoftware: ['SystemUpdating', ['WriteRootVolume', 'RunLifecycleScript']],
    HealthCheck: ['DeepHealthCheckInProgress', ['DeepHealthCheck']],
    Retry: ['Failure', ['BackOff']],
  };
  for (const [kind, [status, order]] of Object.entries(table)) {
    assert.deepEqual([kind, statusDuring[kind as WorkKind]], [kind, status]);
    assert.deepEqual([kind, steps[kind as WorkKind]], [kind, order]);
  }
});

test('the statuses that a node goes through, one after another (documented)', async (t) => {
  const checked = { OnStartDeepHealthChecks: ['InstanceStress'] as const };
  const batch = (
    operation: 'BatchRebootClusterNodes' | 'BatchReplaceClusterNodes' | 'BatchDeleteClusterNodes',
  ) => operation;
  const table: Record<
    string,
    [cluster: ReturnType<typeof eks>, operation: ReturnType<typeof batch> | undefined, path: string]
  > = {
    'it comes up': [eks(group('a', 1)), undefined, 'Pending Running'],
    'it comes up with deep checks on start': [
      eks(group('a', 1, checked)),
      undefined,
      'Pending DeepHealthCheckInProgress Running',
    ],
    'it is rebooted': [eks(group('a', 1)), batch('BatchRebootClusterNodes'), 'Running Pending Running'],
    'it is rebooted: deep checks on start do not run again': [
      eks(group('a', 1, checked)),
      batch('BatchRebootClusterNodes'),
      'Running Pending Running',
    ],
    'it is replaced': [eks(group('a', 1)), batch('BatchReplaceClusterNodes'), 'Running Pending Running'],
    'it is replaced: the new instance is checked (documented)': [
      eks(group('a', 1, checked)),
      batch('BatchReplaceClusterNodes'),
      'Running Pending DeepHealthCheckInProgress Running',
    ],
    'it is deleted': [eks(group('a', 1)), batch('BatchDeleteClusterNodes'), 'Running ShuttingDown '],
  };
  for (const [sentence, [cluster, operation, path]] of Object.entries(table)) {
    await t.test(`${sentence}: ${path}`, async () => {
      const f = await fleet().create('ml', cluster);
      const seen: string[] = [];
      const look = async () => {
        const status = await f.statuses();
        if (seen.at(-1) !== status) seen.push(status);
      };
      const goOn = async (): Promise<void> => {
        for (let due = f.engine.state.due.peek(); due !== undefined; due = f.engine.state.due.peek()) {
          await f.advance(Math.max(0, due.at - f.now));
          await look();
        }
      };
      await goOn();
      if (operation !== undefined) {
        seen.length = 0;
        await look();
        await f.call(operation, { ClusterName: 'ml', NodeIds: [(await f.nodes())[0]!.InstanceId] });
        await look();
        await goOn();
      }
      assert.equal(seen.filter((status) => status !== '' || operation !== undefined).join(' '), path);
    });
  }
});

test('a group without a lifecycle script runs none', async () => {
  const f = await fleet().with('ml', eks(group('a', 1, { LifeCycleConfig: undefined })));
  assert.equal(await f.statuses(), 'Running');
  assert.ok(!f.events().some((text) => text.includes('lifecycle script')));
});

test('no two nodes have one address, whatever is replaced', async () => {
  const replace = (NodeIds: string[]): Input<'BatchReplaceClusterNodes'> => ({ ClusterName: 'ml', NodeIds });
  const heads = [
    group('c', 1, { SlurmConfig: { NodeType: 'Controller' } }),
    group('w', 4, { SlurmConfig: { NodeType: 'Compute' } }),
  ];
  for (const cluster of [eks(group('w', 5)), slurm(...heads)]) {
    const f = await fleet().with('ml', cluster);
    for (let round = 0; round < 4; round += 1) {
      const nodes = await f.nodes();
      const names = nodes.map(({ PrivateDnsHostname }) => PrivateDnsHostname);
      assert.equal(new Set(names).size, 5);
      await f.call(
        'BatchReplaceClusterNodes',
        replace((await f.nodes('w')).slice(round % 2).map((n) => n.InstanceId)),
      );
      await f.settle();
    }
  }
});
