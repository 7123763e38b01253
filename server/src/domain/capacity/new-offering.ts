import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { OFFERING_TTL_MS, OFFERINGS_MAX, PURCHASE_LEAD_MS } from '../limits.ts';
import { worldKey } from '../world.ts';
import { EXTEND_LATEST_MS } from './extend-training-plan.ts';
import { upfrontFee } from './fee.ts';
import { rateOf } from './market.ts';
import type { Offering } from './offering.ts';

type Told = 'targets' | 'instanceType' | 'instanceCount' | 'ultraServer' | 'blocks' | 'extendsPlan';

/**
 * Offers something: gives it its id, its fee and its end, and remembers it. `chargedMs` is the time that is paid for.
 * Where too many are remembered, those that were offered first go.
 */
export function newOffering(
  draft: Draft,
  told: Pick<Offering, Told>,
  chargedMs: number,
  { now, random, market, world }: OperationContext,
): Offering {
  const { blocks, ultraServer, instanceType, instanceCount, extendsPlan } = told;
  const sequence = nextSequence(draft, worldKey(world));
  const rate = rateOf(market, draft.state, world.region, ultraServer?.type ?? instanceType);
  const digits = random('offering', worldKey(world), sequence).hex(64);
  const offering: Offering = {
    ...world,
    ...told,
    id: `${extendsPlan === undefined ? 'tpo' : 'tpeo'}-${digits}`,
    upfrontFee: upfrontFee(rate, ultraServer?.count ?? instanceCount, chargedMs),
    currency: 'USD',
    offeredAt: now,
    expiresAt: Math.min(
      now + OFFERING_TTL_MS,
      // An extension can be bought at the very instant that is its last.
      blocks[0]!.startAt - (extendsPlan === undefined ? PURCHASE_LEAD_MS : EXTEND_LATEST_MS - 1),
    ),
  };
  makeRoom(draft);
  draft.put('offering', offering.id, offering);
  return offering;
}

function nextSequence(draft: Draft, world: string): number {
  const counter = `offerings of ${world}`;
  const sequence = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  draft.put('setting', counter, { value: sequence });
  return sequence;
}

function makeRoom(draft: Draft): void {
  const offerings = draft.state.all('offering');
  while (offerings.size >= OFFERINGS_MAX) {
    let oldest: Offering | undefined;
    for (const offering of offerings.values())
      if (oldest === undefined || offering.offeredAt < oldest.offeredAt) oldest = offering;
    draft.delete('offering', oldest!.id);
  }
}
