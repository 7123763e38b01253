import { failInstance, recoverInstance, takeSpare } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { openBlock } from '../capacity/letting-go.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import { waitMs } from '../fleet/pace.ts';
import { type Endpoint, heldOf, type LostInstance, planOfDeployment, wantedOfPlan } from './endpoint.ts';
import { hold } from './plan-holds.ts';

/**
 * An instance of the endpoint's plan fails. A spare comes in its place where there is one; otherwise the endpoint has
 * one less until the instance is well again (our choice: how long that takes is not documented). Undefined: it has none.
 */
export function loseInstance(draft: Draft, endpoint: Endpoint, context: Context): Endpoint | undefined {
  const [held] = endpoint.holds;
  const plan = held && planCalled(draft.state, held.planArn, endpoint);
  if (held === undefined || plan === undefined) return undefined;
  const { planArn, count, hold: taken } = held;
  const pool = taken.counts.findIndex((each) => each > 0);
  const place = { block: taken.block, pool };
  const failed = failInstance(plan, place);
  const replaced = takeSpare(failed, place);
  savePlan(draft, replaced ?? failed, context);
  const dueAt = context.now + waitMs('endpointRepair', context.pace);
  const lost = [...(endpoint.lost ?? []), { planArn, ...place, dueAt }];
  if (replaced !== undefined) return { ...endpoint, lost };
  const left = { ...taken, counts: taken.counts.with(pool, taken.counts[pool]! - 1) };
  const others = endpoint.holds.slice(1);
  const holds = count === 1 ? others : [{ planArn, count: count - 1, hold: left }, ...others];
  return { ...endpoint, lost, holds };
}

/** Instances whose time has come are well again, and come back to the endpoint where it still misses them. */
export function recoverInstances(draft: Draft, endpoint: Endpoint, context: Context): Endpoint {
  const well = endpoint.lost?.filter(({ dueAt }) => dueAt <= context.now) ?? [];
  if (well.length === 0) return endpoint;
  const lost = endpoint.lost!.filter((each) => !well.includes(each));
  returnToPlan(draft, endpoint, well, context);
  const back = { ...endpoint, lost: lost.length === 0 ? undefined : lost };
  const arn = planOfDeployment(endpoint.present);
  const missing = arn === undefined ? 0 : wantedOfPlan(endpoint.present) - heldOf(endpoint, arn);
  if (arn === undefined || missing <= 0 || endpoint.status === 'Creating') return back;
  const wanted = new Map(endpoint.holds.map(({ planArn, count }) => [planArn, count]));
  wanted.set(arn, heldOf(endpoint, arn) + Math.min(missing, well.length));
  return hold(draft, back, wanted, context) ?? back;
}

/** The endpoint without lost instances: the plan has them again. */
export function withoutLost(draft: Draft, endpoint: Endpoint, context: Context): Endpoint {
  if (endpoint.lost === undefined) return endpoint;
  returnToPlan(draft, endpoint, endpoint.lost, context);
  return { ...endpoint, lost: undefined };
}

/** Unhealthy instances of a block that runs are well again; at the end of a block all are, by themselves. */
function returnToPlan(
  draft: Draft,
  endpoint: Endpoint,
  lost: readonly LostInstance[],
  context: Context,
): void {
  for (const place of lost) {
    const plan = planCalled(draft.state, place.planArn, endpoint);
    if (plan !== undefined && openBlock(plan, 'endpoint') === place.block)
      savePlan(draft, recoverInstance(plan, place), context);
  }
}
