import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { FaultSpec } from '../fleet/fault.ts';
import { hitFault, matching } from '../fleet/outcome.ts';
import type { GovernanceKind, GovernanceResource } from './governance-resource.ts';
import { failureReasons } from './messages.ts';

export interface OperationFailure {
  readonly reason: string;
  readonly rollbackFailed: boolean;
}

/**
 * Why an operation on a quota or policy fails at its end, or undefined: it succeeds. By itself only a creation
 * fails, where the cluster has not come up yet: the add-on is not there (observed). Anything else is a fault.
 */
export function operationFailure(
  draft: Draft,
  kind: GovernanceKind,
  resource: GovernanceResource,
  context: Context,
): OperationFailure | undefined {
  const cluster = draft.get('cluster', resource.clusterId)!;
  const operation = resource.operation!.kind;
  if (operation === 'Create' && !hasAddOn(cluster))
    return { reason: failureReasons.clusterNotReady(cluster), rollbackFailed: false };
  const fault = matching(draft, cluster, (spec) => concerns(spec, kind, resource));
  if (fault?.spec.type !== 'governance') return undefined;
  const rollbackFailed = fault.spec.rollback === 'fails';
  hitFault(
    draft,
    fault,
    `${operation} of ${resourceWords[kind]} ${resource.name} (${resource.id})`,
    context.now,
  );
  return { reason: failureReasons.fault(kind, operation, rollbackFailed), rollbackFailed };
}

/** A cluster that stood once keeps its add-on while it is updated (our choice). */
const hasAddOn = ({ status }: Cluster): boolean =>
  status !== 'Creating' && status !== 'Failed' && status !== 'Deleting';

/** The kinds as faults name them. */
const resourceWords = { computeQuota: 'compute-quota', schedulerConfig: 'scheduler-config' } as const;

function concerns(spec: FaultSpec, kind: GovernanceKind, resource: GovernanceResource): boolean {
  if (spec.type !== 'governance') return false;
  if (spec.resource !== undefined && spec.resource !== resourceWords[kind]) return false;
  if (spec.operation !== undefined && spec.operation !== resource.operation!.kind.toLowerCase()) return false;
  return spec.name === undefined || spec.name === resource.name || spec.name === resource.id;
}
