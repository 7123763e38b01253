import type { Cluster } from '../cluster/cluster.ts';
import { isEks } from '../cluster/cluster.ts';
import type { Objects } from '../objects.ts';
import type { State } from '../state.ts';
import { arnOf, type World, worldKey } from '../world.ts';
import type { GovernanceKind } from './governance-resource.ts';
import { governanceRefusals } from './messages.ts';

/** The quota or policy of that id in the caller's world. */
export function findResource<K extends GovernanceKind>(
  state: State,
  kind: K,
  id: string,
  world: World,
): Objects[K] {
  const resource = state.get(kind, id);
  if (resource === undefined || worldKey(resource) !== worldKey(world))
    throw governanceRefusals.noSuchResource(kind, id);
  return resource;
}

/**
 * The cluster that a new quota or policy is to govern: one of the caller's, on EKS. CreateComputeQuota and
 * CreateClusterSchedulerConfig declare no ResourceNotFound, so an unknown one is a ValidationException (our
 * choice). It need not be InService yet (observed: the creation then fails).
 */
export function findClusterToGovern(state: State, arn: string, world: World): Cluster {
  const prefix = arnOf(world, 'cluster/');
  const id = arn.startsWith(prefix) ? arn.slice(prefix.length) : '';
  const cluster = state.clusters.get(id)?.cluster;
  if (cluster === undefined || worldKey(cluster) !== worldKey(world))
    throw governanceRefusals.noSuchCluster(arn);
  if (!isEks(cluster)) throw governanceRefusals.notOnEks(cluster);
  if (cluster.status === 'Deleting') throw governanceRefusals.clusterGoes(cluster);
  return cluster;
}
