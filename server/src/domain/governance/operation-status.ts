import type { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import type { Context } from '../context.ts';
import { waitMs } from '../fleet/pace.ts';
import type { GovernanceResource } from './governance-resource.ts';

/**
 * The status machine of compute quotas and cluster scheduler configs, as two tables: where each operation leads,
 * and which operations each status allows. Nothing else moves a status.
 */
export type OperationKind = 'Create' | 'Update' | 'Delete';

interface Phases {
  readonly underWay: SchedulerResourceStatus;
  /** Absent: the resource is gone. */
  readonly succeeded?: SchedulerResourceStatus;
  readonly failed: SchedulerResourceStatus;
  /** It failed, and what it had changed by then could not be taken back either. */
  readonly rollbackFailed: SchedulerResourceStatus;
}

export const phases = {
  Create: {
    underWay: 'Creating',
    succeeded: 'Created',
    failed: 'CreateFailed',
    rollbackFailed: 'CreateRollbackFailed',
  },
  Update: {
    underWay: 'Updating',
    succeeded: 'Updated',
    failed: 'UpdateFailed',
    rollbackFailed: 'UpdateRollbackFailed',
  },
  Delete: {
    underWay: 'Deleting',
    failed: 'DeleteFailed',
    rollbackFailed: 'DeleteRollbackFailed',
  },
} as const satisfies Record<OperationKind, Phases>;

/**
 * What may be asked of a resource in each status. A failed creation or rollback is deleted and created anew, a
 * failed update or deletion is tried again (documented); in mid-operation nothing begins (our choice).
 */
const allowed = {
  Creating: [],
  Created: ['Update', 'Delete'],
  CreateFailed: ['Delete'],
  CreateRollbackFailed: ['Delete'],
  Updating: [],
  Updated: ['Update', 'Delete'],
  UpdateFailed: ['Update', 'Delete'],
  UpdateRollbackFailed: ['Delete'],
  Deleting: [],
  DeleteFailed: ['Delete'],
  DeleteRollbackFailed: ['Delete'],
  Deleted: [],
} as const satisfies Record<SchedulerResourceStatus, readonly OperationKind[]>;

export const allows = (status: SchedulerResourceStatus, operation: OperationKind): boolean =>
  (allowed[status] as readonly OperationKind[]).includes(operation);

/** What changes of a resource when an operation on it begins. */
export const underWay = (kind: OperationKind, context: Context) => ({
  status: phases[kind].underWay,
  failureReason: undefined,
  operation: { kind, dueAt: context.now + waitMs('governanceOperation', context.pace) },
});

/** What changes of a resource when its operation has failed. What governs stays as it was. */
export const failed = (
  resource: GovernanceResource,
  { reason, rollbackFailed }: { readonly reason: string; readonly rollbackFailed: boolean },
) => ({
  status: phases[resource.operation!.kind][rollbackFailed ? 'rollbackFailed' : 'failed'],
  failureReason: reason,
  operation: undefined,
});
