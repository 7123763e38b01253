import type { DeleteComputeQuotaRequest } from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { beginDeletion } from './begin-deletion.ts';

/** DeleteComputeQuota: takes a team's quota of a cluster away. */
export function deleteComputeQuota(
  draft: Draft,
  input: DeleteComputeQuotaRequest,
  context: OperationContext,
): Record<string, never> {
  beginDeletion(draft, 'computeQuota', input.ComputeQuotaId, context);
  return {};
}
