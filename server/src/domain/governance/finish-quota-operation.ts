import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';

export function finishQuotaOperation(draft: Draft, id: string, context: Context): void {
  throw new Error(`not built yet: ${draft.mark().writes} ${id} ${context.now}`);
}
