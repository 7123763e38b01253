import type { CreateComputeQuotaRequest, CreateComputeQuotaResponse } from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { COMPUTE_QUOTAS_PER_CLUSTER_MAX, TEAM_NAME_MAX } from '../limits.ts';
import type { State } from '../state.ts';
import { putTags } from '../tag/write-tags.ts';
import { checkQuotaConfig } from './check-quota-config.ts';
import { type ComputeQuota, computeQuotaArn } from './compute-quota.ts';
import { findClusterToGovern } from './find-governance-resource.ts';
import { IDLE_LENDER } from './ledger.ts';
import { governanceRefusals } from './messages.ts';
import { newResource } from './new-governance-resource.ts';
import { filledConfig, filledTarget } from './quota-defaults.ts';

/** CreateComputeQuota: gives a team its quota of a cluster; it governs once the creation has succeeded. */
export function createComputeQuota(
  draft: Draft,
  input: CreateComputeQuotaRequest,
  context: OperationContext,
): CreateComputeQuotaResponse {
  const { Name: name, Description: description, ComputeQuotaTarget: target } = input;
  checkTeamName(target.TeamName);
  checkQuotaConfig(input.ComputeQuotaConfig);
  const cluster = findClusterToGovern(draft.state, input.ClusterArn, context.world);
  const quota: ComputeQuota = {
    ...newResource(draft, 'computeQuota', { name, description, clusterId: cluster.id }, context),
    config: filledConfig(input.ComputeQuotaConfig),
    target: filledTarget(target),
    activationState: input.ActivationState ?? 'Enabled',
  };
  checkTeam(draft.state, cluster.id, target.TeamName);
  draft.put('computeQuota', quota.id, quota);
  putTags(draft, computeQuotaArn(quota), input.Tags ?? []);
  return { ComputeQuotaArn: computeQuotaArn(quota), ComputeQuotaId: quota.id };
}

/** The model's pattern means 40 characters, but does not bound them. The ledger has one name of its own. */
function checkTeamName(team: string): void {
  if (team.length > TEAM_NAME_MAX) throw governanceRefusals.teamNameTooLong(team, TEAM_NAME_MAX);
  if (team === IDLE_LENDER) throw governanceRefusals.teamNameReserved(team);
}

/** One quota a team and cluster (observed of every client; the namespace is named after the team). */
function checkTeam(state: State, clusterId: string, team: string): void {
  const { quotas } = state.clusters.get(clusterId)!.governance;
  if (quotas.size >= COMPUTE_QUOTAS_PER_CLUSTER_MAX) {
    throw governanceRefusals.tooManyOfCluster(COMPUTE_QUOTAS_PER_CLUSTER_MAX);
  }
  for (const quota of quotas.values()) {
    if (quota.target.TeamName === team) throw governanceRefusals.teamHasQuota(quota);
  }
}
