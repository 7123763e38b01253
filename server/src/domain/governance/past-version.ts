import type { ComputeQuota } from './compute-quota.ts';
import type { ClusterSchedulerConfig } from './scheduler-config.ts';

/** A governance resource as it was when its next version came: what Describe shows of a past version. */
export interface PastVersion {
  readonly resource: ComputeQuota | ClusterSchedulerConfig;
}

/** `<id>/<version>`: ids of quotas and configs are drawn apart, and never meet. */
export const pastVersionKey = (id: string, version: number): string =>
  `${id}/${String(version).padStart(10, '0')}`;
