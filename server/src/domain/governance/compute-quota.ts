import type { ComputeQuotaConfig, ComputeQuotaTarget } from '../../shapes/compute-quota.ts';
import type { Due } from '../due.ts';
import { arnOf, type World } from '../world.ts';
import type { GovernanceResource } from './governance-resource.ts';

/**
 * A compute quota: what a team may use of a cluster. `config`, `target` and `activationState` are the present
 * version's; `applied` is what governs: the same once an operation has succeeded, what was before while it is
 * under way or where it has failed, and nothing before the creation has succeeded.
 */
export interface ComputeQuota extends GovernanceResource {
  /** As Describe shows it, ratio-based values and defaults filled in. */
  readonly config: ComputeQuotaConfig;
  readonly target: ComputeQuotaTarget;
  readonly activationState: 'Enabled' | 'Disabled';
  readonly applied?: Pick<ComputeQuota, 'config' | 'target' | 'activationState'>;
}

export const computeQuotaArn = (quota: World & { readonly id: string }): string =>
  arnOf(quota, `compute-quota/${quota.id}`);

/** When its operation ends. */
export const governanceResourceDue = ({ operation }: GovernanceResource): Due | undefined =>
  operation === undefined ? undefined : { at: operation.dueAt, inFlight: true };
