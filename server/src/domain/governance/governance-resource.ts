import type { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import type { World } from '../world.ts';

/** What compute quotas and cluster scheduler configs have in common: names, versions and the status machine. */
export interface GovernanceResource extends World {
  /** 12 characters of [a-z0-9]: the tail of the ARN. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly clusterId: string;
  /** 1 at first, one more with every update. */
  readonly version: number;
  readonly status: SchedulerResourceStatus;
  readonly failureReason?: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly modifiedAt?: number;
  readonly modifiedBy?: string;
  /** What is under way, and until when. */
  readonly operation?: { readonly kind: 'Create' | 'Update' | 'Delete'; readonly dueAt: number };
}
