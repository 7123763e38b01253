import type { Draft } from '../draft.ts';
import { type World, worldKey } from '../world.ts';
import { purchaseRefusals } from './messages.ts';
import type { Offering } from './offering.ts';

/** An offering that can be bought now. Each reason why it cannot has its own text. */
export function findOffering(draft: Draft, id: string, world: World, now: number): Offering {
  const buyer = draft.state.plans.soldTo(id);
  if (buyer !== undefined)
    throw worldKey(buyer) === worldKey(world)
      ? purchaseRefusals.sold(id, buyer)
      : purchaseRefusals.soldElsewhere(id);
  const offering = draft.get('offering', id);
  if (offering === undefined) throw purchaseRefusals.unknown(id);
  if (worldKey(offering) !== worldKey(world)) throw purchaseRefusals.foreign(id);
  if (offering.expiresAt <= now) throw purchaseRefusals.expired(id, offering.expiresAt, now);
  return offering;
}
