/**
 * What a market file and the control endpoints of the market have in common: zones, types, counts, rates and quotas
 * as they are written.
 */
import { DEFAULT_ACCOUNT } from '../api/credentials.ts';
import { type Market, marketZones, PLANS_QUOTA } from '../domain/capacity/market.ts';
import { FOREVER, type MarketChange } from '../domain/capacity/market-change.ts';
import { pricedTypes, soldTypes } from '../domain/capacity/sold-type.ts';
import { QUOTA_MAX, RATE_MAX, SUPPLY_MAX } from '../domain/limits.ts';
import { nearest } from '../domain/nearest.ts';
import type { World } from '../domain/world.ts';
import { invalidRequest } from './control-error.ts';
import { instant, type Members, number, required, type TextRule, text } from './members.ts';

export const marketRules = {
  account: { pattern: /^\d{12}$/, rule: '12 digits' },
  region: { pattern: /^[a-z]{2,}(-[a-z]+)+-\d$/, rule: 'a region such as us-west-2' },
  zone: {
    pattern: /^(?=.{1,32}$)[a-z]{2,}(-[a-z]+)+-\d(-[a-z]+-\d)?[a-z]$/,
    rule: 'an availability zone such as us-west-2a, or a Local Zone such as us-east-1-dfw-2a',
  },
} as const satisfies Record<string, TextRule>;

/** Account and region; each has the value of callers that name none. */
export const marketWorld = (members: Members): World => ({
  account: text(members, 'account', marketRules.account) ?? DEFAULT_ACCOUNT,
  region: text(members, 'region', marketRules.region) ?? 'us-east-1',
});

/** The region that a zone lies in: `us-east-1` of `us-east-1-dfw-2a`. */
export const regionOfZone = (zone: string): string => /^[a-z]{2,}(?:-[a-z]+)+-\d/.exec(zone)![0];

/** One of the words that are known; a near one is suggested. */
export function knownWord<T extends string>(what: string, word: string, known: readonly T[]): T {
  if ((known as readonly string[]).includes(word)) return word as T;
  const meant = nearest(word, known);
  const way =
    meant === undefined
      ? `and must be one of ${known.join(', ')}.`
      : `which does not exist. Did you mean '${meant}'?`;
  throw invalidRequest(`${what} is '${word.slice(0, 64)}', ${way}`);
}

/** How much of what a zone has, from when until when. `null` for the count: what it is without the change. */
export function supplyOf(
  members: Members,
  market: Pick<Market, 'zones'>,
  mayBeNull: boolean,
): Extract<MarketChange, { of: 'supply' }> {
  const zone = required(text(members, 'zone', marketRules.zone), 'zone', '"zone": "us-west-2a"');
  const zones = marketZones(market, regionOfZone(zone));
  if (!zones.includes(zone))
    throw invalidRequest(
      `'zone' is '${zone}', and ${regionOfZone(zone)} sells capacity in ${zones.join(', ')}. Others are named by 'zones' of the file of --market.`,
    );
  const instanceType = knownWord(
    "'instanceType'",
    required(text(members, 'instanceType'), 'instanceType', '"instanceType": "ml.p5.48xlarge"'),
    soldTypes,
  );
  const [from, until] = [instant(members, 'from') ?? 0, instant(members, 'until') ?? FOREVER];
  if (from >= until) throw invalidRequest("'until' is not after 'from'. Give a later one, or none for ever.");
  const bounds = { min: 0, max: SUPPLY_MAX, whole: true };
  return {
    of: 'supply',
    zone,
    instanceType,
    count: numberOrNull(members, 'count', bounds, mayBeNull),
    from,
    until,
  };
}

/** USD an hour, as the market counts: in ten-thousandths. */
export function rateOf(members: Members, name: string, mayBeNull: boolean): number | undefined {
  const rate = numberOrNull(members, name, { min: 0, max: RATE_MAX }, mayBeNull);
  return rate === undefined ? undefined : Math.round(rate * 10_000);
}

export const pricedTypeOf = (what: string, word: string): string => knownWord(what, word, pricedTypes);

/** A quota: of instances it is called as their type. */
export const quotaNameOf = (what: string, word: string): string =>
  knownWord(what, word, [PLANS_QUOTA, ...soldTypes]);

export const quotaValueOf = (members: Members, name: string, mayBeNull: boolean): number | undefined =>
  numberOrNull(members, name, { min: 0, max: QUOTA_MAX, whole: true }, mayBeNull);

/** A number that must be there; where `null` may stand for none, that is undefined. */
function numberOrNull(
  members: Members,
  name: string,
  bounds: { min: number; max: number; whole?: boolean },
  mayBeNull: boolean,
): number | undefined {
  if (mayBeNull && members[name] === null) return undefined;
  return required(number(members, name, bounds), name, `"${name}": 16`);
}
