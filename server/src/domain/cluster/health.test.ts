import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, onEks, slurm } from '../../../test/fleet.ts';

const automatic = eks(group('a', 2));
const byHand = { ...eks(group('a', 2)), NodeRecovery: 'None' as const };

/** The first node's hardware fails. */
async function failing(
  cluster: typeof automatic,
  needs: 'Reboot' | 'Replacement' | 'Nothing',
): Promise<{ f: Fleet; id: string; fault: string }> {
  const f = await fleet().with('ml', cluster);
  const id = (await f.nodes())[0]!.InstanceId;
  const durationMs = needs === 'Nothing' ? 3_600_000 : undefined;
  const fault = await f.fault({ type: 'node', node: id, needs }, { durationMs });
  return { f, id, fault };
}

const first = async (f: Fleet) => (await f.nodes())[0]!;
const health = (f: Fleet) =>
  f.sent
    .filter((event) => event['detail-type'] === 'SageMaker HyperPod Cluster Node Health Event')
    .map(({ detail }) => {
      const { InstanceId, HealthSummary } = detail as {
        InstanceId: string;
        HealthSummary: Record<string, string>;
      };
      return `${InstanceId} ${HealthSummary.HealthStatus} ${HealthSummary.RepairAction} ${HealthSummary.Recommendation}`;
    });

test('what recovery does with a hardware fault, 20 s after it (published: 5 to 33 s)', async (t) => {
  await t.test('Automatic, a reboot cures it: the node is rebooted, and keeps its id', async () => {
    const { f, id, fault } = await failing(automatic, 'Reboot');
    await f.advance('19s');
    assert.equal((await first(f)).InstanceStatus.Status, 'Running');
    await f.advance('1s');
    assert.equal((await first(f)).InstanceStatus.Status, 'Pending');
    assert.deepEqual(health(f), [
      `${id} Unhealthy Reboot HyperPod is working on repairing the unhealthy node. Please wait for the RepairAction being taken by HyperPod to complete.`,
    ]);
    await f.settle();
    assert.equal((await first(f)).InstanceId, id);
    assert.match(health(f)[1]!, /Healthy None/);
    assert.equal(f.faultOf(fault).endedBecause, 'cured');
  });
  await t.test('Automatic, only a replacement cures it: the node is replaced', async () => {
    const { f, id, fault } = await failing(automatic, 'Replacement');
    await f.advance('20s');
    assert.match(health(f)[0]!, /Unhealthy Replace HyperPod is working/);
    await f.settle();
    assert.notEqual((await first(f)).InstanceId, id);
    assert.equal(f.faultOf(fault).endedBecause, 'cured');
  });
  for (const needs of ['Reboot', 'Replacement'] as const) {
    await t.test(`None: a fault that needs a ${needs} is said, and waits for someone`, async () => {
      const { f, id, fault } = await failing(byHand, needs);
      await f.advance('1h');
      const { InstanceId, InstanceStatus } = await first(f);
      assert.deepEqual([InstanceId, InstanceStatus.Status], [id, 'Running']);
      assert.match(
        InstanceStatus.Message!,
        needs === 'Reboot' ? /BatchRebootClusterNodes/ : /BatchReplaceClusterNodes/,
      );
      assert.match(health(f)[0]!, /Unhealthy None Please (Reboot|Replace) the Faulty Node\./);
      assert.equal(f.faultOf(fault).endedAt, undefined);
    });
  }
  for (const cluster of [automatic, byHand]) {
    await t.test(
      `${cluster.NodeRecovery ?? 'Automatic'}: one that needs nothing passes by itself`,
      async () => {
        const { f, id, fault } = await failing(cluster, 'Nothing');
        await f.advance('59m');
        assert.equal(f.faultOf(fault).endedAt, undefined);
        assert.equal((await first(f)).InstanceStatus.Status, 'Running');
        await f.advance('1m');
        assert.notEqual(f.faultOf(fault).endedAt, undefined);
        assert.equal((await first(f)).InstanceId, id);
        assert.match(health(f).at(-1)!, /Healthy None/);
      },
    );
  }
});

test('what cures an ailing node', async (t) => {
  await t.test('the reboot that was asked for, where a reboot does', async () => {
    const { f, id, fault } = await failing(byHand, 'Reboot');
    await f.advance('1m');
    await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [id] });
    await f.settle();
    assert.equal(f.faultOf(fault).endedBecause, 'cured');
  });
  await t.test('no reboot where a replacement is needed: it is noticed again', async () => {
    const { f, id, fault } = await failing(byHand, 'Replacement');
    await f.advance('1m');
    await f.call('BatchRebootClusterNodes', { ClusterName: 'ml', NodeIds: [id] });
    await f.settle();
    assert.equal(f.faultOf(fault).endedAt, undefined);
    assert.equal(health(f).filter((text) => text.includes('Unhealthy')).length, 2);
    await f.call('BatchReplaceClusterNodes', { ClusterName: 'ml', NodeIds: [id] });
    await f.settle();
    assert.equal(f.faultOf(fault).endedBecause, 'cured');
  });
  await t.test('the end of the fault by hand', async () => {
    const { f, fault } = await failing(byHand, 'Replacement');
    await f.endFault(fault);
    assert.equal(f.faultOf(fault).endedBecause, 'deleted');
    assert.equal(f.nodeDocuments()[0]!.ailment, undefined);
  });
  await t.test('its deletion', async () => {
    const { f, id, fault } = await failing(byHand, 'Replacement');
    await f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', NodeIds: [id] });
    await f.settle();
    assert.equal(f.faultOf(fault).endedBecause, 'node gone');
  });
});

test('switching recovery on takes up what has been waiting', async () => {
  const { f, id, fault } = await failing(byHand, 'Replacement');
  await f.advance('1h');
  await f.call('UpdateCluster', { ClusterName: 'ml', NodeRecovery: 'Automatic' });
  await f.settle();
  assert.notEqual((await first(f)).InstanceId, id);
  assert.equal(f.faultOf(fault).endedBecause, 'cured');
});

test('a failed deep health check leads to a replacement, where recovery is automatic (documented)', async () => {
  const outcomes: Record<string, string> = {};
  for (const NodeRecovery of ['Automatic', 'None'] as const) {
    const f = await fleet().with('ml', { ...onEks(group('a', 1)), NodeRecovery });
    const { InstanceId } = await first(f);
    await f.fault({ type: 'deep-health-check' }, { count: 1 });
    await f.call('StartClusterHealthCheck', {
      ClusterName: 'ml',
      DeepHealthCheckConfigurations: [{ InstanceGroupName: 'a', DeepHealthChecks: ['InstanceConnectivity'] }],
    });
    assert.equal(await f.statuses(), 'DeepHealthCheckInProgress');
    await f.settle();
    const node = await first(f);
    outcomes[NodeRecovery] =
      `${node.InstanceStatus.Status}, ${node.InstanceId === InstanceId ? 'same' : 'new'}`;
  }
  assert.deepEqual(outcomes, { Automatic: 'Running, new', None: 'Failure, same' });
});

test('an instance that goes after a failed script takes its hardware fault with it', async () => {
  const f = await fleet().create('ml', eks(group('a', 1)));
  await f.fault({ type: 'lifecycle-script' }, { count: 1 });
  while ((await f.statuses()) !== 'Failure') await f.advance('1s');
  const fault = await f.fault({ type: 'node', node: (await first(f)).InstanceId, needs: 'Replacement' });
  await f.settle();
  assert.equal(f.faultOf(fault).endedBecause, 'cured');
  assert.equal(await f.statuses(), 'Running');
  assert.ok(!f.events().some((text) => text.includes('is unhealthy') && text.includes(fault)));
});

test('a Slurm controller is rebooted by recovery, and never replaced', async (t) => {
  const head = group('head', 1, { SlurmConfig: { NodeType: 'Controller' } });
  const cluster = slurm(head, group('workers', 1, { SlurmConfig: { NodeType: 'Compute' } }));
  for (const needs of ['Reboot', 'Replacement'] as const) {
    await t.test(needs, async () => {
      const { f, id } = await failing(cluster, needs);
      await f.advance('1h');
      assert.match(health(f)[0]!, needs === 'Reboot' ? /Unhealthy Reboot/ : /Unhealthy None/);
      const { InstanceId, InstanceStatus } = await first(f);
      assert.deepEqual([InstanceId, InstanceStatus.Status], [id, 'Running']);
    });
  }
});
