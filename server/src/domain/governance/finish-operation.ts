import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { Objects } from '../objects.ts';
import { dropTags } from '../tag/write-tags.ts';
import { policyChanged } from '../workload/policy-changed.ts';
import { computeQuotaArn } from './compute-quota.ts';
import type { GovernanceKind } from './governance-resource.ts';
import { operationFailure } from './operation-failure.ts';
import { failed, phases } from './operation-status.ts';
import { dropVersions } from './past-version.ts';
import { schedulerConfigArn } from './scheduler-config.ts';

const arns = { computeQuota: computeQuotaArn, schedulerConfig: schedulerConfigArn } as const;

/**
 * An operation on a quota or policy ends. Where it succeeds, what it asked for governs from now on (`apply`), or
 * nothing does any more; where it fails, what governed before still does.
 */
export function finishOperation<K extends GovernanceKind>(
  draft: Draft,
  kind: K,
  id: string,
  apply: (resource: Objects[K]) => Objects[K],
  context: Context,
): void {
  const resource = draft.get(kind, id);
  if (resource?.operation === undefined) return;
  const operation = resource.operation.kind;
  const failure = operationFailure(draft, kind, resource, context);
  if (failure !== undefined) return draft.put(kind, id, { ...resource, ...failed(resource, failure) });
  if (operation === 'Delete') {
    dropVersions(draft, resource);
    dropTags(draft, arns[kind](resource));
    draft.delete(kind, id);
    if (resource.applied !== undefined) policyChanged(draft, { removed: resource }, context);
    return;
  }
  const applied = apply({ ...resource, status: phases[operation].succeeded, operation: undefined });
  draft.put(kind, id, applied);
  policyChanged(draft, { applied }, context);
}
