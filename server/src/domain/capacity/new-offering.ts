import type { OperationContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { OFFERING_TTL_MS, OFFERINGS_MAX, PURCHASE_LEAD_MS } from '../limits.ts';
import { worldKey } from '../world.ts';
import { upfrontFee } from './fee.ts';
import type { Offering } from './offering.ts';
import { publishedRate } from './sold-type.ts';

/** Offers something: gives it its id, its fee and its end, and remembers it. The oldest goes where there are too many. */
export function newOffering(
  draft: Draft,
  asked: Pick<
    Offering,
    'targets' | 'instanceType' | 'instanceCount' | 'ultraServer' | 'blocks' | 'extendsPlan'
  >,
  context: OperationContext,
): Offering {
  const { now, random, world } = context;
  const { blocks, targets, ultraServer, extendsPlan } = asked;
  const counter = `offerings of ${worldKey(world)}`;
  const sequence = Number(draft.get('setting', counter)?.value ?? 0) + 1;
  const [rate, count] = [
    publishedRate(ultraServer?.type ?? asked.instanceType)!,
    ultraServer?.count ?? asked.instanceCount,
  ];
  const offering: Offering = {
    ...world,
    ...asked,
    id: `${extendsPlan === undefined ? 'tpo' : 'tpeo'}-${random('offering', worldKey(world), sequence).hex(64)}`,
    upfrontFee: upfrontFee(rate, count, blocks, targets),
    currency: 'USD',
    offeredAt: now,
    expiresAt: Math.min(now + OFFERING_TTL_MS, blocks[0]!.startAt - PURCHASE_LEAD_MS),
  };
  draft.put('setting', counter, { value: sequence });
  draft.put('offering', offering.id, offering);
  makeRoom(draft);
  return offering;
}

function makeRoom(draft: Draft): void {
  const offerings = draft.state.all('offering');
  if (offerings.size <= OFFERINGS_MAX) return;
  let oldest: Offering | undefined;
  for (const offering of offerings.values())
    if (oldest === undefined || offering.offeredAt < oldest.offeredAt) oldest = offering;
  draft.delete('offering', oldest!.id);
}
