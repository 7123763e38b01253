import type { ListComputeQuotasRequest, ListComputeQuotasResponse } from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { computeQuotaArn } from './compute-quota.ts';
import { governedClusterArn } from './governance-resource.ts';
import { listResources } from './list-governance-resources.ts';

/** ListComputeQuotas: the quotas of all clusters, filtered, sorted and page by page. */
export function listComputeQuotas(
  state: State,
  input: ListComputeQuotasRequest,
  context: OperationContext,
): ListComputeQuotasResponse {
  const { items, nextToken } = listResources(state, 'computeQuota', input, context);
  return {
    ComputeQuotaSummaries: items.map((quota) => ({
      ComputeQuotaArn: computeQuotaArn(quota),
      ComputeQuotaId: quota.id,
      Name: quota.name,
      ComputeQuotaVersion: quota.version,
      Status: quota.status,
      ClusterArn: governedClusterArn(quota),
      ComputeQuotaConfig: quota.config,
      ComputeQuotaTarget: quota.target,
      ActivationState: quota.activationState,
      CreationTime: quota.createdAt,
      LastModifiedTime: quota.modifiedAt,
    })),
    NextToken: nextToken,
  };
}
