import assert from 'node:assert/strict';
import { wantedCount } from '../../../src/domain/cluster/plan-holds.ts';
import type { Simulation } from '../simulation.ts';
import { awaitsController } from './counts.ts';

/** Long after the last fault ended, everything has come to its end: no livelock, no promise left open. */
export function everythingHasSettled(simulation: Simulation): void {
  for (const { cluster, nodes } of simulation.entries) {
    assert.ok(['InService', 'Failed'].includes(cluster.status), `${cluster.name} is still ${cluster.status}`);
    for (const node of nodes.all()) {
      assert.equal(node.work, undefined, `node ${node.logicalId} of ${cluster.name} is still at work`);
      assert.equal(node.ailment, undefined, `node ${node.logicalId} of ${cluster.name} is still ailing`);
    }
    for (const group of cluster.groups) {
      assert.notEqual(group.deleting, true, `group ${group.name} is still being deleted`);
      assert.equal(group.minimumDueAt, undefined, `group ${group.name} still waits for its minimum`);
    }
    assert.equal(cluster.healthCheck, undefined, `${cluster.name} is still being checked`);
  }
  assert.equal(simulation.state.due.inFlight, 0, 'in flight');
  assert.equal(simulation.state.standingFaults.size, 0, 'standing faults');
}

/** Where launches are tried again, in the end every node that was asked for is there. */
export function nothingIsGivenUp(simulation: Simulation): void {
  for (const { cluster, nodes } of simulation.entries) {
    if (cluster.status !== 'InService' || !(cluster.continuous || cluster.nodeRecovery === 'Automatic'))
      continue;
    if (awaitsController(simulation.state, cluster)) continue;
    for (const group of cluster.groups) {
      const wanted = wantedCount(simulation.state, cluster, group);
      assert.equal(nodes.group(group.name).joined, wanted, `nodes of ${cluster.name}/${group.name}`);
    }
  }
}

/** Whatever was to be replaced has another instance, or has gone. */
export function replacementsTookPlace(simulation: Simulation): void {
  for (const [id, formerId] of simulation.replacing) {
    const node = simulation.state.get('node', id);
    if (node !== undefined) assert.notEqual(node.instanceId, formerId, `node ${id} was to be replaced`);
  }
}
