import type { ListClustersRequest, ListClustersResponse } from '../../shapes/cluster.ts';
import type { OperationContext } from '../context.ts';
import { pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { worldKey } from '../world.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import { plansOfGroups } from './plan-of-group.ts';
import { imageVersionStatus } from './release.ts';

/** ListClusters: by creation time (default) or name, in pages that start after the last cluster shown. */
export function listClusters(
  state: State,
  input: ListClustersRequest,
  context: OperationContext,
): ListClustersResponse {
  const { MaxResults, NextToken, ...asked } = input;
  const rows = state.inOrder('cluster', context.world, asked.SortBy === 'NAME' ? nameKey : creationKey);
  const { items, nextToken = '' } = pageOf(rows, {
    scope: `ListClusters ${worldKey(context.world)} ${JSON.stringify(asked)}`,
    token: NextToken,
    size: MaxResults,
    descending: asked.SortOrder === 'Descending',
    isWanted: (cluster) => matches(cluster, asked),
  });
  return { NextToken: nextToken, ClusterSummaries: items.map((cluster) => summary(cluster, context.now)) };
}

const nameKey = (cluster: Cluster): string => cluster.name;
const creationKey = (cluster: Cluster): string =>
  `${String(cluster.createdAt).padStart(16, '0')} ${cluster.id}`;

function matches(cluster: Cluster, input: ListClustersRequest): boolean {
  const { NameContains, CreationTimeAfter, CreationTimeBefore, TrainingPlanArn } = input;
  if (NameContains !== undefined && !cluster.name.includes(NameContains)) return false;
  if (CreationTimeAfter !== undefined && cluster.createdAt <= CreationTimeAfter) return false;
  if (CreationTimeBefore !== undefined && cluster.createdAt >= CreationTimeBefore) return false;
  return TrainingPlanArn === undefined || plansOfGroups(cluster).includes(TrainingPlanArn);
}

function summary(cluster: Cluster, now: number) {
  const statuses = cluster.groups.map((group) => imageVersionStatus(group.image, now));
  return {
    ClusterArn: clusterArn(cluster),
    ClusterName: cluster.name,
    CreationTime: cluster.createdAt,
    ClusterStatus: cluster.status,
    TrainingPlanArns: plansOfGroups(cluster),
    ImageVersionStatus: worstFirst.find((status) => statuses.includes(status)),
  };
}

/** A cluster's images are as old as its oldest (our choice). */
const worstFirst = ['EndOfLife', 'SecurityUpdateRequired', 'UpdateAvailable', 'UpToDate'] as const;
