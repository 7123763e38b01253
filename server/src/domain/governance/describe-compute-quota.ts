import type {
  DescribeComputeQuotaRequest,
  DescribeComputeQuotaResponse,
} from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { State } from '../state.ts';
import { userContext } from './caller.ts';
import { computeQuotaArn } from './compute-quota.ts';
import { findResource } from './find-governance-resource.ts';
import { governedClusterArn } from './governance-resource.ts';
import { atVersion } from './past-version.ts';

/** DescribeComputeQuota: a quota as it is, or as it was when the next version came, defaults filled in. */
export function describeComputeQuota(
  state: State,
  input: DescribeComputeQuotaRequest,
  context: OperationContext,
): DescribeComputeQuotaResponse {
  const present = findResource(state, 'computeQuota', input.ComputeQuotaId, context.world);
  const quota = atVersion(state, 'computeQuota', present, input.ComputeQuotaVersion);
  return {
    ComputeQuotaArn: computeQuotaArn(quota),
    ComputeQuotaId: quota.id,
    Name: quota.name,
    Description: quota.description,
    ComputeQuotaVersion: quota.version,
    Status: quota.status,
    FailureReason: quota.failureReason,
    ClusterArn: governedClusterArn(quota),
    ComputeQuotaConfig: quota.config,
    ComputeQuotaTarget: quota.target,
    ActivationState: quota.activationState,
    CreationTime: quota.createdAt,
    CreatedBy: userContext(quota.createdBy),
    LastModifiedTime: quota.modifiedAt,
    LastModifiedBy: quota.modifiedBy === undefined ? undefined : userContext(quota.modifiedBy),
  };
}
