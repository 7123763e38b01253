import { clusterArn } from '../domain/cluster/cluster.ts';
import { decodeToken, encodeToken } from '../domain/paging.ts';
import type { ClusterEntry, State } from '../domain/state.ts';
import type { Call, Reply } from './call.ts';
import { ControlError, invalidRequest } from './control-error.ts';
import { isoTime, type Members, number, text } from './members.ts';

/**
 * Clusters as the operator sees them: those of all accounts and regions, unless the query confines them. A
 * name can therefore mean several; then none is guessed.
 */
export const PAGE_MAX = 1_000;

const isWithin = (
  { cluster }: ClusterEntry,
  account: string | undefined,
  region: string | undefined,
): boolean =>
  (account === undefined || cluster.account === account) &&
  (region === undefined || cluster.region === region);

/** The cluster that the path names. */
export const clusterOfPath = ({ engine, names, query }: Call): ClusterEntry =>
  findCluster(engine.state, { ...query, cluster: names.cluster });

/** The cluster that the query's `cluster` (name, id or ARN) means. */
export function findCluster(state: State, query: Members): ClusterEntry {
  const wanted = text(query, 'cluster');
  if (wanted === undefined)
    throw invalidRequest("'cluster' is missing from the query: a name, an id or an ARN.");
  const [account, region] = [text(query, 'account'), text(query, 'region')];
  const found = state.clustersCalled(wanted).filter((entry) => isWithin(entry, account, region));
  if (found.length === 1) return found[0]!;
  const shown = wanted.slice(0, 256);
  if (found.length === 0) {
    throw new ControlError(
      'NotFound',
      `Cluster '${shown}' does not exist${where(account, region)}. GET /_quartermaster/clusters lists those that do.`,
    );
  }
  const candidates = found.slice(0, 20).map(({ cluster }) => clusterArn(cluster));
  throw invalidRequest(
    `'cluster' is '${shown}', which ${found.length} clusters are called: ${candidates.join(', ')}. Give the ARN, or 'account' and 'region'.`,
  );
}

const where = (account: string | undefined, region: string | undefined): string =>
  (account === undefined ? '' : ` in account ${account}`) +
  (region === undefined ? '' : ` in region ${region}`);

const keyOf = ({ cluster: { account, region, name } }: ClusterEntry): string =>
  `${account}/${region}/${name}`;

/** GET clusters: by account, region and name. */
export function listClusters({ engine: { state }, query }: Call): Reply {
  const [account, region] = [text(query, 'account'), text(query, 'region')];
  const limit = number(query, 'limit', { min: 1, max: PAGE_MAX, whole: true }) ?? PAGE_MAX;
  const scope = `clusters ${account} ${region}`;
  const after = decodeToken(text(query, 'nextToken'), scope);
  const found = [...state.clusters.values()]
    .filter((entry) => isWithin(entry, account, region) && (after === undefined || keyOf(entry) > after))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = found.slice(0, limit);
  const nextToken = found.length > limit ? encodeToken(scope, keyOf(page.at(-1)!)) : null;
  return { json: { clusters: page.map(row), nextToken } };
}

const row = ({ cluster, nodes }: ClusterEntry) => ({
  name: cluster.name,
  id: cluster.id,
  arn: clusterArn(cluster),
  account: cluster.account,
  region: cluster.region,
  status: cluster.status,
  orchestrator: cluster.orchestrator?.Eks === undefined ? 'Slurm' : 'EKS',
  groups: cluster.groups.length,
  nodes: nodes.size,
  createdAt: isoTime(cluster.createdAt),
  failureMessage: cluster.failureMessage ?? null,
});
