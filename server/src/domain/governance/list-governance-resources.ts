import type { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import type { OperationContext } from '../context.ts';
import type { Objects } from '../objects.ts';
import { type Page, pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { worldKey } from '../world.ts';
import { type GovernanceKind, type GovernanceResource, governedClusterArn } from './governance-resource.ts';

/** What ListComputeQuotas and ListClusterSchedulerConfigs can be asked. */
interface ListRequest {
  readonly CreatedAfter?: number | undefined;
  readonly CreatedBefore?: number | undefined;
  readonly NameContains?: string | undefined;
  readonly Status?: SchedulerResourceStatus | undefined;
  readonly ClusterArn?: string | undefined;
  readonly SortBy?: keyof typeof sortKeys | undefined;
  readonly SortOrder?: 'Ascending' | 'Descending' | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/**
 * One value for each resource, and the same between two pages as long as the resource stays as it is. What ties is
 * in order of creation.
 */
const sortKeys = {
  Name: ({ name }: GovernanceResource) => name,
  CreationTime: (resource: GovernanceResource) =>
    `${String(resource.createdAt).padStart(16, '0')} ${placeOf(resource)}`,
  Status: (resource: GovernanceResource) => `${resource.status} ${placeOf(resource)}`,
  ClusterArn: (resource: GovernanceResource) => `${governedClusterArn(resource)} ${placeOf(resource)}`,
};

const placeOf = ({ sequence }: GovernanceResource): string => String(sequence).padStart(10, '0');

/** The quotas or policies of a world: descending unless asked otherwise (documented), by creation (our choice). */
export function listResources<K extends GovernanceKind>(
  state: State,
  kind: K,
  input: ListRequest,
  { world }: OperationContext,
): Page<Objects[K]> {
  const { NextToken, MaxResults, ...asked } = input;
  return pageOf(state.inOrder(kind, world, sortKeys[asked.SortBy ?? 'CreationTime']), {
    scope: `${kind} ${worldKey(world)} ${JSON.stringify(asked)}`,
    token: NextToken,
    size: MaxResults,
    descending: asked.SortOrder !== 'Ascending',
    isWanted: (resource) => matches(resource, asked),
  });
}

function matches(resource: GovernanceResource, asked: ListRequest): boolean {
  const { CreatedAfter, CreatedBefore, NameContains, Status, ClusterArn } = asked;
  if (NameContains !== undefined && !resource.name.includes(NameContains)) return false;
  if (CreatedAfter !== undefined && resource.createdAt <= CreatedAfter) return false;
  if (CreatedBefore !== undefined && resource.createdAt >= CreatedBefore) return false;
  if (Status !== undefined && resource.status !== Status) return false;
  return ClusterArn === undefined || governedClusterArn(resource) === ClusterArn;
}
