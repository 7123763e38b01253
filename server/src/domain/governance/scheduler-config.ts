import type { SchedulerConfig } from '../../shapes/cluster-scheduler-config.ts';
import { arnOf, type World } from '../world.ts';
import type { GovernanceResource } from './governance-resource.ts';

/** A cluster scheduler config ("cluster policy"): how the teams of one cluster share. One a cluster (observed). */
export interface ClusterSchedulerConfig extends GovernanceResource {
  /** As Describe shows it, defaults filled in. */
  readonly config: SchedulerConfig;
  /** What governs now; absent before the creation has succeeded. */
  readonly applied?: SchedulerConfig;
}

export const schedulerConfigArn = (config: World & { readonly id: string }): string =>
  arnOf(config, `cluster-scheduler-config/${config.id}`);
