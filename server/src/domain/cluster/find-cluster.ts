import type { ClusterEntry, State } from '../state.ts';
import { arnOf, type World, worldKey } from '../world.ts';
import { refusals } from './messages.ts';

/**
 * The cluster that a name or ARN means, in the caller's world. An ARN of another account or region is as
 * unknown as any other.
 */
export function findEntry(state: State, nameOrArn: string, world: World): ClusterEntry {
  const prefix = arnOf(world, 'cluster/');
  const id = nameOrArn.startsWith('arn:')
    ? nameOrArn.startsWith(prefix)
      ? nameOrArn.slice(prefix.length)
      : undefined
    : state.named('cluster', world).get(nameOrArn)?.id;
  const entry = id === undefined ? undefined : state.clusters.get(id);
  if (entry === undefined || worldKey(entry.cluster) !== worldKey(world))
    throw refusals.noSuchCluster(nameOrArn);
  return entry;
}

export const findCluster = (state: State, nameOrArn: string, world: World) =>
  findEntry(state, nameOrArn, world).cluster;
