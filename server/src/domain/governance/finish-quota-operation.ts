import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { finishOperation } from './finish-operation.ts';

/** A compute quota's creation, update or deletion ends. */
export function finishQuotaOperation(draft: Draft, id: string, context: Context): void {
  finishOperation(
    draft,
    'computeQuota',
    id,
    (quota) => ({
      ...quota,
      applied: { config: quota.config, target: quota.target, activationState: quota.activationState },
    }),
    context,
  );
}
