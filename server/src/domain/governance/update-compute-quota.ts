import type { UpdateComputeQuotaRequest, UpdateComputeQuotaResponse } from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { checkQuotaConfig } from './check-quota-config.ts';
import { type ComputeQuota, computeQuotaArn } from './compute-quota.ts';
import { governanceRefusals } from './messages.ts';
import { findToUpdate, nextVersion } from './next-version.ts';
import { filledConfig, filledTarget } from './quota-defaults.ts';

/**
 * UpdateComputeQuota: the next version of a quota. A member that is given replaces what was there whole, its
 * defaults filled in; what is not given stays (our choice). What governs changes when the update has succeeded.
 */
export function updateComputeQuota(
  draft: Draft,
  input: UpdateComputeQuotaRequest,
  context: OperationContext,
): UpdateComputeQuotaResponse {
  const { ComputeQuotaConfig: config, ComputeQuotaTarget: target, ActivationState, Description } = input;
  if ([config, target, ActivationState, Description].every((member) => member === undefined))
    throw governanceRefusals.nothingToUpdate([
      'ComputeQuotaConfig',
      'ComputeQuotaTarget',
      'ActivationState',
      'Description',
    ]);
  if (config !== undefined) checkQuotaConfig(config);
  const quota = findToUpdate(draft, 'computeQuota', input.ComputeQuotaId, input.TargetVersion, context);
  if (target !== undefined && target.TeamName !== quota.target.TeamName)
    throw governanceRefusals.teamStays(quota, target.TeamName);
  const next: ComputeQuota = {
    ...nextVersion<'computeQuota'>(draft, quota, Description, context),
    config: config === undefined ? quota.config : filledConfig(config),
    target: target === undefined ? quota.target : filledTarget(target),
    activationState: ActivationState ?? quota.activationState,
  };
  draft.put('computeQuota', next.id, next);
  return { ComputeQuotaArn: computeQuotaArn(next), ComputeQuotaVersion: next.version };
}
