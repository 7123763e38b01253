import type { SchedulerResourceStatus } from '../../shapes/compute-quota.ts';
import { clusterArn } from '../cluster/cluster.ts';
import { Stage } from '../cluster/testing.ts';
import type { Pace } from '../fleet/pace.ts';
import type { ComputeQuota } from './compute-quota.ts';
import { createClusterSchedulerConfig } from './create-cluster-scheduler-config.ts';
import { createComputeQuota } from './create-compute-quota.ts';
import type { ClusterSchedulerConfig } from './scheduler-config.ts';
import { updateComputeQuota } from './update-compute-quota.ts';

/** For tests of quotas and policies as resources: a cluster in service, and the operations called on it. */
export class GovernanceStage {
  readonly stage: Stage;
  readonly clusterArn: string;

  constructor(pace: Pace = 'realistic') {
    this.stage = new Stage(pace);
    this.clusterArn = clusterArn(this.stage.cluster([]));
  }

  get state() {
    return this.stage.draft.state;
  }

  /** Begins the creation of a team's quota; answers its id. */
  create(team: string, change: object = {}): string {
    return this.stage.call(createComputeQuota, {
      Name: team,
      ClusterArn: this.clusterArn,
      ComputeQuotaConfig: {},
      ComputeQuotaTarget: { TeamName: team },
      ...change,
    }).ComputeQuotaId;
  }

  createPolicy(Name = 'policy', change: object = {}): string {
    return this.stage.call(createClusterSchedulerConfig, {
      Name,
      ClusterArn: this.clusterArn,
      SchedulerConfig: {},
      ...change,
    }).ClusterSchedulerConfigId;
  }

  /** Begins an update that switches the quota off. */
  disable(ComputeQuotaId: string, TargetVersion = this.quota(ComputeQuotaId).version): void {
    this.stage.call(updateComputeQuota, { ComputeQuotaId, TargetVersion, ActivationState: 'Disabled' });
  }

  /** Lets the operation under way end. */
  end(): void {
    this.stage.advance(10_000);
  }

  quota(id: string): ComputeQuota {
    return this.stage.draft.get('computeQuota', id)!;
  }

  policy(id: string): ClusterSchedulerConfig {
    return this.stage.draft.get('schedulerConfig', id)!;
  }

  /** A quota that rests in that status, whatever led there. */
  resting(status: SchedulerResourceStatus, team = 'a'): string {
    const id = this.create(team);
    this.end();
    this.stage.draft.put('computeQuota', id, { ...this.quota(id), status });
    return id;
  }
}
