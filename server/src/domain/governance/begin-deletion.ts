import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { findResource } from './find-governance-resource.ts';
import type { GovernanceKind } from './governance-resource.ts';
import { governanceRefusals } from './messages.ts';
import { allows, underWay } from './operation-status.ts';

/**
 * Sets a quota or policy on its way out. It governs until it is gone. Asked again meanwhile, it goes on going; in
 * mid-creation or mid-update it is refused (our choice, as StartClusterHealthCheck does it: ConflictException).
 */
export function beginDeletion(
  draft: Draft,
  kind: GovernanceKind,
  id: string,
  context: OperationContext,
): void {
  const resource = findResource(draft.state, kind, id, context.world);
  if (resource.status === 'Deleting') return;
  if (!allows(resource.status, 'Delete')) throw governanceRefusals.notNow(kind, resource, 'Delete');
  draft.put(kind, id, { ...resource, ...underWay('Delete', context) });
}
