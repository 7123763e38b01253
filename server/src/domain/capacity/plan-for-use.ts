import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { planCalled } from './find-training-plan.ts';
import { hasTimeLeft } from './letting-go.ts';
import type { Target } from './offering.ts';
import type { PlanStatus } from './plan-status.ts';
import { planArn, planCounts, type TrainingPlan } from './training-plan.ts';
import { useRefusals } from './use-messages.ts';

/** What somebody wants of a plan whose ARN they name. */
export interface PlanUse {
  /** Who asks, as it stands in the request: `Instance group 'workers'`. */
  readonly user: string;
  /** Where the ARN stands in the request: `InstanceGroups[0].TrainingPlanArn`. */
  readonly member: string;
  readonly target: Target;
  /** Absent: of any type that the plan has. */
  readonly instanceType?: string;
  readonly count?: number;
  /** In which statuses the plan can be used (documented for each target). */
  readonly statuses: readonly PlanStatus[];
  /** The zones that the user's subnets are in; absent: it can run in any. */
  readonly zones?: readonly string[];
}

/**
 * The plan of that ARN, if it is one that can be used so: that it exists, is in the right status, for that target, of
 * that instance type, large enough, in the right zone, and has time left. These are the mistakes that users report; each
 * refusal says what the plan is, and which other plan would do.
 */
export function planForUse(state: State, arn: string, use: PlanUse, world: World): TrainingPlan {
  const plan = planCalled(state, arn, world);
  const refusal = plan === undefined ? useRefusals.unknown(arn, use) : whyNot(plan, use);
  if (refusal === undefined) return plan!;
  const others = [...state.named('trainingPlan', world).values()].filter(
    (other) => whyNot(other, use) === undefined,
  );
  others.sort((a, b) => a.sequence - b.sequence);
  throw refusal(others.slice(0, OTHERS_NAMED_MAX).map(planArn));
}

/** A refusal names no more plans than this that would do. */
const OTHERS_NAMED_MAX = 3;

/** The rules of a use, each by its name, in the order in which users can mend what is wrong. */
const rules = {
  target: (plan: TrainingPlan, use: PlanUse) =>
    plan.targets.includes(use.target) ? undefined : useRefusals.target(plan, use),
  instanceType: (plan: TrainingPlan, use: PlanUse) =>
    use.instanceType === undefined || use.instanceType === plan.instanceType
      ? undefined
      : useRefusals.instanceType(plan, use),
  status: (plan: TrainingPlan, use: PlanUse) =>
    use.statuses.includes(plan.status) ? undefined : useRefusals.status(plan, use),
  time: (plan: TrainingPlan, use: PlanUse) =>
    plan.status !== 'Active' || hasTimeLeft(plan, use.target) ? undefined : useRefusals.time(plan, use),
  count: (plan: TrainingPlan, use: PlanUse) => {
    const { total, spare } = planCounts(plan);
    return (use.count ?? 0) > total - spare ? useRefusals.count(plan, use, total - spare) : undefined;
  },
  zone: (plan: TrainingPlan, use: PlanUse) => {
    const outside = plan.capacities.find(({ zone }) => use.zones !== undefined && !use.zones.includes(zone));
    return outside && useRefusals.zone(plan, use, outside.zone);
  },
};

export type UseRule = keyof typeof rules;

/** What stands against it first; undefined: nothing does. */
function whyNot(plan: TrainingPlan, use: PlanUse) {
  for (const rule of Object.values(rules)) {
    const refusal = rule(plan, use);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Every rule with what stands against the use; nothing: the plan can be used so. */
export const checkUse = (
  plan: TrainingPlan,
  use: PlanUse,
): readonly { readonly rule: UseRule; readonly problem: string | undefined }[] =>
  (Object.keys(rules) as UseRule[]).map((rule) => ({ rule, problem: rules[rule](plan, use)?.([]).message }));
