import { giveBackInstances, takeInstances } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { openBlock } from '../capacity/letting-go.ts';
import { savePlan } from '../capacity/save-plan.ts';
import { planCounts, type TrainingPlan } from '../capacity/training-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { State } from '../state.ts';
import {
  type Deployment,
  type Endpoint,
  heldOf,
  type PlanHold,
  planOfDeployment,
  wantedOfPlan,
} from './endpoint.ts';

/** How many instances of which plan, by its ARN. */
export type Wanted = ReadonlyMap<string, number>;

/** What a deployment wants. */
export function wantedOf(deployment: Deployment): Wanted {
  const arn = planOfDeployment(deployment);
  return new Map(arn === undefined ? [] : [[arn, wantedOfPlan(deployment)]]);
}

/** Enough for both: for what the endpoint has, and for what is to come. */
export function wantedForBoth(endpoint: Endpoint, next: Wanted): Wanted {
  const both = new Map(endpoint.holds.map(({ planArn, count }) => [planArn, count]));
  for (const [arn, count] of next) both.set(arn, Math.max(count, both.get(arn) ?? 0));
  return both;
}

/**
 * Takes and gives back until the endpoint has what is wanted of each plan, and no more. What it has counts: a change
 * within a plan needs the difference alone (our choice: a reservation in full use could never be updated otherwise).
 * Undefined, and nothing is changed: a plan has not enough, or none of its blocks runs.
 */
export function hold(
  draft: Draft,
  endpoint: Endpoint,
  wanted: Wanted,
  context: Context,
): Endpoint | undefined {
  const holds: PlanHold[] = [];
  const changed: TrainingPlan[] = [];
  for (const planArn of new Set([...endpoint.holds.map((held) => held.planArn), ...wanted.keys()])) {
    const present = endpoint.holds.find((held) => held.planArn === planArn);
    const count = wanted.get(planArn) ?? 0;
    if (present?.count === count) holds.push(present);
    if ((present?.count ?? 0) === count) continue;
    const plan = planCalled(draft.state, planArn, endpoint);
    if (plan === undefined) continue;
    const freed = present === undefined ? plan : giveBackInstances(plan, present.hold, context.now);
    if (count > 0 && openBlock(freed, 'endpoint') === undefined) return undefined;
    const taken = count === 0 ? { plan: freed } : takeInstances(freed, count);
    if (taken === undefined) return undefined;
    if ('hold' in taken) holds.push({ planArn, count, hold: taken.hold });
    // Who has more than before has left nothing for others.
    const isLess = count < (present?.count ?? 0);
    changed.push(isLess ? taken.plan : { ...taken.plan, freedAt: plan.freedAt });
  }
  for (const plan of changed) savePlan(draft, plan, context);
  return { ...endpoint, holds };
}

/** Gives everything back. */
export const letGo = (draft: Draft, endpoint: Endpoint, context: Context): Endpoint =>
  hold(draft, endpoint, new Map(), context)!;

/** The endpoint without the holds that are over, for their block is. */
export function withoutEnded(draft: Draft, endpoint: Endpoint): Endpoint {
  const holds = endpoint.holds.filter(({ planArn, hold: { block } }) => {
    const plan = planCalled(draft.state, planArn, endpoint);
    return plan !== undefined && openBlock(plan, 'endpoint') === block;
  });
  return holds.length === endpoint.holds.length ? endpoint : { ...endpoint, holds };
}

/** How many more instances of the plan an endpoint could have. */
export function freeOf(plan: TrainingPlan): number {
  return openBlock(plan, 'endpoint') === undefined ? 0 : planCounts(plan).available;
}

/** The counts of a plan as its users see them, together with what one of them has. */
export const countsFor = (plan: TrainingPlan, endpoint: Endpoint, planArn: string) => ({
  TotalInstanceCount: planCounts(plan).total,
  AvailableInstanceCount: freeOf(plan),
  UsedByCurrentEndpoint: heldOf(endpoint, planArn),
});

/** Whether an endpoint serves no more for its reservation is over: none of its plan's blocks runs (documented). */
export function isExpired(state: State, endpoint: Endpoint): boolean {
  const arn = planOfDeployment(endpoint.present);
  if (arn === undefined || endpoint.status === 'Creating') return false;
  const plan = planCalled(state, arn, endpoint);
  return plan === undefined || openBlock(plan, 'endpoint') === undefined;
}
