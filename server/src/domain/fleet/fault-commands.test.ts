import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, ms } from '../../../test/fleet.ts';
import { Refusal } from '../refusal.ts';
import type { FaultSpec } from './fault.ts';

const refused = (work: Promise<unknown>, text: RegExp) =>
  assert.rejects(work, (error) => error instanceof Refusal && text.test(error.message));

test('how a fault ends', async (t) => {
  await t.test('with the last of its counted hits', async () => {
    const f = fleet();
    const fault = await f.fault({ type: 'launch' }, { count: 2 });
    await f.with('ml', eks(group('a', 3)));
    const { hitCount, remaining, endedBecause, hits } = f.faultOf(fault);
    assert.deepEqual([hitCount, remaining, endedBecause], [2, 0, 'count']);
    assert.match(hits[0]!.what, /^LaunchInstance of /);
    assert.equal(f.events().filter((text) => text.startsWith('Failed to provision')).length, 2);
  });
  await t.test('when its time is up', async () => {
    const f = fleet();
    const fault = await f.fault({ type: 'capacity' }, { durationMs: ms('5m') });
    await f.create('ml', eks(group('a', 1)));
    await f.advance('299s');
    assert.equal(f.faultOf(fault).endedAt, undefined);
    await f.advance('1s');
    assert.equal(f.faultOf(fault).endedBecause, 'time');
    await f.settle();
    assert.equal(await f.statuses(), 'Running');
  });
  await t.test('by hand, once', async () => {
    const f = fleet();
    const fault = await f.fault({ type: 'launch' });
    await f.endFault(fault);
    await f.endFault(fault);
    assert.equal(f.faultOf(fault).endedBecause, 'deleted');
    await refused(f.endFault('fault-none'), /'fault-none' does not exist/);
  });
});

test('what a fault is limited to', async (t) => {
  const table: Record<string, [spec: FaultSpec, failing: string]> = {
    nothing: [{ type: 'launch' }, 'one/a one/b two/a'],
    'a cluster, by name': [{ type: 'launch', cluster: 'one' }, 'one/a one/b'],
    'a group': [{ type: 'launch', instanceGroup: 'a' }, 'one/a two/a'],
    'a group of a cluster': [{ type: 'launch', cluster: 'two', instanceGroup: 'a' }, 'two/a'],
    'an instance type': [{ type: 'capacity', instanceType: 'ml.m5.large' }, 'one/b'],
  };
  for (const [sentence, [spec, failing]] of Object.entries(table)) {
    await t.test(sentence, async () => {
      const f = fleet();
      await f.fault(spec);
      const other = { Eks: { ClusterArn: 'arn:aws:eks:us-west-2:111122223333:cluster/two' } };
      await f.create('one', eks(group('a', 1), group('b', 1, { InstanceType: 'ml.m5.large' })));
      await f.create('two', { ...eks(group('a', 1)), Orchestrator: other });
      await f.advance('80s');
      const failed: string[] = [];
      for (const name of ['one', 'two']) {
        for (const { InstanceStatus, InstanceGroupName } of await f.nodes('', name)) {
          if (InstanceStatus.Status === 'Failure') failed.push(`${name}/${InstanceGroupName}`);
        }
      }
      assert.equal(failed.join(' '), failing);
    });
  }
});

test('a capacity fault of a zone moves launches to the other subnets', async () => {
  const f = await fleet().with('ml', eks(group('a', 4)));
  const zones = async () => {
    const all = await Promise.all(
      (await f.nodes()).map(({ InstanceId }) =>
        f.call('DescribeClusterNode', { ClusterName: 'ml', NodeId: InstanceId }),
      ),
    );
    return all.map(({ NodeDetails }) => NodeDetails.Placement!.AvailabilityZone);
  };
  const [barred] = await zones();
  assert.equal(new Set(await zones()).size, 2);
  await f.fault({ type: 'capacity', availabilityZone: barred });
  await f.call('BatchReplaceClusterNodes', {
    ClusterName: 'ml',
    NodeIds: (await f.nodes()).map((n) => n.InstanceId),
  });
  await f.settle();
  assert.ok(!(await zones()).includes(barred));
});

test('a counted capacity fault stops that many launches, however many subnets each could try', async () => {
  const f = fleet();
  await f.fault({ type: 'capacity' }, { count: 2 });
  await f.create('ml', eks(group('a', 3)));
  await f.advance('80s');
  assert.equal((await f.statuses()).split(' ').filter((status) => status === 'Failure').length, 2);
});

test('a slow fault stretches steps', async () => {
  const took = async (factor?: number): Promise<number> => {
    const f = await fleet().with('ml', eks(group('a', 1)));
    if (factor !== undefined) await f.fault({ type: 'slow', factor });
    const start = f.now;
    await f.call('BatchRebootClusterNodes', {
      ClusterName: 'ml',
      NodeIds: [(await f.nodes())[0]!.InstanceId],
    });
    await f.settle();
    return f.now - start;
  };
  assert.equal(await took(10), (await took()) * 10);
});

test('a hardware fault needs hardware, one at a time, and an end where nothing else ends it', async () => {
  const f = await fleet().with('ml', eks(group('a', 2)));
  const [first, second] = (await f.nodes()).map(({ InstanceId }) => InstanceId);
  const ail = (node: string, needs: 'Reboot' | 'Replacement' | 'Nothing' = 'Replacement') =>
    f.fault({ type: 'node', node, needs });
  await refused(ail('i-00000000'), /'i-00000000' does not exist/);
  await refused(ail(first!, 'Nothing'), /'durationSeconds' must say when/);
  await ail(first!);
  await refused(ail(first!), /already has fault/);
  await f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', NodeIds: [second!] });
  await f.advance('5s');
  await refused(ail(second!), /has no instance/);
  assert.equal(f.engine.state.standingFaults.size, 1);
});

test('faults survive a restart, ailments included', async () => {
  const f = await fleet().with('ml', { ...eks(group('a', 1)), NodeRecovery: 'None' });
  const launch = await f.fault({ type: 'launch' }, { count: 3 });
  const node = await f.fault({ type: 'node', node: (await f.nodes())[0]!.InstanceId, needs: 'Reboot' });
  f.restart();
  assert.deepEqual([...f.engine.state.standingFaults.keys()].sort(), [launch, node].sort());
  await f.endFault(node);
  assert.equal(ailing(f), 0);
});

const ailing = (f: Fleet): number => f.nodeDocuments().filter(({ ailment }) => ailment !== undefined).length;
