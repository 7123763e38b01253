import type { ListClustersRequest, ListClustersResponse } from '../../shapes/cluster.ts';
import type { OperationContext } from '../context.ts';
import { PAGE_SIZE_DEFAULT } from '../limits.ts';
import { decodeToken, encodeToken } from '../paging.ts';
import type { ClusterEntry, State } from '../state.ts';
import { worldKey } from '../world.ts';
import { type Cluster, clusterArn } from './cluster.ts';
import { imageVersionStatus } from './release.ts';

/** ListClusters: by creation time (default) or name, in pages that start after the last cluster shown. */
export function listClusters(
  state: State,
  input: ListClustersRequest,
  context: OperationContext,
): ListClustersResponse {
  const { MaxResults = PAGE_SIZE_DEFAULT, NextToken, ...rest } = input;
  const scope = `ListClusters ${worldKey(context.world)} ${JSON.stringify(rest)}`;
  const after = decodeToken(NextToken, scope);
  const keyOf = input.SortBy === 'NAME' ? nameKey : creationKey;
  const direction = input.SortOrder === 'Descending' ? -1 : 1;
  const found: { key: string; entry: ClusterEntry }[] = [];
  for (const id of state.clusterIds(context.world).values()) {
    const entry = state.clusters.get(id)!;
    const key = keyOf(entry.cluster);
    if (matches(entry.cluster, input) && (after === undefined || compare(key, after) * direction > 0)) {
      found.push({ key, entry });
    }
  }
  found.sort((a, b) => compare(a.key, b.key) * direction);
  const page = found.slice(0, MaxResults);
  return {
    NextToken: found.length > page.length ? encodeToken(scope, page.at(-1)!.key) : '',
    ClusterSummaries: page.map(({ entry }) => summary(entry.cluster, context.now)),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const nameKey = (cluster: Cluster): string => cluster.name;
const creationKey = (cluster: Cluster): string =>
  `${String(cluster.createdAt).padStart(16, '0')} ${cluster.id}`;

function matches(cluster: Cluster, input: ListClustersRequest): boolean {
  const { NameContains, CreationTimeAfter, CreationTimeBefore, TrainingPlanArn } = input;
  if (NameContains !== undefined && !cluster.name.includes(NameContains)) return false;
  if (CreationTimeAfter !== undefined && cluster.createdAt <= CreationTimeAfter) return false;
  if (CreationTimeBefore !== undefined && cluster.createdAt >= CreationTimeBefore) return false;
  return TrainingPlanArn === undefined || plansOf(cluster).includes(TrainingPlanArn);
}

const plansOf = (cluster: Cluster): string[] => [
  ...new Set(cluster.groups.flatMap(({ spec }) => spec.TrainingPlanArn ?? [])),
];

function summary(cluster: Cluster, now: number) {
  const plans = plansOf(cluster);
  const statuses = cluster.groups.map((group) => imageVersionStatus(group.image, now));
  return {
    ClusterArn: clusterArn(cluster),
    ClusterName: cluster.name,
    CreationTime: cluster.createdAt,
    ClusterStatus: cluster.status,
    TrainingPlanArns: plans.length === 0 ? undefined : plans,
    ImageVersionStatus: worstFirst.find((status) => statuses.includes(status)),
  };
}

/** A cluster's images are as old as its oldest (our choice). */
const worstFirst = ['EndOfLife', 'SecurityUpdateRequired', 'UpdateAvailable', 'UpToDate'] as const;
