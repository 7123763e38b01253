import { planForUse } from '../capacity/plan-for-use.ts';
import { currentBlock, planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import type { State } from '../state.ts';
import { type Cluster, groupOf, type InstanceGroup } from './cluster.ts';
import type { AskedGroup } from './group-rules.ts';
import { subnetZonesOf } from './placement.ts';
import { heldOf } from './plan-holds.ts';
import { blockOpenToClusters } from './plan-of-group.ts';
import { planRefusals } from './plan-refusals.ts';

/**
 * Refuses groups whose training plan cannot give them what they ask for, before anything is taken of it. `cluster` is
 * what the request makes of `before`. A group that keeps its plan and asks for no more is not looked at again: its plan
 * may be over by now, and the group may still be scaled down or given another.
 */
export function checkPlans(
  state: State,
  cluster: Cluster,
  before: Cluster | undefined,
  asked: readonly AskedGroup[],
): void {
  for (const [member, { name }] of withMembers(asked)) {
    const group = groupOf(cluster, name)!;
    const former = before && groupOf(before, name);
    if (group.spec.TrainingPlanArn === undefined) continue;
    const isSame = former?.spec.TrainingPlanArn === group.spec.TrainingPlanArn;
    if (isSame && group.targetCount <= former!.targetCount) continue;
    const plan = checkPlan(state, cluster, group, member);
    checkFree(plan, cluster, before, group, member);
  }
}

/** Each group with the place of its plan in the request. */
function withMembers(asked: readonly AskedGroup[]): [member: string, group: AskedGroup][] {
  const ordinary = asked.filter(({ restricted }) => !restricted).length;
  return asked.map((group, i) => [
    group.restricted
      ? `RestrictedInstanceGroups[${i - ordinary}].TrainingPlanArn`
      : `InstanceGroups[${i}].TrainingPlanArn`,
    group,
  ]);
}

function checkPlan(state: State, cluster: Cluster, group: InstanceGroup, member: string): TrainingPlan {
  const { name, spec, targetCount } = group;
  if (spec.InstanceType === undefined) throw planRefusals.flexible(member, name);
  if (spec.CapacityRequirements?.Spot !== undefined) throw planRefusals.spot(member, name);
  return planForUse(
    state,
    spec.TrainingPlanArn!,
    {
      user: `instance group '${name}'`,
      member,
      target: 'hyperpod-cluster',
      instanceType: spec.InstanceType,
      count: targetCount,
      statuses: ['Scheduled', 'Active'],
      zones: subnetZonesOf(cluster, group),
    },
    cluster,
  );
}

/** The groups of a cluster may hand on among themselves what they hold; the rest must be available. */
function checkFree(
  plan: TrainingPlan,
  cluster: Cluster,
  before: Cluster | undefined,
  { name, spec, targetCount }: InstanceGroup,
  member: string,
): void {
  const arn = spec.TrainingPlanArn!;
  const asked = askedOf(cluster, arn);
  if (before !== undefined && asked <= askedOf(before, arn)) return;
  const { available } = planCounts(plan);
  const free = available + (before === undefined ? 0 : heldOf(before, arn, plan));
  if (asked <= free) return;
  const most = Math.max(0, targetCount - (asked - free));
  throw planRefusals.notFree(member, name, plan, { asked: targetCount, most, available });
}

/** How many instances of the plan all groups of the cluster ask for together. */
const askedOf = ({ groups }: Cluster, arn: string): number =>
  groups
    .filter(({ spec, deleting }) => spec.TrainingPlanArn === arn && deleting !== true)
    .reduce((sum, { targetCount }) => sum + targetCount, 0);

/** Why a group cannot have so many nodes more of its plan at once; undefined: it can. */
export function whyNoMore(plan: TrainingPlan, group: InstanceGroup, count: number): string | undefined {
  if (blockOpenToClusters(plan) === undefined) return planRefusals.closed(group.name, plan);
  const { available } = planCounts(plan);
  return count <= available
    ? undefined
    : planRefusals.noMore(group.name, plan, { block: currentBlock(plan), available });
}
