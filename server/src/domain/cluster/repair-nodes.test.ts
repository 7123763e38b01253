import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eks, type Fleet, fleet, group, slurm } from '../../../test/fleet.ts';

type Names = { readonly NodeIds?: string[]; readonly NodeLogicalIds?: string[] };
const operations = { reboot: 'BatchRebootClusterNodes', replace: 'BatchReplaceClusterNodes' } as const;
type Verb = keyof typeof operations;
const verbs = Object.keys(operations) as Verb[];

const repair = (f: Fleet, verb: Verb, names: Names) =>
  f.call(operations[verb], { ClusterName: 'ml', ...names });

async function running(nodes = 2): Promise<{ f: Fleet; ids: string[]; logicalIds: string[] }> {
  const f = await fleet().with('ml', eks(group('a', nodes)));
  const list = await f.nodes();
  return {
    f,
    ids: list.map(({ InstanceId }) => InstanceId),
    logicalIds: list.map(({ NodeLogicalId }) => NodeLogicalId!),
  };
}

const slurmHead = (name: string, NodeType: 'Controller' | 'Compute') =>
  group(name, 1, { SlurmConfig: { NodeType } });
const onSlurm = slurm(slurmHead('head', 'Controller'), slurmHead('w', 'Compute'));

test('what survives (documented, observed)', async (t) => {
  const facts = async (f: Fleet) => {
    const { NodeDetails: n } = await f.call('DescribeClusterNode', {
      ClusterName: 'ml',
      NodeLogicalId: (await f.nodes('w'))[0]!.NodeLogicalId!,
    });
    const { volumes = [] } = f.nodeDocuments().find(({ group: name }) => name === 'w')!;
    return {
      'instance id': n.InstanceId,
      'logical id': n.NodeLogicalId,
      address: n.PrivatePrimaryIp,
      'host name': n.PrivateDnsHostname,
      'launch time': n.LaunchTime,
      group: n.InstanceGroupName,
      target: (await f.group('w')).TargetCount,
      volumes: volumes.map(({ volumeId }) => volumeId).join(),
    };
  };
  const table = {
    'a reboot on EKS': [eks(group('w', 1)), 'reboot', [], false],
    'a reboot on Slurm': [onSlurm, 'reboot', [], false],
    'a replacement on EKS': [
      eks(group('w', 1)),
      'replace',
      ['instance id', 'address', 'host name', 'launch time', 'volumes'],
      true,
    ],
    'a replacement on Slurm': [onSlurm, 'replace', ['instance id', 'launch time'], true],
  } as const;
  for (const [sentence, [cluster, verb, changes, script]] of Object.entries(table)) {
    await t.test(`${sentence} changes ${changes.join(', ') || 'nothing'}`, async () => {
      const f = await fleet().with('ml', cluster);
      const { ClusterArn } = await f.describe();
      if (sentence.endsWith('EKS')) {
        const NodeId = (await f.nodes('w'))[0]!.InstanceId;
        await f.call('AttachClusterNodeVolume', { ClusterArn, NodeId, VolumeId: 'vol-00000001' });
        await f.settle();
      }
      const before = await facts(f);
      const events = f.events().length;
      await repair(f, verb, { NodeIds: [before['instance id']!] });
      assert.equal(await f.statuses('w'), 'Pending');
      assert.equal(await f.status(), 'InService');
      await f.settle();
      assert.equal(await f.statuses('w'), 'Running');
      const after = await facts(f);
      const changed = Object.keys(before).filter((key) => before[key as 'group'] !== after[key as 'group']);
      assert.deepEqual(changed, [...changes]);
      const ranScript = f
        .events()
        .slice(events)
        .some((text) => text.includes('lifecycle script execution'));
      assert.equal(ranScript, script, 'whether the lifecycle script ran again');
    });
  }
});

test('how long it takes (published): a reboot 1 to 3 min, a replacement 20 to 30 min', async () => {
  const { f, ids } = await running();
  const took = async (verb: Verb, id: string): Promise<number> => {
    const start = f.now;
    await repair(f, verb, { NodeIds: [id] });
    await f.settle();
    return (f.now - start) / 60_000;
  };
  const reboot = await took('reboot', ids[0]!);
  const replacement = await took('replace', ids[1]!);
  assert.ok(reboot >= 1 && reboot <= 3, `${reboot} min`);
  assert.ok(replacement >= 20 && replacement <= 30, `${replacement} min`);
});

test('the events of a reboot and of a replacement', async () => {
  const { f, ids } = await running();
  const start = f.events().length;
  await repair(f, 'reboot', { NodeIds: [ids[0]!] });
  await f.settle();
  assert.deepEqual(f.events().slice(start), [
    `Reboot of EC2 Instance ${ids[0]} is currently in progress on Cluster ml and IG a`,
    `Reboot of EC2 Instance ${ids[0]} completed successfully in Cluster ml and InstanceGroup a`,
  ]);
  await repair(f, 'replace', { NodeIds: [ids[1]!] });
  await f.settle();
  const fresh = (await f.nodes())[1]!.InstanceId;
  const texts = f.events().slice(start + 2);
  assert.ok(
    texts.includes(`EC2 Instance ${ids[1]} successfully terminated in Cluster ml and InstanceGroup a`),
  );
  assert.ok(
    texts.includes(`Instance ${fresh} is starting as part of instance replacement in Cluster ml and IG a`),
  );
});

test('each node is taken or refused by itself, with a code and a text that says the way out', async (t) => {
  const table: Record<
    string,
    [verbs: readonly Verb[], code: string, text: RegExp, set: (f: Fleet, id: string) => Promise<unknown>]
  > = {
    'one that is rebooted already': [
      verbs,
      'InstanceIdInUse',
      /already being rebooted\. Wait/,
      (f, id) => repair(f, 'reboot', { NodeIds: [id] }),
    ],
    'one that is replaced already': [
      verbs,
      'InstanceIdInUse',
      /already being replaced\. Wait/,
      (f, id) => repair(f, 'replace', { NodeIds: [id] }),
    ],
    'one that is deleted': [
      verbs,
      'InvalidInstanceStatus',
      /is ShuttingDown, and must be Running/,
      (f, id) => f.call('BatchDeleteClusterNodes', { ClusterName: 'ml', NodeIds: [id] }),
    ],
    'one that is deeply checked': [
      verbs,
      'InstanceIdInUse',
      /already being checked/,
      (f, id) =>
        f.call('StartClusterHealthCheck', {
          ClusterName: 'ml',
          DeepHealthCheckConfigurations: [
            { InstanceGroupName: 'a', InstanceIds: [id], DeepHealthChecks: ['InstanceStress'] },
          ],
        }),
    ],
    'one of a cluster that is deleted': [
      verbs,
      'InvalidInstanceStatus',
      /belongs to cluster 'ml', which is Deleting/,
      (f) => f.call('DeleteCluster', { ClusterName: 'ml' }),
    ],
    'one that the service has trouble with': [
      verbs,
      'InternalServerError',
      /./,
      (f, id) => f.fault({ type: 'internal-error', node: id }),
    ],
  };
  for (const [sentence, [of, code, text, set]] of Object.entries(table)) {
    for (const verb of of) {
      await t.test(`${verb}: ${sentence}: ${code}`, async () => {
        const { f, ids } = await running();
        await set(f, ids[0]!);
        const node = f.nodeDocuments()[0];
        const { Failed, Successful } = await repair(f, verb, { NodeIds: [ids[0]!] });
        assert.equal(Successful, undefined);
        assert.deepEqual(
          Failed!.map(({ NodeId, ErrorCode }) => [NodeId, ErrorCode]),
          [[ids[0], code]],
        );
        assert.match(Failed![0]!.Message!, text);
        assert.equal(f.nodeDocuments()[0], node, 'a node that was refused is as it was');
      });
    }
  }
  await t.test('unknown ids, former ids and unknown logical ids: InstanceIdNotFound', async () => {
    const { f, ids } = await running();
    await repair(f, 'replace', { NodeIds: [ids[0]!] });
    await f.settle();
    const reply = await repair(f, 'reboot', {
      NodeIds: [ids[0]!, 'i-00000000000000000', ids[1]!],
      NodeLogicalIds: ['nobody'],
    });
    assert.deepEqual(reply.Successful, [ids[1]]);
    assert.deepEqual(
      reply.Failed!.map((row) => [row.NodeId, row.ErrorCode]),
      [
        [ids[0], 'InstanceIdNotFound'],
        ['i-00000000000000000', 'InstanceIdNotFound'],
      ],
    );
    assert.match(reply.Failed![0]!.Message!, /A replaced node has a new instance id/);
    const [logical] = reply.FailedNodeLogicalIds!;
    assert.deepEqual([logical!.NodeLogicalId, logical!.ErrorCode], ['nobody', 'InstanceIdNotFound']);
  });
});

test('a Slurm controller can be rebooted, not replaced (documented)', async () => {
  const f = await fleet().with('ml', onSlurm);
  const NodeIds = [(await f.nodes('head'))[0]!.InstanceId];
  const { Failed } = await repair(f, 'replace', { NodeIds });
  assert.equal(Failed![0]!.ErrorCode, 'InvalidInstanceStatus');
  assert.match(Failed![0]!.Message!, /Slurm controller, which cannot be replaced\. It can be rebooted/);
  assert.deepEqual((await repair(f, 'reboot', { NodeIds })).Successful, NodeIds);
});

test('a node whose launch failed cannot be rebooted, but replaced at once', async () => {
  const f = fleet();
  const fault = await f.fault({ type: 'launch' });
  await f.create('ml', eks(group('a', 1)));
  while ((await f.statuses()) !== 'Failure') await f.advance('1s');
  const NodeLogicalIds = [(await f.nodes())[0]!.NodeLogicalId!];
  const { FailedNodeLogicalIds } = await repair(f, 'reboot', { NodeLogicalIds });
  assert.equal(FailedNodeLogicalIds![0]!.ErrorCode, 'InvalidInstanceStatus');
  await f.endFault(fault);
  assert.deepEqual((await repair(f, 'replace', { NodeLogicalIds })).SuccessfulNodeLogicalIds, NodeLogicalIds);
  await f.settle();
  assert.equal(await f.statuses(), 'Running');
});
