import type { Draft } from '../draft.ts';
import { VERSIONS_KEPT_MAX } from '../limits.ts';
import type { Objects } from '../objects.ts';
import type { State } from '../state.ts';
import type { ComputeQuota } from './compute-quota.ts';
import type { GovernanceKind, GovernanceResource } from './governance-resource.ts';
import { governanceRefusals } from './messages.ts';
import type { ClusterSchedulerConfig } from './scheduler-config.ts';

/** A governance resource as it was when its next version came: what Describe shows of a past version. */
export interface PastVersion {
  readonly resource: ComputeQuota | ClusterSchedulerConfig;
}

/** `<id>/<version>`: ids of quotas and configs are drawn apart, and never meet. */
export const pastVersionKey = (id: string, version: number): string =>
  `${id}/${String(version).padStart(10, '0')}`;

/** The oldest version that is still known, the present one included. */
const oldestOf = ({ version }: GovernanceResource): number => Math.max(1, version - VERSIONS_KEPT_MAX);

/** Puts the present version by, as its next one comes. The oldest of too many goes. */
export function keepVersion(draft: Draft, resource: ComputeQuota | ClusterSchedulerConfig): void {
  draft.put('pastVersion', pastVersionKey(resource.id, resource.version), { resource });
  const tooOld = pastVersionKey(resource.id, resource.version - VERSIONS_KEPT_MAX);
  if (draft.get('pastVersion', tooOld) !== undefined) draft.delete('pastVersion', tooOld);
}

/** The resource is no more, and none of its past versions either. */
export function dropVersions(draft: Draft, resource: GovernanceResource): void {
  for (let version = oldestOf(resource); version < resource.version; version += 1) {
    draft.delete('pastVersion', pastVersionKey(resource.id, version));
  }
}

/** The resource at that version; without one, as it is now. */
export function atVersion<K extends GovernanceKind>(
  state: State,
  kind: K,
  resource: Objects[K],
  version: number | undefined,
): Objects[K] {
  if (version === undefined || version === resource.version) return resource;
  const oldest = oldestOf(resource);
  if (version < oldest || version > resource.version)
    throw governanceRefusals.noSuchVersion(kind, resource, version, oldest);
  return state.get('pastVersion', pastVersionKey(resource.id, version))!.resource as Objects[K];
}
