import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { Objects } from '../objects.ts';
import { callerArn } from './caller.ts';
import { findResource } from './find-governance-resource.ts';
import type { GovernanceKind } from './governance-resource.ts';
import { governanceRefusals } from './messages.ts';
import { allows, underWay } from './operation-status.ts';
import { keepVersion } from './past-version.ts';

/**
 * The quota or policy that an update is for. TargetVersion must be the present version, so that nobody
 * overwrites what he has not seen (observed; the code follows from the declared errors).
 */
export function findToUpdate<K extends GovernanceKind>(
  draft: Draft,
  kind: K,
  id: string,
  targetVersion: number,
  { world }: OperationContext,
): Objects[K] {
  const resource = findResource(draft.state, kind, id, world);
  if (!allows(resource.status, 'Update')) throw governanceRefusals.notNow(kind, resource, 'Update');
  if (resource.version !== targetVersion)
    throw governanceRefusals.staleVersion(kind, resource, targetVersion);
  return resource;
}

/** The next version of a resource as its update begins; the present one is put by. */
export function nextVersion<K extends GovernanceKind>(
  draft: Draft,
  resource: Objects[K],
  description: string | undefined,
  context: OperationContext,
): Objects[K] {
  keepVersion(draft, resource);
  return {
    ...resource,
    ...underWay('Update', context),
    version: resource.version + 1,
    description: description ?? resource.description,
    modifiedAt: context.now,
    modifiedBy: callerArn(context.world),
  };
}
