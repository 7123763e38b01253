import { planCalled } from '../capacity/find-training-plan.ts';
import { openBlock } from '../capacity/letting-go.ts';
import type { TrainingPlan } from '../capacity/training-plan.ts';
import type { State } from '../state.ts';
import type { Cluster, InstanceGroup } from './cluster.ts';

/** The training plans of a cluster's groups, by ARN, each once. */
export const plansOfGroups = ({ groups }: Cluster): string[] => [
  ...new Set(groups.flatMap(({ spec }) => spec.TrainingPlanArn ?? [])),
];

/** Also those of which a group still has instances: whatever moves one of them concerns the cluster. */
export const plansNamed = (cluster: Cluster): readonly string[] =>
  cluster.planHolds === undefined
    ? plansOfGroups(cluster)
    : [...new Set([...plansOfGroups(cluster), ...cluster.planHolds.map(({ plan }) => plan)])];

/** The group's training plan; undefined: it has none, its instances are on demand. */
export const planOf = (state: State, cluster: Cluster, { spec }: InstanceGroup): TrainingPlan | undefined =>
  spec.TrainingPlanArn === undefined ? undefined : planCalled(state, spec.TrainingPlanArn, cluster);

/** The block in which the plan's instances can run in a cluster now, by its place in the plan. */
export const blockOpenToClusters = (plan: TrainingPlan): number | undefined =>
  openBlock(plan, 'hyperpod-cluster');

/** Whether the group is on a plan none of whose blocks is open: it has no instances, and is in service without. */
export function isBetweenBlocks(state: State, cluster: Cluster, group: InstanceGroup): boolean {
  if (group.spec.TrainingPlanArn === undefined) return false;
  const plan = planOf(state, cluster, group);
  return plan === undefined || blockOpenToClusters(plan) === undefined;
}
