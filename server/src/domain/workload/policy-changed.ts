import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';

/**
 * What governs a cluster's tasks has changed: a quota or policy was applied, or is gone. `what` says it in words,
 * for the history. The scheduler looks at everything anew.
 */
export function policyChanged(draft: Draft, clusterId: string, what: string, context: Context): void {
  throw new Error(`not built yet: ${draft.mark().writes} ${clusterId} ${what} ${context.now}`);
}
