import type { Context } from '../context.ts';
import type { Refusal } from '../refusal.ts';
import type { State } from '../state.ts';
import { freeSteps, leastFree } from './free-capacity.ts';
import { PLANS_QUOTA, quotaOf } from './market.ts';
import type { Offering } from './offering.ts';
import { overQuota } from './quota.ts';
import { saleRefusals } from './sales-messages.ts';

/**
 * Whether an offering can be sold now: it has not expired, all of it is still there at every instant of its blocks, and
 * the account's quotas of plans and instances have room for it. Takes nothing.
 */
export function canSell(state: State, offering: Offering, context: Context): true | Refusal {
  const { market, random, now } = context;
  const { instanceType, instanceCount, blocks, account, region } = offering;
  if (offering.expiresAt <= now) return saleRefusals.expired(offering);
  const world = { account, region };
  const plans = state.plans.standingCount(world);
  const plansQuota = quotaOf(market, state, world, PLANS_QUOTA);
  if (offering.extendsPlan === undefined && plans >= plansQuota)
    return saleRefusals.plansQuota(plansQuota, plans);
  const shelf = { market, state, random, world, instanceType };
  for (const { zone, startAt, endAt } of blocks) {
    const steps = freeSteps(shelf, zone, startAt, endAt);
    const free = leastFree(steps, startAt, endAt);
    if (free < instanceCount) return saleRefusals.taken(offering, zone, Math.max(0, free));
    const over = overQuota(market, state, world, offering, startAt, endAt);
    if (over !== undefined) return over;
  }
  return true;
}
