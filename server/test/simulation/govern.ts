import { clusterArn } from '../../src/domain/cluster/cluster.ts';
import type { Input } from '../fleet.ts';
import type { Call } from './choices.ts';
import { teams } from './requests.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Command } from './steps.ts';

/** Calls on quotas and policies, of those there are and of one that never was. */
const unknownId = 'nosuchthing0';

export function governQuota(
  simulation: Simulation,
  command: Extract<Command, { do: 'quota' }>,
  call: Call,
): Promise<Outcome> {
  const { cluster, act, team, count, stale } = command;
  const entry = simulation.entry(cluster);
  const TeamName = teams[team % teams.length]!;
  const quotas = entry?.governance.quotasInOrder ?? [];
  const quota = quotas[team % Math.max(1, quotas.length)];
  const id = { ComputeQuotaId: quota?.id ?? unknownId };
  const ComputeQuotaConfig = quotaConfig(command);
  const ActivationState = command.disabled ? ('Disabled' as const) : ('Enabled' as const);
  const target = (team: string) => ({ TeamName: team, FairShareWeight: count });
  switch (act) {
    case 'create': {
      const input = {
        Name: `${entry?.cluster.name ?? 'none'}-${TeamName}`,
        ClusterArn: arnOf(simulation, cluster),
        ComputeQuotaConfig,
        ComputeQuotaTarget: target(TeamName),
        ActivationState,
        Tags: [{ Key: 'made', Value: 'by' }],
      };
      return call(simulation, 'CreateComputeQuota', input, cluster);
    }
    case 'update': {
      const TargetVersion = (quota?.version ?? 1) - (stale ? 1 : 0);
      const ComputeQuotaTarget = target(quota?.target.TeamName ?? TeamName);
      const input = { ...id, TargetVersion, ComputeQuotaConfig, ComputeQuotaTarget, ActivationState };
      return call(simulation, 'UpdateComputeQuota', input, cluster);
    }
    case 'delete':
      return call(simulation, 'DeleteComputeQuota', id, cluster);
  }
}

/** Instances without GPUs, and more often than not GPUs, whole ones and slices, as well. */
function quotaConfig({
  count,
  of,
  strategy,
  borrowLimit,
  never,
}: Extract<Command, { do: 'quota' }>): Input<'CreateComputeQuota'>['ComputeQuotaConfig'] {
  const resources = [
    { InstanceType: 'ml.c5.large', Count: count },
    { InstanceType: 'ml.p5.48xlarge', Accelerators: 4 * count },
    { InstanceType: 'ml.p5.48xlarge', AcceleratorPartition: { Type: 'mig-1g.10gb', Count: 7 * count } },
  ] as const;
  const parts = { instances: resources.slice(0, 1), GPUs: resources.slice(1), all: resources };
  return {
    ComputeQuotaResources: parts[count > 0 ? of : 'instances'],
    ResourceSharingConfig: {
      Strategy: strategy,
      BorrowLimit: strategy === 'LendAndBorrow' ? borrowLimit : undefined,
    },
    PreemptTeamTasks: never ? 'Never' : 'LowerPriority',
  };
}

export function governPolicy(
  simulation: Simulation,
  { cluster, act, fair, idle, high, stale }: Extract<Command, { do: 'policy' }>,
  call: Call,
): Promise<Outcome> {
  const entry = simulation.entry(cluster);
  const policy = entry?.governance.schedulerConfig;
  const id = { ClusterSchedulerConfigId: policy?.id ?? unknownId };
  const SchedulerConfig: Input<'CreateClusterSchedulerConfig'>['SchedulerConfig'] = {
    FairShare: fair ? 'Enabled' : 'Disabled',
    IdleResourceSharing: idle ? 'Enabled' : 'Disabled',
    PriorityClasses: [
      { Name: 'low', Weight: 10 },
      { Name: 'high', Weight: high },
    ],
  };
  switch (act) {
    case 'create': {
      const ClusterArn = arnOf(simulation, cluster);
      const input = { Name: entry?.cluster.name ?? 'none', ClusterArn, SchedulerConfig };
      return call(simulation, 'CreateClusterSchedulerConfig', input, cluster);
    }
    case 'update': {
      const TargetVersion = (policy?.version ?? 1) - (stale ? 1 : 0);
      return call(
        simulation,
        'UpdateClusterSchedulerConfig',
        { ...id, TargetVersion, SchedulerConfig },
        cluster,
      );
    }
    case 'delete':
      return call(simulation, 'DeleteClusterSchedulerConfig', id, cluster);
  }
}

function arnOf(simulation: Simulation, cluster: number): string {
  const entry = simulation.entry(cluster);
  return entry === undefined
    ? 'arn:aws:sagemaker:us-west-2:111122223333:cluster/aaaaaaaaaaaa'
    : clusterArn(entry.cluster);
}
