import assert from 'node:assert/strict';
import { ipOf } from '../../../src/domain/cluster/placement.ts';
import type { Simulation } from '../simulation.ts';

/** One instance is one node, and no two nodes of a cluster have one address. */
export function idsAndAddressesAreUnique(simulation: Simulation): void {
  const ids = new Set<string>();
  for (const { nodes } of simulation.entries) {
    const addresses = new Set<string>();
    for (const node of nodes.all()) {
      if (node.instanceId !== undefined) {
        assert.ok(!ids.has(node.instanceId), `${node.instanceId} is two nodes`);
        ids.add(node.instanceId);
      }
      const ip = ipOf(node);
      if (ip === undefined) continue;
      assert.ok(!addresses.has(ip), `${ip} is two nodes`);
      addresses.add(ip);
    }
  }
}

/** A logical id keeps its group, sequence and creation time; a sequence is never used again. */
export function nodesKeepTheirIdentity(simulation: Simulation): void {
  const { identities, sequences } = simulation;
  for (const { nodes } of simulation.entries) {
    for (const node of nodes.all()) {
      const id = `${node.clusterId}/${node.logicalId}`;
      const identity = `${node.group} ${node.sequence} ${node.createdAt}`;
      assert.equal(identities.get(id) ?? identity, identity, `identity of ${id}`);
      identities.set(id, identity);
      const place = `${node.clusterId}/${node.sequence}`;
      assert.equal(
        sequences.get(place) ?? node.logicalId,
        node.logicalId,
        `sequence ${place} was used twice`,
      );
      sequences.set(place, node.logicalId);
    }
  }
}
