import type { Node } from '../../src/domain/cluster/node.ts';
import type { FaultSpec } from '../../src/domain/fleet/fault.ts';
import type { World } from '../../src/domain/world.ts';
import { type GroupInput, group, type Input } from '../fleet.ts';
import type { Command, FaultPlan, GroupPlan, Kind, Policy } from './steps.ts';

/** Plans of a simulation, as the API's requests. */
export const worlds: readonly World[] = [
  { account: '111122223333', region: 'us-west-2' },
  { account: '111122223333', region: 'us-west-2' },
  { account: '111122223333', region: 'us-east-1' },
];
export const clusterNames = ['one', 'two', 'three'] as const;
export const teams = ['red', 'green', 'blue'] as const;
/** Two subnets of one zone or another, and one in each zone that may sell capacity. */
const vpcIn = (region: string) => ({
  Subnets: ['00000001', '00000002', ...['a', 'b', 'c'].map((letter) => `${region}${letter}`)].map(
    (tail) => `subnet-${tail}`,
  ),
  SecurityGroupIds: ['sg-00000001'],
});
export const zones = ['us-west-2a', 'us-east-1b'];

function groupInput(plan: GroupPlan, kind: Kind | undefined, trainingPlans: readonly string[]): GroupInput {
  const has = (trait: GroupPlan['traits'][number]): boolean => plan.traits.includes(trait);
  const split = has('split') && !has('flexible');
  const TrainingPlanArn = has('planned') ? trainingPlans[plan.count % trainingPlans.length] : undefined;
  const gpu =
    has('gpu') || split || TrainingPlanArn !== undefined
      ? ('ml.p5.48xlarge' as const)
      : ('ml.c5.large' as const);
  return group(plan.name, plan.count, {
    ...(has('flexible')
      ? { InstanceType: undefined, InstanceRequirements: { InstanceTypes: ['ml.g5.8xlarge', gpu] } }
      : { InstanceType: gpu }),
    ...(plan.min !== undefined && { MinInstanceCount: Math.min(plan.min, plan.count) }),
    ...(TrainingPlanArn !== undefined && { TrainingPlanArn }),
    ...(has('checks') && { OnStartDeepHealthChecks: ['InstanceStress'] as const }),
    ...(has('no script') && { LifeCycleConfig: undefined }),
    ...(has('spot') && { CapacityRequirements: { Spot: {} } }),
    ...(has('custom image') && { ImageId: 'ami-00000000000000001' }),
    ...(has('scheduled') && { ScheduledUpdateConfig: { ScheduleExpression: 'cron(0 3 ? * SUN *)' } }),
    ...(split &&
      kind?.startsWith('eks') && {
        KubernetesConfig: { Labels: { 'nvidia.com/mig.config': 'all-1g.10gb' } },
      }),
    ...(kind === 'slurm' && { SlurmConfig: { NodeType: plan.role } }),
  });
}

/** A described group goes back without members that only the first request gave. */
const without = (input: GroupInput, ...members: (keyof GroupInput)[]): GroupInput =>
  Object.fromEntries(
    Object.entries(input).filter(([key]) => !members.includes(key as keyof GroupInput)),
  ) as GroupInput;

/** On Slurm the first group is the controller, so that most requests are sound. */
function groupInputs(
  plans: readonly GroupPlan[],
  kind: Kind,
  trainingPlans: readonly string[],
): GroupInput[] {
  return plans.map((plan, i) => {
    const role = i === 0 ? 'Controller' : plan.role === 'Controller' ? 'Compute' : plan.role;
    return groupInput({ ...plan, role, count: Math.max(1, plan.count) }, kind, trainingPlans);
  });
}

export function createInput(
  command: Extract<Command, { do: 'create' }>,
  trainingPlans: readonly string[],
): Input<'CreateCluster'> {
  const { kind, automatic, cluster } = command;
  const sound = kind === 'eks' || kind === 'slurm';
  const plans = sound
    ? command.groups
    : command.groups.map((plan) => ({
        ...plan,
        min: undefined,
        traits: plan.traits.filter((t) => t !== 'flexible'),
      }));
  const groups = groupInputs(plans, kind, trainingPlans);
  const restricted = kind === 'restricted';
  return {
    ClusterName: clusterNames[cluster % clusterNames.length]!,
    ...(restricted
      ? {
          RestrictedInstanceGroups: groups.map((input) => ({
            ...without(input, 'LifeCycleConfig', 'CapacityRequirements', 'ImageId'),
            InstanceType: input.InstanceType ?? 'ml.c5.large',
          })),
        }
      : { InstanceGroups: groups }),
    NodeRecovery: automatic ? 'Automatic' : 'None',
    ...(kind.startsWith('eks') && {
      Orchestrator: {
        Eks: { ClusterArn: `arn:aws:eks:us-west-2:111122223333:cluster/${clusterNames[cluster]}` },
      },
    }),
    ...(kind === 'slurm' && { Orchestrator: { Slurm: { SlurmConfigStrategy: 'Managed' as const } } }),
    ...(sound && { NodeProvisioningMode: 'Continuous' as const }),
    ...(kind !== 'classic' && { VpcConfig: vpcIn(worlds[cluster % worlds.length]!.region) }),
    Tags: [{ Key: 'made', Value: 'by' }],
  };
}

/** Groups that exist are changed in count and minimum alone; others are new. */
export function updateInput(
  command: Extract<Command, { do: 'update' }>,
  existing: readonly string[],
  kind: Kind | undefined,
  trainingPlans: readonly string[],
): Input<'UpdateCluster'> {
  const groups = command.groups
    .filter(({ name }) => !command.remove.includes(name))
    .map((plan) => {
      const input = groupInput(plan, kind, trainingPlans);
      return existing.includes(plan.name)
        ? without(
            input,
            'InstanceType',
            'InstanceRequirements',
            'CapacityRequirements',
            'SlurmConfig',
            'LifeCycleConfig',
          )
        : input;
    });
  return {
    ClusterName: clusterNames[command.cluster]!,
    ...(groups.length > 0 && { InstanceGroups: groups }),
    ...(command.remove.length > 0 && { InstanceGroupsToDelete: [...command.remove] }),
    ...(command.automatic !== undefined && { NodeRecovery: command.automatic ? 'Automatic' : 'None' }),
  };
}

export const deployment = (policy: Policy | undefined): Input<'UpdateClusterSoftware'>['DeploymentConfig'] =>
  policy && {
    RollingUpdatePolicy: {
      MaximumBatchSize: {
        Type: policy.percent ? 'CAPACITY_PERCENTAGE' : 'INSTANCE_COUNT',
        Value: policy.percent ? policy.size * 30 : policy.size,
      },
    },
    WaitIntervalInSeconds: policy.waitSeconds,
    ...(policy.alarm && { AutoRollbackConfiguration: [{ AlarmName: 'errors' }] }),
  };

const jobFailures = ['start', 'algorithm', 'internal-error', 'interruption', 'instance'] as const;

/** Undefined where the plan needs a node, and there is none. */
export function faultSpec(plan: FaultPlan, name: string, nodes: readonly Node[]): FaultSpec | undefined {
  const chosen = nodes[plan.node % Math.max(1, nodes.length)];
  const { type } = plan;
  const cluster = plan.scope === 'all' ? undefined : name;
  const node = plan.scope === 'node' ? chosen?.logicalId : undefined;
  const instanceGroup = plan.scope === 'group' ? chosen?.group : undefined;
  switch (type) {
    case 'node':
      return chosen && { type, node: chosen.instanceId ?? chosen.logicalId, needs: plan.needs };
    case 'internal-error':
      return chosen && { type, node: chosen.logicalId };
    case 'capacity':
      return plan.scope === 'all' ? { type } : { type, instanceType: chosen?.instanceType ?? 'ml.c5.large' };
    case 'alarm':
      return { type, alarmName: 'errors' };
    case 'governance':
      return { type, cluster, rollback: plan.rollback ? 'fails' : undefined };
    case 'training-plan':
      return { type, reason: plan.rollback ? 'capacity' : 'payment' };
    case 'training-job':
      return { type, failure: jobFailures[plan.node % jobFailures.length]! };
    case 'endpoint':
      return { type, reason: plan.rollback ? 'instance' : 'containers' };
    case 'slow':
      return { type, cluster, instanceGroup, node, factor: 3 };
    default:
      return { type, cluster, instanceGroup, node };
  }
}
