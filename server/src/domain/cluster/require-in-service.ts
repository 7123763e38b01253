import type { Cluster } from './cluster.ts';
import { refusals } from './messages.ts';

/** Refuses an operation that needs the cluster to be InService, naming what to wait for. */
export function requireInService(cluster: Cluster, operation: string): void {
  if (cluster.status === 'InService') return;
  if (cluster.status === 'Failed') throw refusals.failedCluster(cluster, operation);
  const waiting = cluster.groups.find((group) => group.minimumDueAt !== undefined);
  if (cluster.operation === undefined && waiting !== undefined)
    throw refusals.minimumUnmet(waiting, operation);
  throw refusals.inOperation(cluster, operation);
}
