import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { Governance } from '../governance/governance.ts';

/** The cluster's governance, as it is or as it begins. */
export function governanceOf(draft: Draft, clusterId: string): Governance {
  return draft.get('governance', clusterId) ?? { clusterId, tasksSubmitted: 0, loops: [] };
}

/**
 * Asks for a scheduling pass. It comes at this same instant, after everything else that falls due then: what ends
 * together frees its quota together, as in Kueue, which batches wake-ups.
 */
export function requestPass(draft: Draft, clusterId: string, context: Context): void {
  const governance = governanceOf(draft, clusterId);
  if (governance.passDueAt !== undefined) return;
  draft.put('governance', clusterId, { ...governance, passDueAt: context.now });
}
