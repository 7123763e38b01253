import type { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import { arnOf, type World } from '../world.ts';
import type { OperationKind } from './operation-status.ts';

/** The two kinds of governance resources, as the state knows them. */
export type GovernanceKind = 'computeQuota' | 'schedulerConfig';

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
  /** The ARN of whoever created it. */
  readonly createdBy: string;
  /** The latest update that was asked for; absent before the first. */
  readonly modifiedAt?: number;
  readonly modifiedBy?: string;
  /** What is under way, and until when. */
  readonly operation?: { readonly kind: OperationKind; readonly dueAt: number };
}

/** The ARN of the cluster that a quota or policy governs. */
export const governedClusterArn = (resource: GovernanceResource): string =>
  arnOf(resource, `cluster/${resource.clusterId}`);
