import { takeInstances, takeSpare } from '../capacity/consumers.ts';
import { planCalled } from '../capacity/find-training-plan.ts';
import { failForRepair } from '../capacity/repair.ts';
import { savePlan } from '../capacity/save-plan.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * An instance of the endpoint's plan fails. A spare comes in its place, or else one that is available; with neither the
 * endpoint has one less until the plan has one for it (our choice). Undefined: it has none that could fail.
 */
export function loseInstance(draft: Draft, endpoint: Endpoint, context: Context): Endpoint | undefined {
  const [held, ...others] = endpoint.holds;
  const plan = held && planCalled(draft.state, held.planArn, endpoint);
  if (held === undefined || plan === undefined) return undefined;
  const { planArn, count } = held;
  const { block, counts } = held.hold;
  const pool = counts.findIndex((each) => each > 0);
  const failed = failForRepair(plan, { block, pool }, context);
  const spared = takeSpare(failed, { block, pool });
  const less = counts.with(pool, counts[pool]! - 1);
  const taken = spared === undefined ? takeInstances(failed, 1) : undefined;
  savePlan(draft, spared ?? taken?.plan ?? failed, context);
  if (spared !== undefined) return endpoint;
  if (taken !== undefined) {
    const more = less.map((each, i) => each + taken.hold.counts[i]!);
    return { ...endpoint, holds: [{ planArn, count, hold: { block, counts: more } }, ...others] };
  }
  if (count === 1) return { ...endpoint, holds: others };
  return { ...endpoint, holds: [{ planArn, count: count - 1, hold: { block, counts: less } }, ...others] };
}
