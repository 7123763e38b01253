import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchAddClusterNodes } from './batch-add-cluster-nodes.ts';
import { batchDeleteClusterNodes } from './batch-delete-cluster-nodes.ts';
import { batchReplaceClusterNodes } from './batch-replace-cluster-nodes.ts';
import { deleteCluster } from './delete-cluster.ts';
import { nodeKey } from './node.ts';
import { arnOf, gb200, Scene } from './plan-scene.ts';
import { updateCluster } from './update-cluster.ts';

test('a hold follows what is asked for, before any block is open', () => {
  const s = new Scene();
  s.plans('p', 4, [[10, 34]]);
  s.creates('ml', 3, 'p');
  const seen = [s.counts('p')];
  s.advanceHours(0.1);
  for (const count of [1, 4, 0, 2]) {
    s.scales('ml', count, 'p');
    seen.push(s.counts('p'));
  }
  s.scales('ml', 2, undefined);
  seen.push(s.counts('p'));
  assert.deepEqual(seen, ['3 0 0 1', '1 0 0 3', '4 0 0 0', '0 0 0 4', '2 0 0 2', '0 0 0 4']);
});

test('an instance is in use until it has gone, and what is given back goes to whoever lacks it', () => {
  const s = new Scene();
  s.plans('p', 4, [[1, 25]]);
  s.creates('ml', 4, 'p', {}, { NodeRecovery: 'Automatic' });
  s.creates('other', 1, undefined);
  s.advanceHours(2);
  s.breaks(s.nodesOf('ml')[0]!);
  s.advanceHours(0.5);
  assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService Degraded 3/4', '3 1 0 0']);
  const [waiting] = s.nodesOf('ml').filter(({ awaitsPlan }) => awaitsPlan);
  assert.match(waiting!.message!, /^Training plan p has no instance available/);
  s.scales('ml', 3, 'p');
  assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService InService 3/3', '3 1 0 0']);
  s.scales('ml', 2, 'p');
  assert.equal(s.counts('p'), '3 1 0 0');
  s.advanceHours(0.2);
  assert.equal(s.counts('p'), '2 1 0 1');
  s.advanceHours(2);
  assert.equal(s.counts('p'), '2 0 0 2');
});

test('a node waits, and gets the instance that another cluster gives back at that instant', () => {
  const s = new Scene();
  s.plans('p', 3, [[1, 25]]);
  s.creates('ml', 2, 'p', {}, { NodeRecovery: 'Automatic' });
  s.creates('other', 1, 'p');
  s.advanceHours(2);
  s.breaks(s.nodesOf('ml')[0]!);
  s.advanceHours(0.5);
  assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService Degraded 1/2', '2 1 0 0']);
  s.call(deleteCluster, { ClusterName: 'other' });
  s.advance(3_000);
  const [node] = s.nodesOf('ml');
  assert.deepEqual([node!.awaitsPlan, node!.work?.kind], [undefined, 'Provision']);
  assert.equal(s.counts('p'), '2 1 0 0');
  s.advanceHours(0.5);
  assert.equal(s.shows('ml'), 'InService InService 2/2');
});

test('what comes free goes to the eldest cluster, also after a restart', () => {
  const s = new Scene();
  s.plans('p', 3, [[1, 25]]);
  for (const name of ['ml', 'other']) {
    s.creates(name, name === 'ml' ? 2 : 1, 'p', {}, { NodeRecovery: 'Automatic' });
    s.advanceHours(1);
  }
  s.breaks(s.nodesOf('other')[0]!);
  s.advanceHours(0.5);
  s.breaks(s.nodesOf('ml')[0]!);
  s.advanceHours(0.5);
  assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService Degraded 1/2', '1 2 0 0']);
  // What an index knows of the order of things is lost with a restart.
  const { planUsers } = s.draft.state;
  const { id } = s.entryOf('ml').cluster;
  planUsers.write('cluster', id, [arnOf('p')], []);
  planUsers.write('cluster', id, [], [arnOf('p')]);
  s.advanceHours(1.3);
  const waiting = (name: string) => s.nodesOf(name).filter(({ awaitsPlan }) => awaitsPlan).length;
  assert.deepEqual([waiting('ml'), waiting('other'), s.counts('p')], [0, 1, '2 1 0 0']);
});

test('an extension in time keeps everything running; one paid too late brings it back', async (t) => {
  for (const [sentence, boughtAt, expected] of [
    ['in time', 23.5, ['2', '2']],
    ['too late', 23.99, ['0', '2']],
  ] as const) {
    await t.test(sentence, () => {
      const s = new Scene();
      s.plans('p', 2, [[1, 25]]);
      s.creates('ml', 2, 'p');
      s.advanceHours(boughtAt - 0.05);
      const before = s.nodesOf('ml').map(({ instanceId }) => instanceId);
      s.extend(s.offerExtension('p', 24, { instanceCount: 2 }));
      s.advanceHours(24 - boughtAt + 0.01);
      const staying = s.nodesOf('ml').filter(({ work }) => work?.kind !== 'Terminate');
      s.advanceHours(1.5);
      assert.deepEqual([`${staying.length}`, `${s.entryOf('ml').nodes.group('a').joined}`], expected);
      const kept = s.nodesOf('ml').filter(({ instanceId }) => before.includes(instanceId));
      assert.equal(kept.length, sentence === 'in time' ? 2 : 0);
    });
  }
});

test('all or nothing: the cluster is in service without instances, and an update does not wait for them', () => {
  const s = new Scene();
  s.plans('p', 4, [[10, 34]]);
  s.creates('ml', 2, 'p', {}, { NodeProvisioningMode: undefined });
  s.advanceHours(0.1);
  assert.equal(s.shows('ml'), 'InService InService 0/2');
  s.scales('ml', 3, 'p');
  assert.equal(s.shows('ml'), 'InService InService 0/3');
  s.advanceHours(11);
  assert.equal(s.shows('ml'), 'InService InService 3/3');
  s.advanceHours(30);
  assert.equal(s.shows('ml'), 'InService InService 0/3');
});

test('a minimum is not waited for while no block is open, and else as ever', async (t) => {
  for (const [sentence, hours, expected] of [
    ['before the block', 0, 'InService InService 0/2'],
    ['in the block', 2, 'Creating Creating 0/2'],
  ] as const) {
    await t.test(sentence, () => {
      const s = new Scene();
      s.plans('p', 2, [[1, 25]]);
      s.advanceHours(hours);
      s.creates('ml', 2, 'p', { MinInstanceCount: 1 });
      s.advanceHours(0.05);
      assert.equal(s.shows('ml'), expected);
    });
  }
});

test('a minimum that is not met before the block ends is waited for no longer', () => {
  const s = new Scene();
  s.plans('p', 2, [[1, 25]]);
  s.advanceHours(23.8);
  s.creates('ml', 2, 'p', { MinInstanceCount: 1 });
  s.advanceHours(0.1);
  assert.equal(s.shows('ml'), 'Creating Creating 0/2');
  s.advanceHours(0.2);
  assert.equal(s.shows('ml'), 'InService InService 0/2');
});

test('nodes are added only to an open block, and only as many as are free', () => {
  const s = new Scene();
  s.plans('p', 3, [[1, 25]]);
  s.creates('ml', 1, 'p');
  s.advanceHours(0.1);
  const promised: string[] = [];
  const add = (count: number, zones?: readonly string[]) => {
    const asked = { InstanceGroupName: 'a', IncrementTargetCountBy: count, AvailabilityZones: zones };
    const { Failed, Successful } = s.call(batchAddClusterNodes, { ClusterName: 'ml', NodesToAdd: [asked] });
    for (const { NodeLogicalId: id } of Successful) promised.push(id);
    return Failed[0] && `${Failed[0].ErrorCode}: ${Failed[0].Message}`;
  };
  assert.match(
    add(1)!,
    /^InvalidInstanceGroupStatus: .* no block of training plan 'p' is open: the next starts at/,
  );
  s.advanceHours(2);
  assert.match(add(3)!, /^InvalidInstanceGroupStatus: .* has 2 of 3 instances free .* Ask for at most 2\.$/);
  assert.match(add(1, ['us-west-2b'])!, /^IncompatibleAvailabilityZones: .* is in us-west-2a/);
  assert.equal(add(2, ['us-west-2a']), undefined);
  s.advanceHours(1);
  assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService InService 3/3', '3 0 0 0']);
  const [node, ...added] = s.nodesOf('ml');
  assert.deepEqual(
    added.map(({ logicalId }) => logicalId),
    promised,
  );
  s.call(batchDeleteClusterNodes, { ClusterName: 'ml', NodeIds: [node!.instanceId!] });
  s.advanceHours(0.2);
  assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService InService 2/2', '2 0 0 1']);
});

test('nodes stand in the UltraServers of their plan, together where they can; a failed one gets a spare there', () => {
  const s = new Scene();
  s.plans('r', 8, [[1, 25]], true);
  s.creates('ml', 2, 'r', { InstanceType: gb200 }, { NodeRecovery: 'Automatic' });
  s.creates('other', 3, 'r', { InstanceType: gb200 });
  s.advanceHours(2);
  const [first, second] = s.plan('r').capacities[0]!.pools.map(({ ultraServerId }) => ultraServerId);
  const racks = (name: string) => s.nodesOf(name).map(({ ultraServer }) => ultraServer!.id);
  assert.deepEqual(racks('ml'), [first, first]);
  assert.deepEqual(racks('other'), [second, second, second]);
  assert.equal(s.counts('r'), '5 0 2 1');
  s.breaks(s.nodesOf('ml')[0]!);
  s.advanceHours(1);
  assert.deepEqual(racks('ml'), [first, first]);
  assert.equal(s.counts('r'), '5 1 1 1');
  s.breaks(s.nodesOf('ml')[0]!);
  s.advanceHours(0.9);
  assert.equal(s.counts('r'), '5 2 1 0');
  s.advanceHours(2.5);
  assert.equal(s.counts('r'), '5 0 2 1');
});

test('a failed instance that is deleted is unhealthy all the same', () => {
  const s = new Scene();
  s.plans('p', 3, [[1, 25]]);
  s.creates('ml', 2, 'p');
  s.advanceHours(2);
  const [node] = s.nodesOf('ml');
  s.breaks(node!);
  s.call(batchDeleteClusterNodes, { ClusterName: 'ml', NodeIds: [node!.instanceId!] });
  s.advanceHours(0.2);
  assert.equal(s.counts('p'), '1 1 0 1');
});

test('a capacity fault does not bar what is reserved', () => {
  const s = new Scene();
  s.plans('p', 2, [[1, 25]]);
  s.creates('ml', 2, 'p');
  s.creates('other', 1, undefined);
  s.fault({ type: 'capacity' });
  s.advanceHours(2);
  assert.deepEqual([s.shows('ml'), s.shows('other')], ['InService InService 2/2', 'InService Degraded 0/1']);
});

test('nodes stand in the zone of the plan, whatever subnet would be next', () => {
  const s = new Scene();
  s.plans('p', 4, [[1, 25]]);
  s.creates('ml', 4, 'p');
  s.advanceHours(2);
  assert.deepEqual(
    s.nodesOf('ml').map(({ subnetIndex }) => subnetIndex),
    [1, 1, 1, 1],
  );
});

test('a move of a plan concerns the clusters on it, and writes no others', () => {
  const s = new Scene();
  s.plans('p', 2, [[10, 34]]);
  s.creates('ml', 2, 'p');
  s.creates('other', 2, undefined);
  s.advanceHours(1);
  const { state } = s.draft;
  const users = () => [...state.planUsers.of(arnOf('p'), 'cluster')];
  assert.deepEqual(users(), [s.entryOf('ml').cluster.id]);
  const [on, off] = [s.entryOf('ml').version, s.entryOf('other').version];
  s.advanceHours(10);
  assert.equal(s.shows('ml'), 'InService InService 2/2');
  assert.notEqual(s.entryOf('ml').version, on);
  assert.equal(s.entryOf('other').version, off);
  s.scales('ml', 2, undefined);
  assert.deepEqual(users(), [s.entryOf('ml').cluster.id], 'until its last instance has gone');
  s.advanceHours(0.1);
  assert.deepEqual(users(), []);
});

test('the status of a plan is shown as it is, also for a group that holds nothing of it', () => {
  const s = new Scene();
  s.plans('p', 2, [[1, 25]]);
  s.creates('ml', 1, 'p');
  s.advanceHours(0.1);
  s.scales('ml', 0, 'p');
  const { version } = s.entryOf('ml');
  s.advanceHours(2);
  assert.notEqual(s.entryOf('ml').version, version, 'what is kept of DescribeCluster is made anew');
});

test('a node that waits is left to its plan: by recovery, and by the operation that it is part of', async (t) => {
  await t.test('recovery is switched on', () => {
    const s = new Scene();
    s.plans('p', 1, [[1, 25]]);
    s.creates('ml', 1, 'p', {}, { NodeRecovery: 'None' });
    s.advanceHours(2);
    const [node] = s.nodesOf('ml');
    s.call(batchReplaceClusterNodes, { ClusterName: 'ml', NodeIds: [node!.instanceId!] });
    s.advanceHours(0.5);
    s.call(updateCluster, { ClusterName: 'ml', NodeRecovery: 'Automatic' });
    assert.deepEqual(
      s.nodesOf('ml').map(({ logicalId, awaitsPlan, work }) => [logicalId, awaitsPlan, work]),
      [[node!.logicalId, true, undefined]],
    );
    const [refused] = s.call(batchReplaceClusterNodes, {
      ClusterName: 'ml',
      NodeLogicalIds: [node!.logicalId],
    }).FailedNodeLogicalIds!;
    assert.match(refused!.Message!, /has no instance to replace: it waits for one of its training plan/);
  });
  await t.test('all or nothing: the creation goes on', () => {
    const s = new Scene();
    s.plans('p', 2, [[1, 25]]);
    s.advanceHours(1);
    const mode = { NodeProvisioningMode: undefined, NodeRecovery: 'Automatic' };
    s.creates('ml', 2, 'p', {}, mode);
    s.advanceHours(0.1);
    const [slow, quick] = s.nodesOf('ml');
    s.draft.put('node', nodeKey(slow!), { ...slow!, work: { ...slow!.work!, dueAt: s.now + 7_200_000 } });
    s.advanceHours(0.4);
    s.breaks(s.nodesOf('ml').find(({ logicalId }) => logicalId === quick!.logicalId)!);
    s.advanceHours(0.5);
    assert.deepEqual([s.shows('ml'), s.counts('p')], ['Creating Creating 0/2', '1 1 0 0']);
    s.advanceHours(4);
    assert.deepEqual([s.shows('ml'), s.counts('p')], ['InService InService 2/2', '2 0 0 0']);
  });
});
