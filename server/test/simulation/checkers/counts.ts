import assert from 'node:assert/strict';
import { type Cluster, isSlurmController } from '../../../src/domain/cluster/cluster.ts';
import { describe } from '../../../src/domain/cluster/describe-cluster.ts';
import type { Node } from '../../../src/domain/cluster/node.ts';
import { GroupIndex } from '../../../src/domain/cluster/nodes-index.ts';
import { wantedCount } from '../../../src/domain/cluster/plan-holds.ts';
import { isBetweenBlocks } from '../../../src/domain/cluster/plan-of-group.ts';
import type { State } from '../../../src/domain/state.ts';
import type { Simulation } from '../simulation.ts';

/** Every running count equals what counting anew gives. */
export function countsAddUp(simulation: Simulation): void {
  let total = 0;
  for (const { cluster, nodes } of simulation.entries) {
    const all: Node[] = [...nodes.all()];
    total += all.length;
    assert.equal(nodes.size, all.length, 'NodesIndex.size');
    for (const [name, index] of nodes.groups) {
      const counted = new GroupIndex();
      const members = all.filter((node) => node.group === name);
      for (const node of members) counted.count(node, 1);
      for (const count of ['byWork', 'byStatus', 'joinedByType', 'joinedByImage'] as const) {
        assert.deepEqual(entries(index[count]), entries(counted[count]), `${cluster.name}/${name} ${count}`);
      }
      assert.equal(index.joined, counted.joined, `${cluster.name}/${name} joined`);
      const order = index.entries.map(({ sequence }) => sequence);
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
        `${cluster.name}/${name} order`,
      );
      assert.ok(
        cluster.groups.some((group) => group.name === name),
        `nodes of group ${name}, which is gone`,
      );
    }
    for (const node of all) {
      assert.equal(nodes.get(node.logicalId), node);
      if (node.instanceId !== undefined) assert.equal(nodes.byInstanceId(node.instanceId), node);
    }
  }
  assert.equal(simulation.state.nodeCount, total, 'State.nodeCount');
}

/** What DescribeCluster says of counts follows from the nodes, and no target is negative. */
export function describedCountsAreTrue(simulation: Simulation): void {
  for (const entry of simulation.entries) {
    const { InstanceGroups = [], RestrictedInstanceGroups = [] } = describe(
      simulation.state,
      entry,
      simulation.fleet.now,
    );
    for (const group of [...InstanceGroups, ...RestrictedInstanceGroups]) {
      const members = [...entry.nodes.all()].filter((node) => node.group === group.InstanceGroupName);
      const joined = members.filter((node) => node.joined).length;
      assert.equal(group.CurrentCount, joined, `CurrentCount of ${group.InstanceGroupName}`);
      assert.ok(group.TargetCount! >= 0, `TargetCount of ${group.InstanceGroupName}`);
    }
    for (const { minCount = 0, targetCount, name, deleting } of entry.cluster.groups) {
      if (deleting !== true) assert.ok(minCount <= targetCount, `MinCount of ${name} above its TargetCount`);
    }
  }
}

/** On Slurm nothing comes up before the controller, which may be on a plan none of whose blocks is open. */
export const awaitsController = (state: State, cluster: Cluster): boolean =>
  cluster.groups.some((group) => isSlurmController(cluster, group) && isBetweenBlocks(state, cluster, group));

/** At rest, and with nothing wrong, every group has exactly what was asked for. */
export function settledClustersAreComplete(simulation: Simulation): void {
  if (simulation.state.standingFaults.size > 0) return;
  for (const { cluster, nodes } of simulation.entries) {
    const all = [...nodes.all()];
    const busy = all.some((node) => node.work !== undefined || node.status === 'Failure');
    if (cluster.status !== 'InService' || cluster.operation !== undefined || busy) continue;
    if (awaitsController(simulation.state, cluster)) continue;
    for (const group of cluster.groups) {
      const { size, joined } = nodes.group(group.name);
      const wanted = wantedCount(simulation.state, cluster, group);
      assert.deepEqual(
        { size, joined },
        { size: wanted, joined: wanted },
        `settled group ${cluster.name}/${group.name}`,
      );
    }
  }
}

const entries = <K extends string>(map: ReadonlyMap<K, number>): [K, number][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));
